#include "store/lookups.hpp"

#include <algorithm>
#include <utility>

#include "store/database_rocksdb.hpp"

namespace store {

lookups::lookups(const database& in, const verdicts& by, store_tally& tally)
    : in_(in), by_(by), tally_(tally), thread_([this] { run(); }) {}

void lookups::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void lookups::ask(const question& asked, suppression_store::ruled done) {
    {
        const std::scoped_lock lock(mutex_);
        if (!stopping_ && queue_.size() < queue_limit) {
            queue_.push_back({std::string(asked.recipient), std::string(asked.sender), std::string(asked.list), std::move(done)});
            ready_.notify_one();
            return;
        }
    }
    tally_.failed(operation::lookup);
    done(ruling::failed);
}

void lookups::run() {
    std::vector<waiting> taken;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            taken.swap(queue_);
        }
        for (std::span<waiting> rest(taken); !rest.empty();) {
            const auto group = rest.first(std::min(rest.size(), group_limit));
            answer(group);
            rest = rest.subspan(group.size());
        }
        taken.clear();
    }
}

void lookups::answer(std::span<waiting> group) {
    fetch(group);
    // The blocks are in the cache now. Each question is judged only here, so that an opt-out that came during the read counts.
    for (auto& each : group) each.done(by_.judge_on_disk({each.recipient, each.sender, each.list}));
}

// One read for all keys of the group, sorted and each once: this RocksDB may answer wrongly when a key comes twice.
void lookups::fetch(std::span<const waiting> group) {
    std::vector<rocksdb::Slice> keys;
    keys.reserve(group.size());
    for (const auto& each : group)
        if (!each.recipient.empty()) keys.push_back(slice(each.recipient));
    const auto before = [](const rocksdb::Slice& a, const rocksdb::Slice& b) { return a.compare(b) < 0; };
    std::sort(keys.begin(), keys.end(), before);
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (keys.size() < 2) return;  // nothing to share
    std::vector<rocksdb::PinnableSlice> records(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    in_.db().MultiGet(in_.disk, in_.suppressions(), keys.size(), keys.data(), records.data(), statuses.data(), true);
}

}  // namespace store
