#include "proxy/relay/sent_texts.hpp"

#include <algorithm>
#include <array>
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
constexpr std::size_t step_octets = 2 * word_octets;  // what is written at once
constexpr std::size_t words_of(std::size_t octets) noexcept { return (octets + step_octets - 1) / step_octets * 2; }

constexpr auto relaxed = std::memory_order_relaxed;
// The head moves in steps, so that its fence is paid for once in some hundred texts: words, but no more than this part of the
// ring.
constexpr std::size_t head_step = 4'096;
constexpr std::size_t head_part = 8;

constexpr unsigned size_bits = 16;
constexpr unsigned tag_shift = 32;
constexpr std::uint64_t low_half = (std::uint64_t{1} << tag_shift) - 1;

// Past the caches: what is written here is hardly ever read, and would push out what is. Not ordered with other stores before the
// next fence().
#ifdef STOPGATE_STREAMS
void stream(std::atomic<std::uint64_t>* to, __m128i two) noexcept { _mm_stream_si128(reinterpret_cast<__m128i*>(to), two); }
void stream(std::atomic<std::uint64_t>* to, std::uint64_t one, std::uint64_t other) noexcept {
    stream(to, _mm_set_epi64x(static_cast<long long>(other), static_cast<long long>(one)));
}
void stream(std::atomic<std::uint64_t>* to, const std::uint8_t* from) noexcept {
    stream(to, _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}
#else
void stream(std::atomic<std::uint64_t>* to, std::uint64_t one, std::uint64_t other) noexcept {
    to[0].store(one, relaxed);
    to[1].store(other, relaxed);
}
void stream(std::atomic<std::uint64_t>* to, const std::uint8_t* from) noexcept {
    std::array<std::uint64_t, 2> two;
    std::memcpy(two.data(), from, sizeof two);
    stream(to, two[0], two[1]);
}
#endif
void fence() noexcept {
#ifdef STOPGATE_STREAMS
    _mm_sfence();
#endif
    std::atomic_thread_fence(std::memory_order_release);
}

// Which word of a filter and which three bits of it. The tag is the pair's upper half.
struct marks {
    std::size_t word;
    std::uint64_t bits;
};
marks marks_of(std::uint64_t pair, std::size_t words) noexcept {
    const auto bit = [pair](unsigned shift) { return std::uint64_t{1} << (pair >> shift & 63U); };
    return {pair % words, bit(9) | bit(15) | bit(21)};
}

}  // namespace

sent_texts::sent_texts(std::size_t octets) : size_(0), groups_(0) {
    if (octets == 0) return;
    // Behind the ring lie a tag a text, and the filters.
    constexpr auto parts = words_a_text * group_texts, all = parts + group_texts + filter_words;
    const auto wanted = octets / word_octets / all * parts;
    size_ = std::max(wanted, 2 * (header_words + words_of(longest)));
    groups_ = std::max<std::size_t>(size_ / parts, 2);
    memory_ = store::take_large_memory((size_ + groups_ * (group_texts + filter_words)) * word_octets);
    if (!memory_) throw std::bad_alloc();
}

// A record does not go round the end: what is left there stays empty. The head moves before anything is overwritten, so that who
// reads a new word sees the new head, too (a seqlock's order).
void sent_texts::add(std::uint64_t pair, std::int64_t unix_ms, protocol::octets pdu) noexcept {
    if (pdu.size() < step_octets) return;  // no PDU
    if (offered_ != published_.load(relaxed)) show_offered();
    const auto kept = pdu.first(std::min(pdu.size(), longest));
    const auto needed = header_words + words_of(kept.size());
    if (next_ + needed > size_) {
        position_ += size_ - next_;
        next_ = 0;
    }
    if (position_ + needed > head_.load(relaxed)) {
        head_.store(position_ + needed + std::min(head_step, size_ / head_part), relaxed);
        fence();
    }
    index(pair);
    auto* to = ring() + next_;
    next_ += needed;
    position_ += needed;

    stream(to, pair, static_cast<std::uint64_t>(unix_ms) << size_bits | kept.size());
    to += header_words;
    const auto whole = kept.size() / step_octets * step_octets;
    for (std::size_t done = 0; done < whole; done += step_octets, to += 2) stream(to, kept.data() + done);
    // The last step holds the last octets, some of them once more: a rest put together first would wait for its own stores.
    if (whole < kept.size()) stream(to, kept.data() + kept.size() - step_octets);
}

