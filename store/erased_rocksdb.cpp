#include "store/erased_rocksdb.hpp"

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
    return rule(view(record), asked, configured, since);
}

std::optional<recipient_record> read_erased(const database& in, std::string_view recipient) {
    std::string record;
    if (!in.read(in.erased(), pseudonym_in(in, recipient), record).ok()) return std::nullopt;
    if (record.empty()) return recipient_record{};
    return decode_recipient(recipient, record);
}

}  // namespace store
