#pragma once
// Where verdicts come from: the store, or a test's table.
#include <span>

#include "store/suppression.hpp"

namespace proxy::relay {

class judge {
public:
    virtual ~judge() = default;
    // One ruling a question, in order, without waiting for the disk. Views live as long as the call.
    virtual void rule(std::span<const store::question> questions, std::span<store::ruling> rulings) noexcept = 0;
};

}  // namespace proxy::relay
