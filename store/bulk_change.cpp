#include "store/bulk_change.hpp"

#include "store/codec.hpp"
#include "store/record_parts.hpp"

namespace store {
namespace {

constexpr std::uint8_t version = 1;

void write(record_writer& out, const std::optional<std::int64_t>& moment) {
    out.u8(moment ? 1 : 0);
    out.u64(static_cast<std::uint64_t>(moment.value_or(0)));
}

std::optional<std::int64_t> read_moment(record_reader& in) {
    const bool there = in.flag();
    const auto moment = static_cast<std::int64_t>(in.u64());
    return there ? std::optional{moment} : std::nullopt;
}

template <class Enum>
void write(record_writer& out, const std::optional<Enum>& value) {
    out.u8(value ? static_cast<std::uint8_t>(*value) : 0);
}

template <class Enum>
std::optional<Enum> read_one_of(record_reader& in, Enum last) {
    const auto value = in.u8();
    if (value > static_cast<std::uint8_t>(last)) in.fail();
    return value == 0 || !in.good() ? std::nullopt : std::optional{static_cast<Enum>(value)};
}

void write(record_writer& out, const filter& wanted) {
    for (const auto* text : {&wanted.recipient, &wanted.prefix, &wanted.sender, &wanted.list}) out.text(*text);
    write(out, wanted.from);
    write(out, wanted.reach);
    write(out, wanted.since_ms);
    write(out, wanted.before_ms);
    out.u64(wanted.import_id);
}

filter read_filter(record_reader& in) {
    filter wanted;
    for (auto* text : {&wanted.recipient, &wanted.prefix, &wanted.sender, &wanted.list}) *text = in.text();
    wanted.from = read_one_of(in, source::carrier);
    wanted.reach = read_one_of(in, scope::global);
    wanted.since_ms = read_moment(in);
    wanted.before_ms = read_moment(in);
    wanted.import_id = in.u64();
    return wanted;
}

void write(record_writer& out, const entry_counts& counts) {
    out.length(counts.size());
    for (const auto& [kind, count] : counts) {
        out.text(kind.list);
        out.u8(static_cast<std::uint8_t>(kind.from));
        out.u64(count);
    }
}

entry_counts read_counts(record_reader& in) {
    entry_counts counts;
    for (auto left = in.length(); left > 0 && in.good(); --left) {
        entry_kind kind{std::string(in.text()), source::keyword};
        kind.from = in.one_of(source::carrier);
        counts[std::move(kind)] = in.u64();
    }
    return counts;
}

}  // namespace

std::string encode(const entry_counts& counts) {
    std::string out;
    record_writer to(out);
    to.u8(version);
    write(to, counts);
    return out;
}

std::optional<entry_counts> decode_counts(std::string_view record) {
    record_reader in(record);
    if (in.u8() != version) in.fail();
    auto counts = read_counts(in);
    return in.done() ? std::optional{std::move(counts)} : std::nullopt;
}

std::string encode(const bulk_change& what) {
    std::string out;
    record_writer to(out);
    to.u8(version);
    to.u64(what.id);
    to.u8(static_cast<std::uint8_t>(what.what));
    to.u8(what.by_mark ? 1 : 0);
    write(to, what.wanted);
    to.u64(what.high_water);
    to.u64(what.undoes);
    write(to, what.counts);
    for (const auto* text : {&what.actor, &what.origin, &what.reason}) to.text(*text);
    to.u64(static_cast<std::uint64_t>(what.at_ms));
    write(to, what.event);
    return out;
}

std::optional<bulk_change> decode_bulk_change(std::string_view record) {
    record_reader in(record);
    if (in.u8() != version) in.fail();
    bulk_change found;
    found.id = in.u64();
    found.what = in.one_of(bulk_change::kind::undo);
    found.by_mark = in.flag();
    found.wanted = read_filter(in);
    found.high_water = in.u64();
    found.undoes = in.u64();
    found.counts = read_counts(in);
    for (auto* text : {&found.actor, &found.origin, &found.reason}) *text = in.text();
    found.at_ms = static_cast<std::int64_t>(in.u64());
    found.event = read_id(in);
    if (found.id == 0 || found.id > last_bulk_id) in.fail();
    return in.done() ? std::optional{std::move(found)} : std::nullopt;
}

std::string text_of(const bulk_change& did) {
    const auto count = std::to_string(sum_of(did.counts));
    if (did.what == bulk_change::kind::undo) return "flush " + std::to_string(did.undoes) + ", " + count + " entries";
    return count + " entries: " + (is_by_file(did) ? "a file of numbers" : text_of(did.wanted));
}

void bulk_changes::append(bulk_change what) {
    auto* const last = all_.empty() ? nullptr : &all_.back();
    const auto* const added = &all_.emplace_back(std::move(what));
    if (last != nullptr) last->next.store(added, std::memory_order_release);
    if (first_.load(std::memory_order_relaxed) == nullptr) first_.store(added, std::memory_order_release);
    size_.fetch_add(1, std::memory_order_relaxed);
    last_id_.store(added->what.id, std::memory_order_release);
}

void bulk_changes::forget_until(std::uint64_t id) {
    const auto* at = first_.load(std::memory_order_relaxed);
    for (; at != nullptr && at->what.id <= id; at = at->next.load(std::memory_order_relaxed))
        size_.fetch_sub(1, std::memory_order_relaxed);
    first_.store(at, std::memory_order_release);
}

std::uint64_t taken_by(const bulk_changes::node* first, const entry_view& entry, std::uint64_t until) noexcept {
    std::uint64_t taken = 0;
    for (const auto* at = first; at != nullptr && at->what.id <= until; at = at->next.load(std::memory_order_acquire)) {
        const auto& did = at->what;
        if (did.id < entry.mark) continue;
        if (did.what == bulk_change::kind::undo) {
            if (taken == did.undoes) taken = 0;
        } else if (taken == 0 && entry.number <= did.high_water &&
                   (entry.mark == did.id || (!did.by_mark && matches(did.wanted, entry)))) {
            taken = did.id;
        }
    }
    return taken;
}

}  // namespace store
