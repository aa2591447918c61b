#pragma once
// Where a C-octet string ends (SMPP 3.4 §3.1).
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>

#include <bit>
#endif

namespace protocol {

// The first NUL in [at, end), or nullptr. Most strings of a PDU are shorter than sixteen octets, and more than that follows them:
// one comparison finds their end.
[[nodiscard]] inline const std::uint8_t* find_nul(const std::uint8_t* at, const std::uint8_t* end) noexcept {
    if (at == end) return nullptr;  // has no address that memchr may be given
#ifdef __SSE2__
    if (end - at >= 16) {
        const auto here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const auto nuls = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(here, _mm_setzero_si128())));
        if (nuls != 0) return at + std::countr_zero(nuls);
    }
#endif
    return static_cast<const std::uint8_t*>(std::memchr(at, 0, static_cast<std::size_t>(end - at)));
}

}  // namespace protocol
