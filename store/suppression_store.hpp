#pragma once
// The suppression list, its audit trail and the outbox of confirmations and receipts, on RocksDB.
//
// Three ways in, by thread:
//   judge()          any worker, inline: pending changes, memtables and cached blocks; never touches the disk
//   judge_on_disk()  any thread: answered by the lookup thread
//   apply() and the outbox calls   any thread: queued for the one writer thread, which groups what waits into one synced
//                    WriteBatch and then calls back on that thread
// An opt-out counts for judge() from the moment apply() is called; an opt-in when it is durable.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/backup.hpp"
#include "store/chain.hpp"
#include "store/change.hpp"
#include "store/figures.hpp"
#include "store/filter_news.hpp"
#include "store/flush.hpp"
#include "store/import.hpp"
#include "store/number_hash.hpp"
#include "store/suppression.hpp"
#include "store/tally.hpp"

namespace rocksdb {
class Env;
}

namespace store {

struct store_options {
    std::string path;                       // a directory; made when missing
    bool sync = true;                       // false only in tests that show what it is for
    rocksdb::Env* env = nullptr;            // tests put faults here; not owned
    std::size_t queue_limit = 100'000;      // changes that wait for the writer; beyond it apply() fails at once
    std::size_t pending_limit = 1'000'000;  // opt-outs held in memory because they could not be written; beyond it judge() fails
    std::size_t receipt_limit = 100'000;    // in the outbox; each takes about a KiB of memory until it is delivered
    std::size_t review_limit = 100'000;     // replies that wait for people; later ones are counted and not kept
    std::int64_t undo_ms = 30 * 86'400'000LL;  // for so long a flush can be undone
    std::size_t cache_octets = 64 << 20;       // blocks of entries that were asked for; "never heard of it" needs none of it
    bool use_memory_filter = true;             // 15 bits of memory an entry, so that most lookups need no database
    std::function<void(const filter_news&)> filter_told;  // of it; called on its thread
    std::function<std::int64_t()> unix_ms;                // the clock, called on any thread; empty: the system's
    std::function<void(const std::string&)> troubled;     // trouble() of the writer changed; called on its thread
};

class suppression_store {
public:
    // Opens or makes the database. On failure gives nothing and says why in `error`.
    static std::unique_ptr<suppression_store> open(const store_options& options, std::string& error);
    ~suppression_store();  // writes what is queued, then stops the threads

    suppression_store(const suppression_store&) = delete;
    suppression_store& operator=(const suppression_store&) = delete;

    // Which lists there are, at the start and after each reload: entries of any other bind submits of all lists (applies()). Any
    // thread.
    void configure(list_names lists);

    // One ruling a question, in order. `rulings` is as long as `questions`. Any thread; never blocks on the disk.
    void judge(std::span<const question> questions, std::span<ruling> rulings) noexcept;
    // Where judge() will look first, as it is now.
    [[nodiscard]] hashed_lines lines() const noexcept;

    using ruled = std::function<void(ruling)>;
    // For a question that judge() left undecided. Never rules undecided. Pending changes are asked again after the read.
    void judge_on_disk(question asked, ruled done);

    // What can't even be queued (queue_limit, closing) calls back on the calling thread, before the call returns; that holds for
    // judge_on_disk() and the outbox calls too.
    using applied = std::function<void(const change_result&)>;
    void apply(change wanted, applied done);

    using written = std::function<void(bool)>;  // true: durable

    // A receipt into the outbox. `done`: what waits there now, durable; or nothing, when it can't be written or receipt_limit is
    // reached. It waits until drop(): no claim, so that it may go out twice, and no event.
    using filed = std::function<void(const std::optional<outbox_entry>&)>;
    void file(receipt what, std::string recipient, filed done);
    void drop(std::uint64_t outbox_id, written done);

    // Confirmations in the outbox: waiting -> claimed -> settled, or claimed -> waiting again by release().
    void claim(std::uint64_t outbox_id, written done);
    void release(std::uint64_t outbox_id, written done);
    void settle(std::uint64_t outbox_id, confirmation_outcome how, std::uint32_t command_status, std::string message_id,
                written done);
    // What was waiting when the store was opened, receipts too. Entries found claimed were recorded as unknown and are not among
    // them.
    [[nodiscard]] std::vector<outbox_entry> take_waiting();
    // How many entries were found claimed and recorded as unknown by open().
    [[nodiscard]] std::size_t unknown_at_start() const noexcept;

    // --- contacts and refusals: written behind, within note_delay; what a crash loses of them only makes opt-outs reach further
    // and evidence poorer. Any thread. ---

