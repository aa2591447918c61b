#pragma once
// Memory for tables that are looked into at random: zeroed, taken as it is touched, in huge pages where the kernel gives them. A
// look then costs one cache miss, without a walk of page tables before it.
#include <cstddef>
#include <memory>

namespace store {

struct unmap {
    void* mapped = nullptr;
    std::size_t octets = 0;
    void operator()(std::byte* /*begin*/) const noexcept;
};
using large_memory = std::unique_ptr<std::byte[], unmap>;

// Begins at a cache line at least. Empty when there is none.
[[nodiscard]] large_memory take_large_memory(std::size_t octets) noexcept;

}  // namespace store
