#include "proxy/relay/refused_ids.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace proxy::relay {
namespace {

constexpr std::size_t number_digits = 18, check_digits = 11;
constexpr std::uint64_t each_ms = 100'000;               // numbers within a millisecond: 97 for each of 1,024 workers
constexpr std::uint64_t most_ms = 9'999'999'999'999;     // 13 digits, to the year 2286
constexpr std::uint64_t check_values = 100'000'000'000;  // 11 digits
constexpr std::uint64_t each_second = 9'000;             // of brief ids, for all workers
constexpr std::uint64_t brief_seconds = 8'707'129;       // the most that 36^7 has room for
constexpr std::uint64_t brief_values = brief_seconds * each_second;
constexpr std::uint64_t ahead_seconds = 60;  // how far a burst may have run ahead of the clock
constexpr std::size_t brief_size = 8;
constexpr std::string_view base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// SipHash-2-4 (Aumasson and Bernstein, 2012): short input, secret key, nobody makes a check without it.
class sip_hash {
public:
    explicit sip_hash(std::uint64_t low, std::uint64_t high) noexcept
        : v_{low ^ 0x736f6d6570736575U, high ^ 0x646f72616e646f6dU, low ^ 0x6c7967656e657261U, high ^ 0x7465646279746573U} {}

    std::uint64_t of(std::string_view text) noexcept {
        std::uint64_t word = 0;
        for (std::size_t at = 0; at < text.size(); ++at) {
            word |= std::uint64_t{static_cast<unsigned char>(text[at])} << (at % 8 * 8);
            if (at % 8 == 7) take(std::exchange(word, 0));
        }
        take(word | std::uint64_t{text.size()} << 56U);
        v_[2] ^= 0xFF;
        for (int round = 0; round < 4; ++round) mix();
        return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
    }

private:
    void take(std::uint64_t word) noexcept {
        v_[3] ^= word;
        mix();
        mix();
        v_[0] ^= word;
    }
    void mix() noexcept {
        v_[0] += v_[1], v_[2] += v_[3];
        v_[1] = std::rotl(v_[1], 13) ^ v_[0], v_[3] = std::rotl(v_[3], 16) ^ v_[2];
        v_[0] = std::rotl(v_[0], 32);
        v_[2] += v_[1], v_[0] += v_[3];
        v_[1] = std::rotl(v_[1], 17) ^ v_[2], v_[3] = std::rotl(v_[3], 21) ^ v_[0];
        v_[2] = std::rotl(v_[2], 32);
    }

    std::uint64_t v_[4];
};

std::string digits(std::uint64_t value, std::size_t many) {
    std::string out(many, '0');
    for (auto at = out.rbegin(); at != out.rend(); ++at, value /= 10) *at = static_cast<char>('0' + value % 10);
    return out;
}

// Nothing when there is any other character. `text`: at most 18.
std::optional<std::uint64_t> number(std::string_view text) noexcept {
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

// Of a brief id in any case: some senders change it.
std::optional<std::uint64_t> brief_number(std::string_view id) noexcept {
    const auto upper = [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); };
    if (id.size() != brief_size || upper(id.front()) != 'Z') return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : id.substr(1)) {
        const auto digit = base36.find(upper(c));
        if (digit == std::string_view::npos) return std::nullopt;
        value = value * base36.size() + digit;
    }
    return value < brief_values ? std::optional{value} : std::nullopt;
}

}  // namespace

refused_ids::refused_ids(std::uint64_t key, std::size_t worker, std::size_t workers, std::function<std::int64_t()> unix_ms)
    : key_(key), worker_(worker), workers_(workers), unix_ms_(std::move(unix_ms)) {}

std::uint64_t refused_ids::now_ms() const {
    return std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(unix_ms_(), 0)), most_ms);
}

// The next number of this worker; when the clock stands still or goes back, or a burst takes all of a moment, those of the next.
std::uint64_t refused_ids::after(std::uint64_t last, std::uint64_t least) const noexcept {
    const auto from = std::max(last + 1, least);
    return from + (worker_ + workers_ - from % workers_) % workers_;
}

std::string refused_ids::with_check(const std::string& number, std::string_view system_id) const {
    const auto hashed = sip_hash{key_, ~key_}.of(number + std::string{system_id});
    return number + digits(hashed % check_values, check_digits);
}

refused_ids::made refused_ids::make(std::string_view system_id, bool brief) {
    if (!brief) {
        last_ = after(last_, now_ms() * each_ms);
        return {with_check(digits(last_, number_digits), system_id), static_cast<std::int64_t>(last_ / each_ms)};
    }
    last_brief_ = after(last_brief_, now_ms() / 1'000 * each_second);
    std::string id(brief_size, 'Z');
    auto value = last_brief_ % brief_values;
    for (auto at = id.rbegin(); at + 1 != id.rend(); ++at, value /= base36.size()) *at = base36[value % base36.size()];
    return {id, static_cast<std::int64_t>(last_brief_ / each_second * 1'000)};
}

std::optional<std::int64_t> refused_ids::read(std::string_view id, std::string_view system_id, bool brief) const {
    if (!brief) {
        if (id.size() != number_digits + check_digits) return std::nullopt;
        const auto value = number(id.substr(0, number_digits));
        if (!value || with_check(std::string{id.substr(0, number_digits)}, system_id) != id) return std::nullopt;
        return static_cast<std::int64_t>(*value / each_ms);
    }
    const auto value = brief_number(id);
    if (!value) return std::nullopt;
    // The latest such second.
    const auto latest = now_ms() / 1'000 + ahead_seconds;
    const auto ago = (latest % brief_seconds + brief_seconds - *value / each_second) % brief_seconds;
    return ago > latest ? std::nullopt : std::optional{static_cast<std::int64_t>((latest - ago) * 1'000)};
}

}  // namespace proxy::relay
