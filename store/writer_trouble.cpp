// What becomes of the writer when the disk does not take what it writes, and how it comes back.
#include <algorithm>
#include <utility>

#include "store/database_rocksdb.hpp"
#include "store/writer.hpp"

namespace store {
namespace {

std::string cannot_write(const rocksdb::Status& status) {
    auto why = "the store can't be written: " + status.ToString();
    // A failed fsync, for one: the kernel may have dropped what was to be written, and says so only once.
    if (status.severity() >= rocksdb::Status::kFatalError) why += "; only a restart mends this";
    return why;
}

}  // namespace

// --- any thread -----------------------------------------------------------------------------------------------------

std::string writer::trouble() const {
    std::string why;
    {
        const std::scoped_lock lock(shown_mutex_);
        why = trouble_;
    }
    const auto also = [&why](std::string_view more) { why.append(why.empty() ? "" : "; ").append(more); };
    if (pending_.lost()) also("opt-outs that could be neither stored nor held in memory: nothing passes until a write succeeds");
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= queue_limit_) also(queue_full);
    return why;
}

// --- the writer thread ----------------------------------------------------------------------------------------------

// A failed write leaves RocksDB refusing all others until it is told to resume, which works once the disk has room again.
void writer::probe() {
    auto status = in_.resume();
    if (status.ok()) {
        auto work = database::new_batch();
        work.Put(in_.meta(), slice(meta_keys::probe), "1");
        status = in_.write(work);
    }
    if (status.ok()) return all_is_well();
    probe_delay_ = std::min(probe_delay_ * 2, last_probe);
    next_probe_ = clock::now() + probe_delay_;
    set_trouble(cannot_write(status));
}

// A write succeeded.
void writer::all_is_well() {
    pending_.forget_lost();
    if (!std::exchange(in_trouble_, false)) return;
    set_trouble({});
}

// Only probes move the time of the next one: failures of the traffic in between must not put it off.
std::string writer::trouble_begins(const rocksdb::Status& failed) {
    auto why = cannot_write(failed);
    if (!std::exchange(in_trouble_, true)) {
        probe_delay_ = first_probe;
        next_probe_ = clock::now() + probe_delay_;
    }
    set_trouble(why);
    return why;
}

void writer::set_trouble(const std::string& why) {
    {
        const std::scoped_lock lock(shown_mutex_);
        if (trouble_ == why) return;
        trouble_ = why;
    }
    if (troubled_) troubled_(why);
}

}  // namespace store