// Of the text that goes to position_.
void sent_texts::index(std::uint64_t pair) noexcept {
    const auto which = added_ % group_texts;
    if (which == 0) {
        tags_ = tags_of(added_ / group_texts);
        filter_ = filter_of(added_ / group_texts);
        for (std::size_t at = 0; at < filter_words; ++at) filter_[at].store(0, relaxed);
    }
    ++added_;
    tags_[which].store((pair & ~low_half) | (position_ & low_half), relaxed);
    const auto marked = marks_of(pair, filter_words);
    auto& shared = filter_[marked.word];
    shared.store(shared.load(relaxed) | marked.bits, relaxed);  // nobody else writes
}

void sent_texts::publish() noexcept {
    if (offered_ != published_.load(relaxed)) show_offered();
    offered_ = added_;
    offered_words_ = position_;
}

void sent_texts::show_offered() noexcept {
    fence();
    published_words_.store(offered_words_, relaxed);
    published_.store(offered_, std::memory_order_release);
}

// The group before the oldest is the one that is overwritten next, or now.
std::optional<sent_texts::found> sent_texts::last(std::uint64_t pair) const noexcept {
    const auto texts = published_.load(std::memory_order_acquire);
    if (texts == 0) return std::nullopt;
    const auto newest = (texts - 1) / group_texts;
    const auto oldest = newest - std::min<std::uint64_t>(newest, groups_ - 1);
    const auto marked = marks_of(pair, filter_words);
    for (auto group = newest + 1; group-- > oldest;) {
        if ((filter_of(group)[marked.word].load(relaxed) & marked.bits) != marked.bits) continue;
        const auto in_it = std::min(texts - group * group_texts, std::uint64_t{group_texts});
        if (auto one = last_in(group, in_it, pair)) return one;
    }
    return std::nullopt;
}

// `texts`: of the group, that are published.
std::optional<sent_texts::found> sent_texts::last_in(std::uint64_t group, std::uint64_t texts,
                                                     std::uint64_t pair) const noexcept {
    const auto end = published_words_.load(relaxed);
    for (const auto* const tags = tags_of(group); texts-- > 0;) {
        const auto tag = tags[texts].load(relaxed);
        if (tag >> tag_shift != pair >> tag_shift) continue;
        const auto back = (end - tag) & low_half;  // from the end of what was published, whose lower half alone the tag has
        if (back > end || back > size_) continue;
        if (auto one = at(end - back, pair)) return one;
    }
    return std::nullopt;
}

// What is read may be overwritten meanwhile, in whole or in part: the head tells afterwards, and until then nothing that was read
// is believed.
std::optional<sent_texts::found> sent_texts::at(std::uint64_t position, std::uint64_t pair) const noexcept {
    const auto* from = ring() + position % size_;
    const auto pair_there = from++->load(relaxed);
    const auto described = from++->load(relaxed);
    const std::size_t octets = described & ((1U << size_bits) - 1);
    if (pair_there != pair || octets < step_octets || octets > longest ||
        position % size_ + header_words + words_of(octets) > size_)
        return std::nullopt;
    found made{.unix_ms = static_cast<std::int64_t>(described >> size_bits), .pdu = {}};
    made.pdu.resize(octets);
    for (std::size_t done = 0; done < octets; done += step_octets) {
        const std::array<std::uint64_t, 2> two{from[0].load(relaxed), from[1].load(relaxed)};
        from += 2;
        std::memcpy(made.pdu.data() + std::min(done, octets - step_octets), two.data(), step_octets);
    }
    std::atomic_thread_fence(std::memory_order_acquire);
    if (position + size_ < head_.load(relaxed)) return std::nullopt;  // overwritten, from its first octet on
    return made;
}

}  // namespace proxy::relay
