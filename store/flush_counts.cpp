#include "store/flush_counts.hpp"

#include <algorithm>
#include <memory>

#include "store/database_rocksdb.hpp"
#include "store/erased_rocksdb.hpp"
#include "store/recipient_record.hpp"
#include "store/record_parts.hpp"

namespace store {
namespace {

constexpr std::size_t stop_interval = 4'096;  // records between two looks at `stop`

suppression owned(const entry_walk& walk, const entry_view& entry) {
    return {std::string(entry.recipient),
            store::owned(entry.bound),
            entry.from,
            entry.since_ms,
            std::string(walk.reason()),
            walk.cause(),
            entry.mark,
            entry.erased};
}

// Counts by kind, but for the entries' list names not made anew each time: most entries in a row are of one kind.
class counter {
public:
    explicit counter(entry_count& out) noexcept : out_(out) {}

    void add(const entry_walk& walk, const entry_view& entry) {
        if (out_.sample.size() < sample_size) out_.sample.push_back(owned(walk, entry));
        count(entry);
    }
    void add(const suppression& entry) {
        if (out_.sample.size() < sample_size) out_.sample.push_back(entry);
        count(view_of(entry));
    }

private:
    void count(const entry_view& entry) {
        if (last_ == nullptr || kind_->from != entry.from || kind_->list != entry.bound.list) {
            auto& at = *out_.counts.try_emplace({std::string(entry.bound.list), entry.from}).first;
            kind_ = &at.first;
            last_ = &at.second;
        }
        ++*last_;
    }

    entry_count& out_;
    const entry_kind* kind_ = nullptr;
    std::uint64_t* last_ = nullptr;
};

// Calls record(key, octets) for those of the family whose key begins so, until it gives false. False: that, or a failure.
template <class Record>
bool each_in(const database& in, rocksdb::ColumnFamilyHandle* family, std::string_view begin, const rocksdb::Snapshot* as_of,
             entry_count& out, Record&& record) {
    auto how = in.scan;
    how.snapshot = as_of;
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(how, family));
    for (at->Seek(slice(begin)); at->Valid() && view(at->key()).starts_with(begin); at->Next())
        if (!record(view(at->key()), view(at->value()))) return false;
    if (!at->status().ok()) out.error = "the store can't be read: " + at->status().ToString();
    return out.error.empty();
}

// Calls record(walk) for the records that can match, those of erased recipients behind the others.
template <class Record>
void each_record(const database& in, const filter& wanted, const rocksdb::Snapshot* as_of, entry_count& out, Record&& record) {
    const auto& one = wanted.recipient;
    const auto named = [&](std::string_view key, std::string_view octets) {
        entry_walk walk(key, octets);
        return (one.empty() || key == one) && record(walk);
    };
    const bool all = each_in(in, in.suppressions(), one.empty() ? wanted.prefix : one, as_of, out, named);
    if ((!all && one.empty()) || !out.error.empty() || !in.any_erased() || !wanted.prefix.empty()) return;
    const auto erased = [&](std::string_view key, std::string_view octets) {
        entry_walk walk(one.empty() ? key : one, octets, true);
        return record(walk);
    };
    each_in(in, in.erased(), one.empty() ? std::string() : pseudonym_in(in, one), as_of, out, erased);
}

}  // namespace

entry_count count_entries(const database& in, const filter& wanted, const rocksdb::Snapshot* as_of,
                          const std::atomic<bool>& stop) {
    entry_count out;
    counter found(out);
    const auto* const since = in.done().first();
    std::size_t looked_at = 0;
    each_record(in, wanted, as_of, out, [&](entry_walk& walk) {
        if (++looked_at % stop_interval == 0 && stop.load(std::memory_order_relaxed)) {
            out.error = "the store is closing";
            return false;
        }
        for (entry_view entry; walk.next(entry);)
            if (matches(wanted, entry) && taken_by(since, entry) == 0) found.add(walk, entry);
        if (!walk.ends_well()) out.error = "the entries of a recipient are damaged";
        return out.error.empty();
    });
    return out;
}

entry_count sample_entries(const database& in, const filter& wanted, const rocksdb::Snapshot* as_of,
                           const std::atomic<bool>& stop) {
    entry_count out;
    counter found(out);
    const auto* const since = in.done().first();
    std::size_t left = sample_scan;
    each_record(in, wanted, as_of, out, [&](entry_walk& walk) {
        for (entry_view entry; walk.next(entry);)
            if (matches(wanted, entry) && taken_by(since, entry) == 0) found.add(walk, entry);
        return --left > 0 && out.sample.size() < sample_size && !stop.load(std::memory_order_relaxed);
    });
    return out;
}

flush_preview preview_of(entry_count counted) {
    flush_preview out;
    out.matched = sum_of(counted.counts);
    out.by_list = by_list(counted.counts);
    out.sample = std::move(counted.sample);
    out.error = std::move(counted.error);
    return out;
}

entry_count count_rows(const database& in, std::vector<flush_row> rows, const std::atomic<bool>& stop) {
    entry_count out;
    counter found(out);
    std::ranges::sort(rows);
    const auto* const since = in.done().first();
    for (auto row = rows.begin(); row != rows.end();) {
        const auto end = std::find_if(row, rows.end(), [&](const flush_row& each) { return each.recipient != row->recipient; });
        if (stop.load(std::memory_order_relaxed)) out.error = "the store is closing";
        const auto held = out.error.empty() ? read_recipient(in, row->recipient, out.error) : std::nullopt;
        if (!held) return out;
        for (const auto& entry : held->now) {
            const auto seen = view_of(entry);
            const bool named = std::any_of(row, end, [&](const flush_row& each) { return names(each, seen.bound); });
            if (named && taken_by(since, seen) == 0) found.add(entry);
        }
        row = end;
    }
    return out;
}

}  // namespace store
