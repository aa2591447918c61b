#include "store/erased_rocksdb.hpp"

#include <algorithm>

#include "store/chain.hpp"
#include "store/database_rocksdb.hpp"

namespace store {

std::string pseudonym_in(const database& in, std::string_view recipient) { return pseudonym_of(in.hash_key(), recipient); }

ruling rule_erased(const database& in, const question& asked, const list_names* configured, bool may_read_disk) noexcept {
    const auto key = pseudonym_in(in, asked.recipient);
    const auto* const since = in.done().first();
    rocksdb::PinnableSlice record;
    const auto status = in.db().Get(may_read_disk ? in.disk : in.cached, in.erased(), key, &record);
    if (status.IsNotFound()) return ruling::pass;
    if (status.IsIncomplete() || (status.ok() && record.empty() && !may_read_disk)) return ruling::undecided;
    if (!status.ok() || record.empty()) return ruling::failed;
    return rule(view(record), asked, configured, since, true);
}

namespace {

std::optional<recipient_record> read_as(const database& in, std::string_view pseudonym, std::string_view recipient) {
    std::string record;
    if (!in.read(in.erased(), pseudonym, record).ok()) return std::nullopt;
    if (record.empty()) return recipient_record{};
    auto found = decode_recipient(recipient, record);
    if (!found) return found;
    for (auto& entry : found->now) entry.erased = true;
    for (auto& each : found->lifted) each.erased = true;
    return found;
}

}  // namespace

std::optional<recipient_record> read_erased(const database& in, std::string_view recipient) {
    return read_as(in, pseudonym_in(in, recipient), recipient);
}

std::optional<recipient_record> read_pseudonym(const database& in, std::string_view pseudonym) {
    return read_as(in, pseudonym, pseudonym);
}

std::optional<recipient_record> read_recipient(const database& in, std::string_view recipient, std::string& error) {
    std::string record;
    if (const auto status = in.read(in.suppressions(), recipient, record); !status.ok()) {
        error = "can't read the entries of this recipient: " + status.ToString();
        return std::nullopt;
    }
    auto found = record.empty() ? recipient_record{} : decode_recipient(recipient, record);
    if (!found) error = "the entries of this recipient are damaged";
    if (!found || !in.maybe_erased(recipient)) return found;
    auto erased = read_erased(in, recipient);
    if (!erased) {
        error = "the entries of this erased recipient can't be read";
        return std::nullopt;
    }
    for (auto& entry : erased->now)
        if (const auto here = place(found->now, entry.bound); here == found->now.end() || here->bound != entry.bound)
            found->now.insert(here, std::move(entry));
    for (auto& each : erased->lifted) {
        const auto here = std::ranges::lower_bound(found->lifted, each.bound, {}, &lifting::bound);
        if (here == found->lifted.end() || here->bound != each.bound) found->lifted.insert(here, std::move(each));
    }
    return found;
}

}  // namespace store
