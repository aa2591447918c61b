#include "store/large_memory.hpp"

#include <sys/mman.h>

#include <bit>
#include <cstdint>

namespace store {
namespace {

constexpr std::size_t huge_page = 2 << 20;

}  // namespace

void unmap::operator()(std::byte* /*begin*/) const noexcept { ::munmap(mapped, octets); }

large_memory take_large_memory(std::size_t octets) noexcept {
    const auto mapped = octets >= huge_page ? octets + huge_page : octets;
    void* const at = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) return {};
    auto* begin = static_cast<std::byte*>(at);
    if (octets >= huge_page) {
        begin += (huge_page - std::bit_cast<std::uintptr_t>(begin) % huge_page) % huge_page;
        ::madvise(begin, octets, MADV_HUGEPAGE);  // without them it works as well, only slower
    }
    return {begin, unmap{at, mapped}};
}

}  // namespace store
