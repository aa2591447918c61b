#include "store/recipient_record.hpp"

#include <algorithm>

#include "store/codec.hpp"
#include "store/record_parts.hpp"

namespace store {
namespace {

constexpr std::uint8_t version = 2;
constexpr std::uint8_t version_of_entries = 1;  // before there were marks and what was lifted

// The part of an entry after its binding.
struct entry_tail {
    source from = source::keyword;
    std::int64_t since_ms = 0;
    std::string_view reason;
    event_id cause;
    std::uint64_t mark = 0;
};
entry_tail read_tail(record_reader& in, bool whole) noexcept {
    entry_tail tail;
    tail.from = in.one_of(source::carrier);
    tail.since_ms = static_cast<std::int64_t>(in.u64());
    tail.reason = in.text();
    tail.cause = read_id(in);
    if (whole) tail.mark = in.length();  // most are 0: one octet
    return tail;
}

// True: a record of the present form.
bool read_version(record_reader& in) noexcept {
    const auto found = in.u8();
    if (found != version && found != version_of_entries) in.fail();
    return found == version;
}

}  // namespace

entries::const_iterator place(const entries& in, const binding& bound) noexcept {
    return std::ranges::lower_bound(in, bound, {}, &suppression::bound);
}

bool holds(const entries& in, const binding& bound) noexcept {
    const auto at = place(in, bound);
    return at != in.end() && at->bound == bound;
}

void recipient_record::note_lifted(const binding& bound, std::int64_t at_ms) {
    const auto at = std::ranges::lower_bound(lifted, bound, {}, &lifting::bound);
    if (at != lifted.end() && at->bound == bound)
        at->at_ms = std::max(at->at_ms, at_ms);
    else
        lifted.insert(at, {bound, at_ms});
}

std::string encode(const recipient_record& of) {
    std::string out;
    record_writer to(out);
    to.u8(version);
    to.length(of.now.size());
    for (const auto& entry : of.now) {
        write(to, entry.bound);
        to.u8(static_cast<std::uint8_t>(entry.from));
        to.u64(static_cast<std::uint64_t>(entry.since_ms));
        to.text(entry.reason);
        write(to, entry.cause);
        to.length(entry.mark);
    }
    to.length(of.lifted.size());
    for (const auto& each : of.lifted) {
        write(to, each.bound);
        to.u64(static_cast<std::uint64_t>(each.at_ms));
    }
    return out;
}

std::optional<recipient_record> decode_recipient(std::string_view recipient, std::string_view record) {
    record_reader in(record);
    const bool whole = read_version(in);
    recipient_record found;
    for (auto left = in.length(); left > 0 && in.good(); --left) {
        auto bound = owned(read_binding(in));
        const auto tail = read_tail(in, whole);
        if (!found.now.empty() && !(found.now.back().bound < bound)) in.fail();  // place() counts on the order
        found.now.push_back({std::string(recipient), std::move(bound), tail.from, tail.since_ms, std::string(tail.reason),
                             tail.cause, tail.mark});
    }
    for (auto left = whole ? in.length() : 0; left > 0 && in.good(); --left) {
        auto bound = owned(read_binding(in));
        if (!found.lifted.empty() && !(found.lifted.back().bound < bound)) in.fail();
        found.lifted.push_back({std::move(bound), static_cast<std::int64_t>(in.u64())});
    }
    if (!in.done()) return std::nullopt;
    return found;
}

ruling rule(std::string_view record, std::string_view sender, std::string_view list, const list_names* configured) noexcept {
    record_reader in(record);
    const bool whole = read_version(in);
    for (auto left = in.length(); left > 0 && in.good(); --left) {
        const auto bound = read_binding(in);
        read_tail(in, whole);
        if (in.good() && applies(bound, sender, list, configured)) return ruling::suppressed;
    }
    for (auto left = whole ? in.length() : 0; left > 0 && in.good(); --left) {
        static_cast<void>(read_binding(in));
        in.u64();
    }
    return in.done() ? ruling::pass : ruling::failed;
}

}  // namespace store
