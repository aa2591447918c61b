#pragma once
// What the kernel says of this process.
#include "metrics/exposition.hpp"

namespace metrics {

// The families process_*. What can't be read is left out.
void add_process(sink& into);

}  // namespace metrics
