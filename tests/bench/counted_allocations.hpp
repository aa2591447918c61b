#pragma once
// Programs that are linked with this count what they allocate by operator new.
#include <cstdint>

namespace tests::bench {
[[nodiscard]] std::uint64_t allocations() noexcept;
}
