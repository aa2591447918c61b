#include "store/filter_keeper.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "store/database_rocksdb.hpp"
#include "store/number_hash.hpp"
#include "store/tuning_rocksdb.hpp"

namespace store {
namespace {

// Hashes that go into the table together, and after which a scan looks whether it shall stop.
constexpr std::size_t portion = 256;
constexpr int low_priority = 10;  // nice: lookups are right without the filter, and workers own the cores

}  // namespace

std::string_view name(filter_state which) noexcept {
    switch (which) {
        case filter_state::off: return "off";
        case filter_state::filling: return "filling";
        case filter_state::ready: return "ready";
    }
    return "";
}

filter_keeper::filter_keeper(const database& in, std::uint64_t entries, bool wanted, store_tally& tally,
                             std::function<void(const filter_news&)> told)
    : in_(in), filter_(in.known()), tally_(tally), told_(std::move(told)), entries_(entries), off_(!wanted) {
    if (wanted) thread_ = std::thread([this] { run(); });
}

void filter_keeper::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_one();
    if (thread_.joinable()) thread_.join();
}

filter_state filter_keeper::state() const noexcept {
    if (off_) return filter_state::off;
    return filter_.ready() ? filter_state::ready : filter_state::filling;
}

void filter_keeper::check(std::string_view recipient) noexcept {
    if (recipient.empty() || recipient.size() > longest_check) return;
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || waiting_ == checks_.size()) return;
    auto& into = checks_[waiting_++];
    into.size = static_cast<std::uint8_t>(recipient.size());
    std::ranges::copy(recipient, into.octets.begin());
}

// --- its thread -----------------------------------------------------------------------------------------------------

void filter_keeper::run() {
    count_nothing_here();
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), low_priority);
    do {
        check_some();
        if (off_ || clock::now() < next_try_) continue;
        if (!filter_.ready())
            build(entries_);
        else if (filter_.full())
            build(filter_.keys() + filter_.keys() / 3);
    } while (rest());
}

bool filter_keeper::rest() {
    std::unique_lock lock(mutex_);
    return !stopped_.wait_for(lock, turn, [this] { return stopping_.load(); });
}

void filter_keeper::build(std::size_t keys) {
    const auto began = clock::now();
    std::uint64_t estimated = 0;  // records that are no entry any more are keys, too
    in_.db().GetIntProperty(in_.suppressions(), rocksdb::DB::Properties::kEstimateNumKeys, &estimated);
    std::string why_not;
    if (!filter_.begin(std::max<std::size_t>(keys, estimated))) {
        why_not = "there is no memory for it";
    } else if (scan(why_not)) {
        filter_.publish();
        return tell({}, std::chrono::duration<double>(clock::now() - began).count());
    } else {
        filter_.abandon();
    }
    next_try_ = clock::now() + retry;
    if (!stopping_ && !off_) tell(why_not);
}

bool filter_keeper::scan(std::string& why_not) {
    std::string after;
    for (bool more = true; more; check_some())
        if (!scan_some(after, more, why_not) || off_) return false;
    return true;
}

// A key that is put behind the iterator's back is added by who puts it.
bool filter_keeper::scan_some(std::string& after, bool& more, std::string& why_not) {
    std::array<std::uint64_t, portion> hashes;
    std::size_t count = 0, left = keys_an_iterator;
    const std::unique_ptr<rocksdb::Iterator> at(in_.db().NewIterator(in_.scan, in_.suppressions()));
    for (at->Seek(after); at->Valid() && left > 0; at->Next(), --left) {
        hashes[count++] = number_hash(view(at->key()));
        if (left == 1) after = view(at->key());
        if (count < hashes.size()) continue;
        filter_.fill(hashes);
        count = 0;
        if (stopping_) return false;
    }
    filter_.fill(std::span(hashes).first(count));
    more = at->Valid();
    if (at->status().ok()) return true;
    why_not = "the database can't be read: " + at->status().ToString();
    return false;
}

void filter_keeper::check_some() {
    std::vector<std::string> taken;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& each : std::span(checks_).first(waiting_)) taken.emplace_back(each.octets.data(), each.size);
        waiting_ = 0;
    }
    for (const auto& each : taken)
        if (!off_) verify(each);
}

// A key that came after the answer is in the filter by now: it is added before its write.
void filter_keeper::verify(const std::string& recipient) {
    std::string record;
    const auto status = in_.read(in_.suppressions(), recipient, record);
    if (!status.ok() || record.empty() || filter_.maybe(recipient)) return;
    off_ = true;
    filter_.switch_off();
    tally_.filter_mismatches.fetch_add(1, std::memory_order_relaxed);
    tell("it did not know a number that is in the database; lookups go on without it");
}

void filter_keeper::tell(const std::string& problem, double seconds) const {
    if (told_) told_({.now = {state(), filter_.keys(), filter_.octets()}, .seconds = seconds, .problem = problem});
}

}  // namespace store
