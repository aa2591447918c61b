#include "store/memory_filter.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

#include "store/large_memory.hpp"

// Not where races are looked for: the words are read as what they are, atomic, only one by one.
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
#include <immintrin.h>
#define STOPGATE_WIDE 1
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#undef STOPGATE_WIDE
#endif
#endif
#endif

namespace store {
namespace {

constexpr auto line_octets = hashed_lines::line_octets;
constexpr std::size_t line_words = line_octets / sizeof(std::uint64_t);
constexpr std::chrono::microseconds reader_poll{200};  // a batch takes a few

constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;

}  // namespace

class memory_filter::table {
public:
    // nullptr: no memory.
    static std::unique_ptr<table> make(std::size_t keys) {
        const auto wanted = std::max(keys, least_keys) + std::max(keys, least_keys) / 2;
        const auto most_keys = most_octets * 8 / least_bits_a_key;
        const auto lines = std::min(wanted, most_keys) * least_bits_a_key / (line_octets * 8) + 1;
        std::unique_ptr<table> made(new table(lines, wanted > most_keys ? std::numeric_limits<std::size_t>::max() : wanted));
        return made->memory_ != nullptr ? std::move(made) : nullptr;
    }

    // Eight bits, one in each word of the line.
    void set(std::uint64_t of) noexcept {
        auto* line = line_of(of);
        bool known = true;
        for (auto bits = pattern(of); auto& word : std::span(line, line_words)) {
            const auto bit = std::uint64_t{1} << (bits & 63U);
            bits >>= 6U;
            const std::atomic_ref<std::uint64_t> shared(word);
            if ((shared.load(std::memory_order_relaxed) & bit) != 0) continue;  // a load costs less than what locks the line
            shared.fetch_or(bit, std::memory_order_relaxed);
            known = false;
        }
        if (!known) keys_.fetch_add(1, std::memory_order_relaxed);
    }

    // Without a branch: what a filter is asked is not to be predicted.
    [[nodiscard]] bool has(std::uint64_t of) const noexcept {
        auto* line = line_of(of);
        auto bits = pattern(of);
        std::uint64_t all = 1;
        for (auto& word : std::span(line, line_words)) {
            all &= std::atomic_ref<std::uint64_t>(word).load(std::memory_order_relaxed) >> (bits & 63U);
            bits >>= 6U;
        }
        return (all & 1U) != 0;
    }

    // Bit n: the key of hash n may be there. At most 64.
    [[nodiscard]] std::uint64_t has_each(std::span<const std::uint64_t> hashes) const noexcept {
#ifdef STOPGATE_WIDE
        if (wide) return has_each_wide(hashes);
#endif
        std::uint64_t out = 0;
        for (std::size_t at = 0; at < hashes.size(); ++at) out |= std::uint64_t{has(hashes[at])} << at;
        return out;
    }

    void fetch(std::uint64_t of) const noexcept { lines_.fetch(of); }
    [[nodiscard]] const hashed_lines& lines() const noexcept { return lines_; }