    // The last contact of each pair of recipient and number. False when too many wait to be written: tell it again.
    bool note(const contact& sent);
    void note(std::string_view recipient, const attempts& refused);

    // The first text from this number to this recipient: true once and never again, durable before it is told. `notice`: goes
    // into the outbox by the same write.
    struct introduction {
        bool stored = false;  // false: it can't be known
        bool first = false;
        std::optional<outbox_entry> queued;
    };
    using introduced = std::function<void(const introduction&)>;
    void introduce(contact wanted, std::optional<confirmation> notice, introduced done);

    // --- the review queue: any thread ---

    // False when it is full or can't be written.
    void suspect(suspicion reply, written done);
    // Out of the queue with nothing done; apply() with a change that names it takes it out and opts out. False when it is not
    // there.
    void dismiss(std::uint64_t review_id, std::string actor, written done);

    // Random, made once with the database, and in no backup but its own.
    [[nodiscard]] std::uint64_t node() const noexcept;

    // --- for people: these may read the disk; never call them on a worker ---

    // Opt-outs that hold in memory only are there too, without a cause.
    [[nodiscard]] std::vector<suppression> find(std::string_view recipient) const;

    using filter = store::filter;
    struct page {
        std::vector<suppression> entries;
        std::string cursor;  // pass it to get the next page; empty at the end. Opaque.
    };
    // Ordered by recipient, then by binding. `limit` up to 1,000. A cursor that is not ours gives an empty page. A filter that
    // matches little ends a page early, also with no entry at all: only an empty cursor is the end.
    [[nodiscard]] page list(const filter& wanted, std::string_view cursor, std::size_t limit) const;

    // --- the audit trail: all events in their order; see chain.hpp ---

    struct trail_filter {
        std::optional<event_kind> kind;
        std::optional<std::int64_t> since_ms;
        bool newest_first = false;  // of the whole trail alone
    };
    // Of one recipient the newest, newest last.
    [[nodiscard]] std::vector<event> events(std::string_view recipient, std::size_t limit) const {
        return events(recipient, {}, limit);
    }
    [[nodiscard]] std::vector<event> events(std::string_view recipient, const trail_filter& wanted, std::size_t limit) const;

    struct trail_page {
        std::vector<event> events;
        std::uint64_t last = 0;  // place where it ended: the cursor of the next page
        bool more = false;       // also when a filter that matches little ended it early, with no event at all
    };
    // From behind the place `cursor`; 0: from the beginning, or the newest. `limit` up to 1,000.
    [[nodiscard]] trail_page trail(const trail_filter& wanted, std::uint64_t cursor, std::size_t limit) const;

    [[nodiscard]] chain_end trail_end() const;  // of what is durable

    enum class trail_fault : std::uint8_t {
        none,
        missing,     // an event was taken out
        changed,     // an event, or its place
        added,       // an event was put in by the side
        shortened,   // the noted end lies behind the end
        rewritten,   // the link at the noted place is another
        unreadable,  // the disk, or the cursor
    };
    struct trail_check {
        trail_fault wrong = trail_fault::none;  // the first that was met
        std::uint64_t sequence = 0;             // where; 0: at no place of the chain
        std::string event_key;                  // of the event looked at last
        std::string why;
        std::uint64_t checked = 0, erased = 0, expired = 0;  // places, and in the second half events, of this portion
        chain_end end;
        std::string cursor;  // of the next portion; empty: all was looked at, or something is wrong
    };
    // A portion of the whole check: some hundred milliseconds. `noted`: a text_of(end) of before.
    [[nodiscard]] trail_check check_trail(std::string_view cursor, const std::optional<chain_end>& noted) const;

    // Of one entry that find() gave.
    [[nodiscard]] proof evidence_of(const suppression& entry) const;

    // Oldest first, from behind that id. `limit` up to 1,000.
    [[nodiscard]] std::vector<suspicion> suspicions(std::uint64_t after, std::size_t limit) const;
    [[nodiscard]] std::optional<suspicion> find_suspicion(std::uint64_t id) const;
    [[nodiscard]] std::size_t suspicions_waiting() const;

    // --- flushes: many entries at once; see bulk_change.hpp ---

