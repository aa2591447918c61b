#include "store/large_memory.hpp"

#include <sys/mman.h>

#include <new>

namespace store {

void unmap::operator()(std::byte* at) const noexcept { ::munmap(at, octets); }

large_memory take_large_memory(std::size_t octets) {
    void* const at = ::mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) throw std::bad_alloc();
    ::madvise(at, octets, MADV_HUGEPAGE);  // without them it works as well, only slower
    return {static_cast<std::byte*>(at), unmap{octets}};
}

}  // namespace store
