#include "store/import.hpp"

#include <algorithm>
#include <utility>

#include "store/codec.hpp"
#include "store/record_parts.hpp"

namespace store {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t sorted_digits = 16;  // four bits each

void write(record_writer& out, const import_tally& what) {
    for (const auto count : {what.lines, what.rows, what.rejected, what.added, what.unchanged, what.kept_out}) out.u64(count);
}

import_tally read_tally(record_reader& in) {
    import_tally out;
    for (auto* count : {&out.lines, &out.rows, &out.rejected, &out.added, &out.unchanged, &out.kept_out}) *count = in.u64();
    return out;
}

// Numbers compare as these do, as far as they reach: a digit is 1 to 10, the end 0.
std::uint64_t order_of(std::string_view digits) noexcept {
    std::uint64_t out = 0;
    for (std::size_t at = 0; at < sorted_digits; ++at) {
        const auto digit = at < digits.size() ? static_cast<std::uint64_t>(digits[at] - '0' + 1) & 0xFU : 0U;
        out = out << 4U | digit;
    }
    return out;
}

}  // namespace

std::string encode(const import_state& what) {
    std::string out;
    record_writer to(out);
    to.u8(version);
    to.u64(what.id);
    write(to, what.event);
    to.text(what.event_key);
    to.u8(static_cast<std::uint8_t>(what.now));
    for (const auto* text : {&what.name, &what.actor, &what.origin, &what.reason}) to.text(*text);
    for (const auto moment : {what.as_of_ms, what.began_ms, what.ended_ms}) to.u64(static_cast<std::uint64_t>(moment));
    write(to, what.durable);
    to.text(what.digest);
    to.u64(what.last_operation);
    to.u64(what.mark);
    return out;
}

std::optional<import_state> decode_import(std::string_view record) {
    record_reader in(record);
    if (in.u8() != version) in.fail();
    import_state found;
    found.id = in.u64();
    found.event = read_id(in);
    found.event_key = in.text();
    found.now = in.one_of(import_state::stage::done);
    for (auto* text : {&found.name, &found.actor, &found.origin, &found.reason}) *text = in.text();
    for (auto* moment : {&found.as_of_ms, &found.began_ms, &found.ended_ms}) *moment = static_cast<std::int64_t>(in.u64());
    found.durable = read_tally(in);
    found.digest = in.text();
    found.last_operation = in.u64();
    found.mark = in.u64();
    return in.done() ? std::optional{std::move(found)} : std::nullopt;
}

void import_window::add(std::string_view recipient, std::uint32_t to) {
    rows_.push_back({order_of(recipient), static_cast<std::uint32_t>(octets_.size()), static_cast<std::uint32_t>(rows_.size()),
                     to, static_cast<std::uint32_t>(recipient.size())});
    octets_.append(recipient);
}

std::uint32_t import_window::add(target to) {
    targets_.push_back(std::move(to));
    return static_cast<std::uint32_t>(targets_.size() - 1);
}

void import_window::sort() {
    std::ranges::sort(rows_, [this](const row& left, const row& right) {
        if (left.order != right.order) return left.order < right.order;
        if (left.size > sorted_digits || right.size > sorted_digits) {
            const auto compared = recipient_of(left) <=> recipient_of(right);
            if (compared != 0) return compared < 0;
        }
        return left.place < right.place;
    });
}

void import_window::clear() {
    octets_.clear();
    rows_.clear();
    targets_.clear();
    until = {};
    digest.clear();
}

}  // namespace store
