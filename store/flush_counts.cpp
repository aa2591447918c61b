#include "store/flush_counts.hpp"

#include <algorithm>
#include <memory>

#include "store/database_rocksdb.hpp"
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
            entry.mark};
}

// Counts by kind, but for the entries' list names not made anew each time: most entries in a row are of one kind.
class counter {
public:
    explicit counter(entry_count& out) noexcept : out_(out) {}

    void add(const entry_walk& walk, const entry_view& entry) {
        if (out_.sample.size() < sample_size) out_.sample.push_back(owned(walk, entry));
        if (last_ == nullptr || kind_->from != entry.from || kind_->list != entry.bound.list) {
            auto& at = *out_.counts.try_emplace({std::string(entry.bound.list), entry.from}).first;
            kind_ = &at.first;
            last_ = &at.second;
        }
        ++*last_;
    }

private:
    entry_count& out_;
    const entry_kind* kind_ = nullptr;
    std::uint64_t* last_ = nullptr;
};

// Calls record(recipient, octets) for the records that can match, until it gives false.
template <class Record>
void each_record(const database& in, const filter& wanted, const rocksdb::Snapshot* as_of, entry_count& out, Record&& record) {
    auto how = in.scan;
    how.snapshot = as_of;
    const auto& begin = wanted.recipient.empty() ? wanted.prefix : wanted.recipient;
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(how, in.suppressions()));
    for (at->Seek(begin); at->Valid() && view(at->key()).starts_with(begin); at->Next()) {
        if (!record(view(at->key()), view(at->value())) || !wanted.recipient.empty()) return;
    }
    if (!at->status().ok()) out.error = "the store can't be read: " + at->status().ToString();
}

}  // namespace

entry_count count_entries(const database& in, const filter& wanted, const rocksdb::Snapshot* as_of,
                          const std::atomic<bool>& stop) {
    entry_count out;
    counter found(out);
    const auto* const since = in.done().first();
    std::size_t looked_at = 0;
    each_record(in, wanted, as_of, out, [&](std::string_view recipient, std::string_view record) {
        if (++looked_at % stop_interval == 0 && stop.load(std::memory_order_relaxed)) {
            out.error = "the store is closing";
            return false;
        }
        entry_walk walk(recipient, record);
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
    each_record(in, wanted, as_of, out, [&](std::string_view recipient, std::string_view record) {
        entry_walk walk(recipient, record);
        for (entry_view entry; walk.next(entry);)
            if (matches(wanted, entry) && taken_by(since, entry) == 0) found.add(walk, entry);
        return --left > 0 && out.sample.size() < sample_size && !stop.load(std::memory_order_relaxed);
    });
    return out;
}

flush_preview preview_of(entry_count counted) {
    flush_preview out;
    for (const auto& [kind, count] : counted.counts) {
        out.matched += count;
        out.by_list[kind.list] += count;
    }
    out.sample = std::move(counted.sample);
    out.error = std::move(counted.error);
    return out;
}

entry_count count_rows(const database& in, std::vector<flush_row> rows, const std::atomic<bool>& stop) {
    entry_count out;
    counter found(out);
    std::ranges::sort(rows);
    const auto* const since = in.done().first();
    std::string record;
    for (auto row = rows.begin(); row != rows.end();) {
        const auto end = std::find_if(row, rows.end(), [&](const flush_row& each) { return each.recipient != row->recipient; });
        if (stop.load(std::memory_order_relaxed)) out.error = "the store is closing";
        if (const auto status = in.read(in.suppressions(), row->recipient, record); !status.ok())
            out.error = "the store can't be read: " + status.ToString();
        if (!out.error.empty()) return out;
        if (!record.empty()) {
            entry_walk walk(row->recipient, record);
            for (entry_view entry; walk.next(entry);) {
                const bool named = std::any_of(row, end, [&](const flush_row& each) { return names(each, entry.bound); });
                if (named && taken_by(since, entry) == 0) found.add(walk, entry);
            }
            if (!walk.ends_well()) out.error = "the entries of a recipient are damaged";
        }
        row = end;
    }
    return out;
}

}  // namespace store
