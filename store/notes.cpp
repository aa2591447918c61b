#include "store/notes.hpp"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <utility>

#include "store/codec.hpp"
#include "store/database_rocksdb.hpp"
#include "store/erased_rocksdb.hpp"
#include "store/records.hpp"

namespace store {
namespace {

constexpr std::uint8_t version = 1;
constexpr char attempts_kind = 'a', contact_kind = 'c', durable_kind = 'd';

std::string key_of(std::string_view recipient, char kind) {
    auto key = key_prefix(recipient);
    key.push_back(kind);
    return key;
}

std::string attempts_key(std::string_view recipient, const attempts& of) {
    auto key = notes::attempts_prefix(recipient);
    key.append(of.sender).push_back('\0');
    key.append(of.list);
    return key;
}

std::string record_of(const attempts& what) {
    std::string out;
    record_writer to(out);
    to.u8(version);
    to.text(what.sender);
    to.text(what.list);
    to.u64(what.count);
    to.u64(static_cast<std::uint64_t>(what.first_ms));
    to.u64(static_cast<std::uint64_t>(what.last_ms));
    return out;
}

std::optional<attempts> decode_attempts(std::string_view record) {
    record_reader in(record);
    if (in.u8() != version) return std::nullopt;
    attempts found;
    found.sender = in.text();
    found.list = in.text();
    found.count = in.u64();
    found.first_ms = static_cast<std::int64_t>(in.u64());
    found.last_ms = static_cast<std::int64_t>(in.u64());
    return in.done() ? std::optional(std::move(found)) : std::nullopt;
}

std::optional<contact> decode_contact(std::string_view recipient, std::string_view number, std::string_view record) {
    record_reader in(record);
    if (in.u8() != version) return std::nullopt;
    contact found{.recipient = std::string(recipient), .number = std::string(number), .list = {}, .sender = {}};
    found.list = in.text();
    found.sender = in.text();
    return in.done() ? std::optional(std::move(found)) : std::nullopt;
}

void merge(attempts& into, const attempts& more) {
    if (into.count == 0) into.first_ms = more.first_ms;
    into.sender = more.sender;
    into.list = more.list;
    into.count += more.count;
    into.first_ms = std::min(into.first_ms, more.first_ms);
    into.last_ms = std::max(into.last_ms, more.last_ms);
}

// Copies up to `most` of the first.
template <class Table>
Table first_of(const Table& all, std::size_t most) {
    auto end = all.begin();
    std::advance(end, static_cast<std::ptrdiff_t>(std::min(all.size(), most)));
    return Table(all.begin(), end);
}

template <class Table>
void erase_prefix(Table& from, std::string_view prefix) {
    for (auto at = from.lower_bound(prefix); at != from.end() && at->first.starts_with(prefix);) at = from.erase(at);
}

// What was written goes, unless it has changed meanwhile.
template <class Table>
void erase_written(Table& from, const Table& written) {
    for (const auto& [key, value] : written) {
        const auto at = from.find(key);
        if (at != from.end() && at->second == value) from.erase(at);
    }
}

}  // namespace

std::string notes::contact_key(const contact& of) { return key_of(of.recipient, contact_kind) + of.number; }
std::string notes::durable_key(std::string_view event_key) {
    const auto end = event_key.find('\0');
    auto key = key_of(event_key.substr(0, end), durable_kind);
    key.append(event_key.substr(end + 1));
    return key;
}

std::string notes::attempts_prefix(std::string_view recipient) { return key_of(recipient, attempts_kind); }

std::string notes::encode(const contact& what) {
    std::string out;
    record_writer to(out);
    to.u8(version);
    to.text(what.list);
    to.text(what.sender);
    return out;
}

bool notes::add(const contact& sent) {
    if (!can_be_key(sent.recipient)) return false;
    auto key = contact_key(sent);
    const std::scoped_lock lock(mutex_);
    if (contacts_.size() >= most && !contacts_.contains(key)) return false;
    contacts_.insert_or_assign(std::move(key), sent);
    return true;
}

bool notes::add(std::string_view recipient, const attempts& refused) {
    if (!can_be_key(recipient)) return false;
    auto key = attempts_key(recipient, refused);
    const std::scoped_lock lock(mutex_);
    if (attempts_.size() >= most && !attempts_.contains(key)) return false;
    merge(attempts_[std::move(key)], refused);
    return true;
}

void notes::durable(std::string event_key, std::int64_t unix_ms) {
    const std::scoped_lock lock(mutex_);
    if (durable_.size() < most) durable_.emplace(std::move(event_key), unix_ms);
}

bool notes::empty() const {
    const std::scoped_lock lock(mutex_);
    return contacts_.empty() && attempts_.empty() && durable_.empty();
}

bool notes::write_some() {
    const std::scoped_lock writing(writing_);
    table<contact> contacts;
    table<attempts> refused;
    table<std::int64_t> durable;
    {
        const std::scoped_lock lock(mutex_);
        contacts = first_of(contacts_, group_limit);
        while (!attempts_.empty() && refused.size() < group_limit) refused.insert(attempts_.extract(attempts_.begin()));
        durable = first_of(durable_, group_limit);
    }
    auto batch = database::new_batch();
    for (const auto& [key, each] : contacts) batch.Put(in_.notes(), key, encode(each));
    for (const auto& [key, unix_ms] : durable) {
        std::string record;
        record_writer(record).u64(static_cast<std::uint64_t>(unix_ms));
        batch.Put(in_.notes(), durable_key(key), record);
    }
    bool good = true;
    for (const auto& [key, each] : refused) {
        if (is_erased(key)) continue;
        std::string record;
        good = good && in_.read(in_.notes(), key, record).ok();
        auto sum = record.empty() ? attempts{} : decode_attempts(record).value_or(attempts{});
        merge(sum, each);
        batch.Put(in_.notes(), key, record_of(sum));
    }
    good = good && in_.write_unsynced(batch).ok();
    const std::scoped_lock lock(mutex_);
    if (!good) {
        for (const auto& [key, each] : refused) merge(attempts_[key], each);
        return false;
    }
    erase_written(contacts_, contacts);
    erase_written(durable_, durable);
    return true;
}

void notes::forget_attempts(std::string_view recipient) {
    const std::scoped_lock lock(mutex_);
    erase_prefix(attempts_, attempts_prefix(recipient));
}

void notes::forget(std::string_view recipient) {
    const auto prefix = key_prefix(recipient);
    const std::scoped_lock lock(mutex_);
    erase_prefix(attempts_, prefix);
    erase_prefix(contacts_, prefix);
    erase_prefix(durable_, prefix);
}

// What is refused to a person who is not known any more is no evidence of anything.
bool notes::is_erased(std::string_view key) const {
    if (!in_.any_erased()) return false;
    const auto held = read_erased(in_, key.substr(0, key.find('\0')));
    return held && !held->now.empty();
}

std::optional<contact> notes::last_contact(std::string_view recipient, std::string_view number) const {
    if (!can_be_key(recipient)) return std::nullopt;
    const auto key = key_of(recipient, contact_kind) + std::string(number);
    const std::scoped_lock writing(writing_);
    {
        const std::scoped_lock lock(mutex_);
        if (const auto at = contacts_.find(key); at != contacts_.end()) return at->second;
    }
    std::string record;
    if (!in_.read(in_.notes(), key, record).ok() || record.empty()) return std::nullopt;
    return decode_contact(recipient, number, record);
}

std::map<std::string, attempts> notes::attempts_of(std::string_view recipient) const {
    std::map<std::string, attempts> found;
    if (!can_be_key(recipient)) return found;
    const auto prefix = attempts_prefix(recipient);
    const std::scoped_lock writing(writing_);
    in_.each_with_prefix(in_.notes(), prefix, [&](std::string_view key, std::string_view record) {
        if (auto one = decode_attempts(record)) found.emplace(key, std::move(*one));
    });
    const std::scoped_lock lock(mutex_);
    for (auto at = attempts_.lower_bound(prefix); at != attempts_.end() && at->first.starts_with(prefix); ++at)
        merge(found[at->first], at->second);
    return found;
}

std::optional<std::int64_t> notes::durable_ms(std::string_view event_key) const {
    const std::scoped_lock writing(writing_);
    {
        const std::scoped_lock lock(mutex_);
        if (const auto at = durable_.find(event_key); at != durable_.end()) return at->second;
    }
    std::string record;
    if (!in_.read(in_.notes(), durable_key(event_key), record).ok() || record.empty()) return std::nullopt;
    record_reader in(record);
    const auto unix_ms = static_cast<std::int64_t>(in.u64());
    return in.done() ? std::optional(unix_ms) : std::nullopt;
}

}  // namespace store
