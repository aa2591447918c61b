#include "store/chain_rocksdb.hpp"

#include "store/database_rocksdb.hpp"
#include "store/event_record.hpp"

namespace store {

void append(const database& in, event& what, chain_end& end, rocksdb::WriteBatch& into) {
    what.sequence = ++end.sequence;
    chain_place place;
    place.event_key = event_key(what);
    const auto record = encode(what);
    place.leaf = leaf_of(in.hash_key(), place.event_key, record).value_or(digest{});
    end.link = place.link = link_of(end.link, place.leaf);
    into.Put(in.events(), place.event_key, record);
    into.Put(in.chain(), chain_key(what.sequence), encode(place));
}

std::optional<chain_place> read_place(const database& in, std::uint64_t sequence) {
    std::string record;
    if (!in.read(in.chain(), chain_key(sequence), record).ok() || record.empty()) return std::nullopt;
    return decode_place(record);
}

}  // namespace store
