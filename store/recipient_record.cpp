#include "store/recipient_record.hpp"

#include <algorithm>

#include "store/record_parts.hpp"

namespace store {
namespace {

constexpr std::uint8_t version = 2;
constexpr std::uint8_t version_of_entries = 1;  // before there were marks and what was lifted

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
        *at = {bound, std::max(at->at_ms, at_ms)};
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

entry_walk::entry_walk(std::string_view recipient, std::string_view record, bool erased) noexcept
    : recipient_(recipient), in_(record), whole_(read_version(in_)), left_(in_.length()), erased_(erased) {}

bool entry_walk::next(entry_view& out) noexcept {
    if (left_ == 0 || !in_.good()) return false;
    --left_;
    out.recipient = recipient_;
    out.bound = read_binding(in_);
    out.from = in_.one_of(source::carrier);
    out.since_ms = static_cast<std::int64_t>(in_.u64());
    reason_ = in_.text();
    cause_ = read_id(in_);
    out.number = cause_.number;
    out.mark = whole_ ? in_.length() : 0;  // most are 0: one octet
    out.erased = erased_;
    return in_.good();
}

bool entry_walk::ends_well() noexcept {
    for (auto left = whole_ ? in_.length() : 0; left > 0 && in_.good(); --left) {
        static_cast<void>(read_binding(in_));
        in_.u64();
    }
    return in_.done();
}

std::optional<recipient_record> decode_recipient(std::string_view recipient, std::string_view record) {
    record_reader in(record);
    const bool whole = read_version(in);
    recipient_record found;
    for (auto left = in.length(); left > 0 && in.good(); --left) {
        suppression entry;
        entry.recipient = recipient;
        entry.bound = owned(read_binding(in));
        entry.from = in.one_of(source::carrier);
        entry.since_ms = static_cast<std::int64_t>(in.u64());
        entry.reason = in.text();
        entry.cause = read_id(in);
        if (whole) entry.mark = in.length();
        if (!found.now.empty() && !(found.now.back().bound < entry.bound)) in.fail();  // place() counts on the order
        found.now.push_back(std::move(entry));
    }
    for (auto left = whole ? in.length() : 0; left > 0 && in.good(); --left) {
        auto bound = owned(read_binding(in));
        if (!found.lifted.empty() && !(found.lifted.back().bound < bound)) in.fail();
        found.lifted.push_back({std::move(bound), static_cast<std::int64_t>(in.u64())});
    }
    if (!in.done()) return std::nullopt;
    return found;
}

ruling rule(std::string_view record, const question& asked, const list_names* configured, const bulk_changes::node* since,
            bool erased) noexcept {
    entry_walk walk(asked.recipient, record, erased);
    for (entry_view at; walk.next(at);) {
        if (applies(at.bound, asked.sender, asked.list, configured) && taken_by(since, at) == 0) return ruling::suppressed;
    }
    return walk.ends_well() ? ruling::pass : ruling::failed;
}

}  // namespace store
