#include "tests/bench/counted_allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::uint64_t> made{0};
}  // namespace

std::uint64_t tests::bench::allocations() noexcept { return made.load(std::memory_order_relaxed); }

void* operator new(std::size_t octets) {
    made.fetch_add(1, std::memory_order_relaxed);
    if (auto* const given = std::malloc(octets)) return given;
    throw std::bad_alloc();
}
void operator delete(void* what) noexcept { std::free(what); }
void operator delete(void* what, std::size_t /*octets*/) noexcept { std::free(what); }
