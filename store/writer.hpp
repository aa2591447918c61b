#pragma once
// The one thread that changes the database. What waits is decided in the order of arrival and becomes durable by one synced
// write; then the callbacks run here, in the same order but for those of steps, which come last, and may call back into any
// function.
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "store/change.hpp"
#include "store/configured_lists.hpp"
#include "store/flush_purge.hpp"
#include "store/ledger.hpp"
#include "store/long_reads.hpp"
#include "store/notes.hpp"
#include "store/pending.hpp"
#include "store/previews.hpp"
#include "store/suppression_store.hpp"
#include "store/tally.hpp"

namespace rocksdb {
class Status;
}

namespace store {

class database;

class writer {
public:
    // At most this many changes go into one write: enough to hide the fsync, and the first of them doesn't wait long for the
    // last.
    static constexpr std::size_t group_limit = 1'024;
    // After a failed write the disk is tried again without traffic, first soon, then at this interval.
    static constexpr std::chrono::milliseconds first_probe{100};
    static constexpr std::chrono::milliseconds last_probe{5'000};
    // Nobody waits for what becomes of a confirmation, and a STOP would wait for its write: it stays so long for one that it can
    // be written with, or for more of its kind. Some fsyncs of a good disk.
    static constexpr std::chrono::milliseconds step_delay{2};
    // What is written behind waits so long for more: one write a second costs nothing, and a crash loses a second of it.
    static constexpr std::chrono::milliseconds note_delay{1'000};

    // Flushes and undos that can still matter; each costs a little wherever an entry is met.
    static constexpr std::size_t most_bulk_changes = 4'096;
    // Rows of one write of a flush by file: live opt-outs wait no longer than for these.
    static constexpr std::size_t rows_at_once = 1'024;

    // How long imports let the database catch up before they look again: a tenth of what it takes to write out a memtable.
    static constexpr std::chrono::milliseconds import_rest{10};
    // Entries of one import beyond which the database is told to expect many more: those of two memtables.
    static constexpr std::uint64_t bulk_rows = 1'000'000;

    // What counts entries: those that take long, and those that are done soon.
    struct readers {
        long_reads& scans;
        long_reads& samples;
    };

    writer(const database& in, ledger kept, pending_opt_outs& pending, notes& written_behind, previews& counted, readers read_by,
           const configured_lists& lists, store_tally& tally, const store_options& options,
           std::function<std::int64_t()> unix_ms);
    ~writer() { stop(); }

    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;

    // Writes what is queued and noted, then ends the thread. What comes later is turned away. Once is enough, more do no harm.
    void stop();

    // Any thread. What can't be queued calls back on this thread, before the call returns.
    void apply(change wanted, suppression_store::applied done);
    void claim(std::uint64_t outbox_id, suppression_store::written done);
    void release(std::uint64_t outbox_id, suppression_store::written done);
    void settle(std::uint64_t outbox_id, confirmation_outcome how, std::uint32_t command_status, std::string message_id,
                suppression_store::written done);
    void file(receipt what, std::string recipient, suppression_store::filed done);
    void drop(std::uint64_t outbox_id, suppression_store::written done);
    void introduce(contact wanted, std::optional<confirmation> notice, suppression_store::introduced done);
    void suspect(suspicion reply, suppression_store::written done);
    void dismiss(std::uint64_t review_id, std::string actor, suppression_store::written done);
    // One portion. What is done there says how much.
    void erase(suppression_store::erasure_order wanted, bool first, suppression_store::erased done);
    void expire(std::vector<std::uint64_t> places, std::function<void(std::uint64_t)> done);
    void trace(suppression_store::trace_order what, suppression_store::written done);
    // Something was noted.
    void noted();
    // See suppression_store; a flush that nobody has counted is answered `uncounted`.
    void preview(filter wanted, suppression_store::previewed done);
    void flush(flush_order order, suppression_store::flushed done);
    void flush(std::vector<flush_row> rows, flush_order order, suppression_store::flushed done);
    void undo(bulk_change wanted, suppression_store::flushed done);
    // The end of flushes that are too old to be undone; see flush_purge.hpp. Each calls back once, with nothing when it failed.
    using purged = std::function<void(const std::optional<purge_step>&)>;
    void purge(purge_step wanted, purged done);
    [[nodiscard]] std::vector<flush_state> flushes() const;
    // See suppression_store.
    void begin_import(import_order order, suppression_store::imported done);
    void import(std::uint64_t id, std::shared_ptr<const import_window> window, suppression_store::imported done);
    void end_import(std::uint64_t id, bool whole, suppression_store::imported done);
    [[nodiscard]] bool imports(std::uint64_t id) const;  // somebody is at it

    [[nodiscard]] std::size_t suspicions() const;
    [[nodiscard]] std::map<std::string, std::uint64_t> counts() const;
    [[nodiscard]] chain_end trail_end() const;
    [[nodiscard]] std::string trouble() const;

private:
    using clock = std::chrono::steady_clock;
    static constexpr clock::time_point at_once = clock::time_point::min();

    struct applying {
        change wanted;
        pending_opt_outs::generation of = 0;
        bool tabled = true;
        clock::time_point asked;
        suppression_store::applied done;
        change_result result;
    };
    struct filing {
        receipt what;
        std::string recipient;
        suppression_store::filed done;
        std::optional<outbox_entry> result;
    };
    struct introducing {
        contact wanted;
        std::optional<confirmation> notice;
        suppression_store::introduced done;
        suppression_store::introduction result;
    };
    struct suspecting {
        suspicion reply;
        suppression_store::written done;
        bool result = false;
    };
    enum class step : std::uint8_t { claim, release, settle, drop, dismiss };
    struct stepping {
        step what = step::claim;
        std::uint64_t id = 0;  // of the outbox, or of the review queue
        confirmation_outcome how = confirmation_outcome::unknown;
        std::uint32_t command_status = 0;
        std::string words;  // settle: the message id; dismiss: the actor
        suppression_store::written done;
        bool result = false;
    };
    struct erasing {
        suppression_store::erasure_order wanted;
        bool first = true;
        suppression_store::erased done;
        suppression_store::erasure result;
    };
    struct expiring {
        std::vector<std::uint64_t> places;
        std::function<void(std::uint64_t)> done;
        std::uint64_t result = 0;
    };
    struct tracing {
        suppression_store::trace_order what;
        suppression_store::written done;
        bool result = false;
    };
    struct previewing {
        filter wanted;
        suppression_store::previewed done;
        flush_preview result;
    };
    // A flush or an undo.
    struct flushing {
        bulk_change wanted;
        std::uint64_t preview = 0;
        std::uint64_t confirm = 0;
        suppression_store::flushed done;
        flush_result result;
    };
    struct file_flush {
        std::vector<flush_row> rows;
        flush_order order;
        suppression_store::flushed done;
        std::size_t at = 0;    // rows before it name their entries
        std::uint64_t id = 0;  // what those entries hold
        std::uint64_t preview = 0;
        entry_counts marked;
    };
    // One portion of a flush by file.
    struct marking {
        std::shared_ptr<file_flush> of;
        suppression_store::flushed done;  // empty while there is more to do
        flush_result result;
    };
    // A step of an import.
    struct importing {
        enum class kind : std::uint8_t { begin, portion, end } what = kind::begin;
        import_order order;                           // begin
        std::uint64_t id = 0;                         // of the others
        std::shared_ptr<const import_window> window;  // portion
        std::size_t at = 0;                           // its rows before it are in
        import_tally sum;                             // of what is in
        bool whole = true;                            // end: nothing of the file is left
        suppression_store::imported done;
        import_answer result;
    };
    struct purging {
        purge_step wanted;
        purged done;
        std::optional<purge_step> result;
    };
    using job = std::variant<applying, filing, introducing, suspecting, stepping, previewing, flushing, marking, erasing,
                             expiring, importing, purging, tracing>;

    static constexpr auto* queue_full = "too many changes wait for the store";
    static constexpr auto* store_closing = "the store is closing";

    bool enqueue(job&& wanted, std::string& why_not);
    void enqueue_step(stepping wanted);

    void run();
    bool take(std::vector<job>& group);
    void write_notes();
    void handle(std::span<job> group);
    [[nodiscard]] static std::size_t together(std::span<const job> group);
    void decide(class batch& work, applying& asked);
    void decide(class batch& work, filing& asked) const;
    static void decide(class batch& work, introducing& asked);
    void decide(class batch& work, suspecting& asked) const;
    static void decide(class batch& work, stepping& asked);
    void lose(std::span<job> group, const std::string& why);
    static void decide(class batch& work, erasing& asked);
    static void decide(class batch& work, expiring& asked);
    static void decide(class batch& work, tracing& asked);
    static void decide(class batch&, previewing&) {}
    void decide(class batch& work, flushing& asked);
    void decide(class batch& work, marking& asked);
    void decide_undo(class batch& work, flushing& asked);
    void decide(class batch& work, importing& asked);
    void decide_begin(class batch& work, importing& asked);
    void decide(class batch& work, purging& asked);
    [[nodiscard]] std::uint64_t too_old_until() const;
    void finish(applying& asked);
    template <class Other>
    void finish(Other&) {}
    void finish(stepping& asked);
    void finish(previewing& asked);
    void finish(flushing& asked);
    void finish(marking& asked);
    void finish(importing& asked);
    void hand_in(importing asked);
    void go_on(importing& asked);
    void pace_imports();
    void lose(importing& asked, const std::string& why);
    void forget_import(std::uint64_t id);
    void lose(flushing& asked, const std::string& why);
    void lose(marking& asked, const std::string& why);
    void end(marking& asked);
    [[nodiscard]] entry_counts counts_of(const filter& wanted) const;
    void note_durable(const std::vector<std::string>& opt_outs);
    void fail(applying& asked, std::string why);
    void probe();
    void all_is_well();
    std::string trouble_begins(const rocksdb::Status& failed);  // gives why
    void set_trouble(const std::string& why);

    const database& in_;
    pending_opt_outs& pending_;
    notes& notes_;
    previews& previews_;
    const readers read_by_;
    const configured_lists& lists_;
    store_tally& tally_;
    const std::size_t queue_limit_;
    const std::size_t receipt_limit_;
    const std::size_t review_limit_;
    const std::int64_t undo_ms_;
    const std::function<std::int64_t()> unix_ms_;
    const std::function<void(const std::string&)> troubled_;

    mutable std::mutex mutex_;  // guards the queue; taken before that of pending_
    std::condition_variable ready_;
    std::deque<job> queue_;
    std::deque<job> portions_;  // of imports, one for each that is under way: one at a time, after what waits in the queue
    pending_opt_outs::generation last_generation_ = 0;
    clock::time_point queue_due_;  // when the queue is to be written, unless it is empty
    bool stopping_ = false;
    bool noted_ = false;

    mutable std::mutex shown_mutex_;  // guards what others may read of the writer's state
    ledger ledger_;                   // the writer thread reads it without the lock
    std::string trouble_;
    std::map<std::uint64_t, import_state> imports_;  // that are under way; the writer thread reads it without the lock

    bool in_trouble_ = false;         // writer thread
    bool bulk_ = false;               // a large import is under way
    std::uint64_t marking_file_ = 0;  // the flush by file that is under way
    std::chrono::milliseconds probe_delay_{first_probe};
    clock::time_point next_probe_;
    clock::time_point next_portion_;                           // of an import; before, the database has enough to do
    clock::time_point next_notes_ = clock::time_point::max();  // when something is noted: when it is written

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace store
