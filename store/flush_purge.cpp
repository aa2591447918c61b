#include "store/flush_purge.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "store/answer_of.hpp"
#include "store/database_rocksdb.hpp"
#include "store/recipient_record.hpp"
#include "store/writer.hpp"

namespace store {
namespace {

// Live opt-outs wait no longer than for these.
constexpr std::size_t recipients_at_once = 500;
// Records that one iterator looks at: it holds on to files that could be deleted meanwhile.
constexpr std::size_t records_at_once = 100'000;

class purge {
public:
    purge(const database& in, writer& changes, const std::atomic<bool>& stopping) noexcept
        : in_(in), changes_(changes), stopping_(stopping) {}

    // False: it was broken off.
    bool run() {
        const auto begun = ask({.what = purge_step::kind::begin, .keys = {}});
        if (!begun) return false;
        until_ = begun->until;
        if (until_ == 0) return true;
        // In the order in which an erasure moves them, so that none is missed.
        if (begun->entries > 0 && !(empty(in_.suppressions(), false) && empty(in_.erased(), true))) return false;
        return ask({.what = purge_step::kind::forget, .until = until_, .keys = {}}).has_value();
    }
    [[nodiscard]] std::uint64_t gone() const noexcept { return gone_; }

private:
    std::optional<purge_step> ask(purge_step wanted) {
        return answer_of<std::optional<purge_step>>([&](auto done) { changes_.purge(std::move(wanted), done); });
    }

    bool empty(rocksdb::ColumnFamilyHandle* family, bool erased) {
        std::string after;
        for (bool more = true; more;) {
            std::vector<std::string> found;
            if (stopping_ || !look(family, erased, after, found, more)) return false;
            if (found.empty()) continue;
            const auto went =
                ask({.what = purge_step::kind::portion, .until = until_, .keys = std::move(found), .erased = erased});
            if (!went) return false;
            gone_ += went->entries;
        }
        return true;
    }

    // From behind `after`: keys with something to delete.
    bool look(rocksdb::ColumnFamilyHandle* family, bool erased, std::string& after, std::vector<std::string>& found, bool& more) {
        const auto* const since = in_.done().first();
        const std::unique_ptr<rocksdb::Iterator> at(in_.db().NewIterator(in_.scan, family));
        auto left = records_at_once;
        for (at->Seek(after); at->Valid() && left > 0 && found.size() < recipients_at_once; at->Next(), --left) {
            const auto key = view(at->key());
            if (key == after) continue;
            entry_walk walk(key, view(at->value()), erased);
            bool any = false;
            for (entry_view entry; walk.next(entry);) any = any || taken_by(since, entry, until_) != 0;
            if (!walk.ends_well()) return false;
            if (any) found.emplace_back(key);
            if (left == 1 || found.size() == recipients_at_once) after = key;
        }
        more = at->Valid();
        return at->status().ok();
    }

    const database& in_;
    writer& changes_;
    const std::atomic<bool>& stopping_;
    std::uint64_t until_ = 0;
    std::uint64_t gone_ = 0;
};

}  // namespace

std::uint64_t purge_flushes(const database& in, writer& changes, const std::atomic<bool>& stopping, store_tally& tally) {
    purge work(in, changes, stopping);
    if (!work.run() && !stopping) tally.failed(operation::read);
    return work.gone();
}

}  // namespace store
