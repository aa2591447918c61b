#include "store/trail.hpp"

#include <algorithm>
#include <memory>

#include "store/browse.hpp"
#include "store/chain_rocksdb.hpp"
#include "store/codec.hpp"
#include "store/database_rocksdb.hpp"
#include "store/event_record.hpp"

namespace store {
namespace {

// The first place from `since_ms` on: in the chain as in time.
std::uint64_t first_since(const database& in, std::int64_t since_ms, std::uint64_t end) {
    const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(since_ms, 0)) << 16U;
    std::uint64_t low = 1, high = end + 1;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto place = read_place(in, middle);
        if (place && hlc_in(place->event_key) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

std::uint64_t last_sequence(const database& in) {
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.disk, in.chain()));
    at->SeekToLast();
    return at->Valid() ? decode_chain_key(view(at->key())).value_or(0) : 0;
}

// The event of a place, where it is still there and wanted.
std::optional<event> event_at(const database& in, const chain_place& place, const suppression_store::trail_filter& wanted,
                              store_tally& tally) {
    if (place.state == place_state::expired) return std::nullopt;
    std::string record;
    auto found = in.read(in.events(), place.event_key, record).ok() && !record.empty() ? decode_event(place.event_key, record)
                                                                                       : std::nullopt;
    if (!found) tally.failed(operation::read);
    return found && (!wanted.kind || *wanted.kind == found->kind) ? found : std::nullopt;
}

}  // namespace

suppression_store::trail_page read_trail(const database& in, const suppression_store::trail_filter& wanted, std::uint64_t cursor,
                                         std::size_t limit, store_tally& tally, std::size_t scan) {
    suppression_store::trail_page out;
    limit = std::clamp<std::size_t>(limit, 1, page_limit);
    const auto end = last_sequence(in);
    const auto first = wanted.since_ms ? first_since(in, *wanted.since_ms, end) : 1;
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.chain()));
    if (wanted.newest_first) {
        if (cursor == 0)
            at->SeekToLast();
        else if (cursor > 1)
            at->SeekForPrev(chain_key(cursor - 1));
    } else {
        at->Seek(chain_key(std::max(first, cursor + 1)));
    }
    while (at->Valid()) {
        const auto sequence = decode_chain_key(view(at->key())).value_or(0);
        if (wanted.newest_first && sequence < first) break;
        if (out.events.size() == limit || scan-- == 0) {
            out.more = true;
            break;
        }
        out.last = sequence;
        const auto place = decode_place(view(at->value()));
        if (!place) tally.failed(operation::read);
        if (auto found = place ? event_at(in, *place, wanted, tally) : std::nullopt) out.events.push_back(std::move(*found));
        wanted.newest_first ? at->Prev() : at->Next();
    }
    if (!at->status().ok()) tally.failed(operation::read);
    return out;
}

bool old_places(const database& in, std::int64_t before_ms, std::size_t most, std::uint64_t& after,
                std::vector<std::uint64_t>& found) {
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.chain()));
    for (at->Seek(chain_key(after + 1)); at->Valid(); at->Next()) {
        const auto sequence = decode_chain_key(view(at->key()));
        const auto place = decode_place(view(at->value()));
        if (!sequence || (place && static_cast<std::int64_t>(hlc_in(place->event_key) >> 16U) >= before_ms)) return false;
        if (found.size() == most) return true;
        after = *sequence;
        if (place && place->state != place_state::expired) found.push_back(*sequence);
    }
    return false;
}

std::string encode(const removal& what) {
    std::string out;
    record_writer to(out);
    to.u64(what.up_to);
    to.u64(what.removed);
    return out;
}

std::optional<removal> decode_removal(std::string_view detail) {
    record_reader in(detail);
    removal out;
    out.up_to = in.u64();
    out.removed = in.u64();
    return in.done() ? std::optional(out) : std::nullopt;
}

}  // namespace store
