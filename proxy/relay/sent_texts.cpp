#include "proxy/relay/sent_texts.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#if defined(__SSE2__) && !defined(__SANITIZE_THREAD__)
#include <emmintrin.h>
#define STOPGATE_STREAMS 1
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#undef STOPGATE_STREAMS
#endif
#endif
#endif

namespace proxy::relay {
namespace {

constexpr std::size_t word_octets = sizeof(std::uint64_t);
constexpr std::size_t words_of(std::size_t octets) noexcept { return (octets + word_octets - 1) / word_octets; }

constexpr auto relaxed = std::memory_order_relaxed;
// The head moves in steps, so that its fence is paid for once in some hundred texts: words, but no more than this part of the
// ring.
constexpr std::size_t step_words = 4'096;
constexpr std::size_t step_part = 8;

// Past the caches: what is written here is hardly ever read, and would push out what is. Not ordered with other stores before the
// next fence().
void stream(std::atomic<std::uint64_t>* to, std::uint64_t one) noexcept {
#ifdef STOPGATE_STREAMS
    _mm_stream_si64(reinterpret_cast<long long*>(to), static_cast<long long>(one));
#else
    to->store(one, relaxed);
#endif
}
void fence() noexcept {
#ifdef STOPGATE_STREAMS
    _mm_sfence();
#endif
    std::atomic_thread_fence(std::memory_order_release);
}

}  // namespace

sent_texts::sent_texts(std::size_t octets)
    : size_(octets == 0 ? 0 : words_of(std::max(octets, 2 * (header_words * word_octets + longest)))),
      memory_(size_ == 0 ? store::large_memory() : store::take_large_memory(size_ * word_octets)) {
    if (size_ != 0 && !memory_) throw std::bad_alloc();
}

// A record does not go round the end: what is left there stays empty. The head moves before anything is overwritten, so that who
// reads a new word sees the new head, too (a seqlock's order).
std::uint64_t sent_texts::add(std::uint64_t pair, std::int64_t unix_ms, protocol::octets pdu) noexcept {
    const auto kept = pdu.first(std::min(pdu.size(), longest));
    const auto needed = header_words + words_of(kept.size());
    if (next_ + needed > size_) {
        position_ += size_ - next_;
        next_ = 0;
    }
    if (position_ + needed > head_.load(relaxed)) {
        head_.store(position_ + needed + std::min(step_words, size_ / step_part), relaxed);
        fence();
    }
    auto* to = ring() + next_;
    const auto place = position_ + 1;
    next_ += needed;
    position_ += needed;

    stream(to++, pair);
    stream(to++, static_cast<std::uint64_t>(unix_ms));
    stream(to++, kept.size());
    const auto whole = kept.size() / word_octets * word_octets;
    for (std::size_t done = 0; done < whole; done += word_octets) {
        std::uint64_t octets;
        std::memcpy(&octets, kept.data() + done, word_octets);
        stream(to++, octets);
    }
    if (whole < kept.size()) {
        std::uint64_t octets = 0;
        std::memcpy(&octets, kept.data() + whole, kept.size() - whole);
        stream(to, octets);
    }
    return place;
}

void sent_texts::publish() noexcept {
    if (published_.load(relaxed) == position_) return;
    fence();
    published_.store(position_, std::memory_order_release);
}

// What is read may be overwritten meanwhile, in whole or in part: the head tells afterwards, and until then nothing that was read
// is believed.
std::optional<sent_texts::found> sent_texts::at(std::uint64_t place, std::uint64_t pair) const noexcept {
    if (place == 0 || place > published_.load(std::memory_order_acquire)) return std::nullopt;
    const auto position = place - 1;
    const auto* from = ring() + position % size_;
    const auto pair_there = from++->load(relaxed);
    found made{.unix_ms = static_cast<std::int64_t>(from++->load(relaxed)), .pdu = {}};
    const auto octets = static_cast<std::size_t>(from++->load(relaxed));
    if (pair_there != pair || octets > longest || position % size_ + header_words + words_of(octets) > size_) return std::nullopt;
    made.pdu.resize(octets);
    for (std::size_t done = 0; done < octets; done += word_octets) {
        const auto one = from++->load(relaxed);
        std::memcpy(made.pdu.data() + done, &one, std::min(word_octets, octets - done));
    }
    std::atomic_thread_fence(std::memory_order_acquire);
    if (position + size_ < head_.load(relaxed)) return std::nullopt;  // overwritten, from its first octet on
    return made;
}

}  // namespace proxy::relay