    [[nodiscard]] std::size_t keys() const noexcept { return keys_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t room() const noexcept { return room_; }
    [[nodiscard]] std::size_t octets() const noexcept { return lines_.count * line_octets; }

private:
    table(std::size_t lines, std::size_t room) noexcept
        : room_(room),
          memory_(take_large_memory(lines * line_octets)),  // zeroed by the kernel
          lines_{memory_.get(), lines} {}

    // Its bits in the line are from a product in which every bit of the hash counts.
    [[nodiscard]] std::uint64_t* line_of(std::uint64_t of) const noexcept {
        return reinterpret_cast<std::uint64_t*>(memory_.get() + lines_.offset_of(of));
    }
    static std::uint64_t pattern(std::uint64_t of) noexcept { return (of * odd) >> 16U; }

#ifdef STOPGATE_WIDE
    // has(), four words at a time.
    [[nodiscard, gnu::target("avx2")]] std::uint64_t has_each_wide(std::span<const std::uint64_t> hashes) const noexcept {
        const auto shifts = _mm256_set_epi64x(18, 12, 6, 0), more_shifts = _mm256_set_epi64x(42, 36, 30, 24);
        const auto low_six = _mm256_set1_epi64x(63), one = _mm256_set1_epi64x(1);
        std::uint64_t out = 0;
        for (std::size_t at = 0; at < hashes.size(); ++at) {
            const auto* const line = reinterpret_cast<const __m256i*>(line_of(hashes[at]));
            const auto bits = _mm256_set1_epi64x(static_cast<long long>(pattern(hashes[at])));
            const auto bit = _mm256_and_si256(_mm256_srlv_epi64(bits, shifts), low_six);
            const auto more = _mm256_and_si256(_mm256_srlv_epi64(bits, more_shifts), low_six);
            const auto all = _mm256_and_si256(_mm256_srlv_epi64(_mm256_load_si256(line), bit),
                                              _mm256_srlv_epi64(_mm256_load_si256(line + 1), more));
            out |= static_cast<std::uint64_t>(_mm256_testc_si256(all, one)) << at;
        }
        return out;
    }
    static inline const bool wide = __builtin_cpu_supports("avx2") != 0;
#endif

    const std::size_t room_;
    const large_memory memory_;
    const hashed_lines lines_;
    std::atomic<std::size_t> keys_{0};
};

memory_filter::memory_filter() = default;
memory_filter::~memory_filter() = default;

// --- asking ---------------------------------------------------------------------------------------------------------

memory_filter::seat& memory_filter::mine() noexcept {
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t own = next.fetch_add(1, std::memory_order_relaxed) % seat_count;
    return seats_[own];
}

// Seated before the table is looked up, both in one order with replacing and looking at the seats: whoever replaces a table and
// then sees nobody here knows that all who come later find the new one.
memory_filter::answer memory_filter::ask(std::span<const question> asked) noexcept {
    answer out;
    if (asked.size() > most_asked || !ready()) return {.maybe = ~std::uint64_t{0}};
    auto& here = mine();
    here.inside.fetch_add(1, std::memory_order_seq_cst);
    const auto* const in = asked_.load(std::memory_order_seq_cst);
    if (in == nullptr) {
        out.maybe = ~std::uint64_t{0};
    } else {
        std::array<std::uint64_t, most_asked> hashes;
        for (std::size_t at = 0; at < asked.size(); ++at) {
            hashes[at] = asked[at].hash != 0 ? asked[at].hash : number_hash(asked[at].recipient);
            in->fetch(hashes[at]);
        }
        out.maybe = in->has_each({hashes.data(), asked.size()});
        out.check = to_check(here, ~out.maybe, asked.size());
    }
    here.inside.fetch_sub(1, std::memory_order_release);
    return out;
}

// Counted without a lock: threads that share a seat may lose each other's counts.
std::size_t memory_filter::to_check(seat& of, std::uint64_t certain, std::size_t asked) noexcept {
    if (asked < most_asked) certain &= (std::uint64_t{1} << asked) - 1;
    const auto count = static_cast<std::uint32_t>(std::popcount(certain));
    const auto left = of.until_check.load(std::memory_order_relaxed);
    if (count < left || count == 0) {
        of.until_check.store(left - count, std::memory_order_relaxed);
        return most_asked;
    }
    of.until_check.store(check_every, std::memory_order_relaxed);
    return static_cast<std::size_t>(std::countr_zero(certain));
}

bool memory_filter::maybe(std::string_view key) noexcept {
    auto& here = mine();
    here.inside.fetch_add(1, std::memory_order_seq_cst);
    const auto* const in = asked_.load(std::memory_order_seq_cst);
    const bool out = in == nullptr || in->has(number_hash(key));
    here.inside.fetch_sub(1, std::memory_order_release);
    return out;
}

// --- adding and building --------------------------------------------------------------------------------------------

void memory_filter::add(std::string_view key) noexcept {
    const auto of = number_hash(key);
    add({&of, 1});
}

void memory_filter::add(std::span<const std::uint64_t> hashes) noexcept {
    for (auto* const to : {next_.get(), current_.get()}) {
        if (to == nullptr) continue;
        for (const auto each : hashes) to->fetch(each);
        for (const auto each : hashes) to->set(each);
    }
    if (current_) keys_.store(current_->keys(), std::memory_order_relaxed);
}

bool memory_filter::begin(std::size_t keys) {
    auto made = table::make(keys);
    const std::unique_lock lock(changing_);
    next_ = std::move(made);
    show();
    return next_ != nullptr;
}

void memory_filter::fill(std::span<const std::uint64_t> hashes) noexcept {
    for (const auto each : hashes) next_->fetch(each);
    for (const auto each : hashes) next_->set(each);
}

void memory_filter::publish() {
    std::unique_ptr<table> old;
    {
        const std::unique_lock lock(changing_);
        asked_.store(next_.get(), std::memory_order_seq_cst);
        old = std::exchange(current_, std::move(next_));
        show();
    }
    if (old) wait_for_readers();
}

void memory_filter::abandon() {
    const std::unique_lock lock(changing_);
    next_.reset();
    show();
}

void memory_filter::switch_off() {
    abandon();
    publish();
}

void memory_filter::show() noexcept {
    const auto lines = current_ ? current_->lines() : hashed_lines{};
    first_line_.store(lines.first, std::memory_order_relaxed);
    line_count_.store(lines.count, std::memory_order_relaxed);
    keys_.store(current_ ? current_->keys() : 0, std::memory_order_relaxed);
    room_.store(current_ ? current_->room() : 0, std::memory_order_relaxed);
    octets_.store((current_ ? current_->octets() : 0) + (next_ ? next_->octets() : 0), std::memory_order_relaxed);
}

// Each seat was seen empty once: whoever asked the old table has left.
void memory_filter::wait_for_readers() const {
    for (const auto& each : seats_)
        while (each.inside.load(std::memory_order_seq_cst) != 0) std::this_thread::sleep_for(reader_poll);
}

}  // namespace store