    // What such a flush would take. `done` is called at once where entries are counted by what is asked for (list, source),
    // otherwise when all of them were looked at; on a thread of the store.
    using previewed = std::function<void(const flush_preview&)>;
    void preview(filter wanted, previewed done);
    // Takes what matches, when it is as many as were confirmed. Durable and in force for all lookups that begin later when `done`
    // is called. Opt-outs that hold in memory only stay.
    using flushed = std::function<void(const flush_result&)>;
    void flush(flush_order order, flushed done);
    // The same for the entries that a file of numbers names: one such flush at a time.
    void preview(std::vector<flush_row> rows, previewed done);
    void flush(std::vector<flush_row> rows, flush_order order, flushed done);
    // Gives back what the flush still has: what has changed since stays so.
    void undo(std::uint64_t flush_id, std::string actor, std::string origin, std::string reason, flushed done);
    // Now, on this thread: what flushes have taken that are too old to be undone is deleted for good, and these are forgotten.
    // How many entries that was. Done every hour once retain() was called.
    std::uint64_t purge_flushes();
    // Those that can still matter, oldest first.
    [[nodiscard]] std::vector<flush_state> flushes() const;
    [[nodiscard]] bool can_be_undone(const flush_state& of) const;

    // --- imports: see import.hpp ---

    using imported = std::function<void(const import_answer&)>;
    // A new import, or one that goes on behind the line that its state names. Not good: another is at it, it is done, there is
    // none, or the store can't be written.
    void begin_import(import_order order, imported done);
    // The next window, sorted; one at a time. `done`, once it is durable: what is not good has ended the import for now, it can
    // be begun again behind the line that its state has.
    void import(std::uint64_t id, std::shared_ptr<const import_window> window, imported done);
    // `whole`: the file is at its end. Else the import may be begun again.
    void end_import(std::uint64_t id, bool whole, imported done);
    // Newest first, those with a smaller id than `before`; 0: all. `error`: they can't all be read.
    [[nodiscard]] std::vector<import_state> imports(std::uint64_t before, std::size_t limit, std::string& error) const;
    // Nothing when there is none; or it can't be read, then `error` says why.
    [[nodiscard]] std::optional<import_state> find_import(std::uint64_t id, std::string& error) const;

    // --- exports ---

    // Calls `visit` for all entries in force that match, as they are at one instant, by recipient and then by binding, until it
    // gives false. Empty: all is well; else a reason for people. Reads the disk for as long as it takes. What stands under a
    // keyed hash is left out.
    using visit = std::function<bool(const entry_view& entry, std::string_view reason)>;
    [[nodiscard]] std::string each_entry(const filter& wanted, const visit& seen) const;

    // Where the database is.
    [[nodiscard]] const std::string& path() const noexcept;

    // Entries in force by list name.
    [[nodiscard]] std::map<std::string, std::uint64_t> counts() const;

    // Empty when changes can be stored; else why not, for people. Recovers by itself when a write succeeds again.
    [[nodiscard]] std::string trouble() const;

    // --- less of it, on request or by age ---

    // What is known of one person is removed: texts and number of its events, evidence, contacts, what waits to be sent and to be
    // reviewed. Its entries stay in force, under a keyed hash of the number. The event says nothing of who it was but that hash.
    struct erasure_order {
        std::string recipient;  // canonical
        std::string actor, origin, reason;
    };
    struct erasure {
        bool stored = false;
        std::uint64_t events = 0;   // that lost their private part
        std::uint64_t entries = 0;  // in force
        std::string known_as;       // the keyed hash
        event_id event;
        std::string error;  // for people, when !stored
    };
    using erased = std::function<void(const erasure&)>;
    void erase(erasure_order wanted, erased done);

    // How long events and replies in the review queue are kept, in days; 0: for ever. What set an entry in force is kept with it,
    // whatever its age.
    struct retention {
        std::uint32_t events_days = 0, review_days = 0;
        bool operator==(const retention&) const = default;
    };
    // From now on; looked after every hour, on a thread of its own, and flushes with them.
    void retain(const retention& rules);
    // Now, on this thread: everything that is too old. How many events and replies that was. For the thread, and for tests.
    std::uint64_t expire(const retention& rules);

    // Somebody is about to look into a link's traffic: an event of no recipient. False: it is not on disk.
    struct trace_order {
        std::string actor, origin;
        std::string link, system_id;  // of the link: its configured name, and who is bound there
        std::string what;             // how much of it, for people
    };
    void trace(trace_order what, written done);

    // A copy of everything as it is now, into a directory of backups; made when missing. False: one is under way. See backup.hpp.
    bool back_up(std::string path);
    [[nodiscard]] backup_state backup() const;

    [[nodiscard]] const store_tally& tally() const noexcept;

    [[nodiscard]] filter_status memory_filter_status() const;
    // Of the database below; some are counted by a walk over its files.
    [[nodiscard]] store_figures figures() const;

    // Moves what memtables hold into table files; false when that failed. Not needed for durability: for tests, and before
    // copies.
    [[nodiscard]] bool flush();

private:
    class impl;
    explicit suppression_store(std::unique_ptr<impl> inside);
    std::unique_ptr<impl> impl_;
};

}  // namespace store
