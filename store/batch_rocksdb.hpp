#pragma once
// One group of changes: each is decided against what the database holds and what the group has decided before it, and all become
// durable by one write, or none. Only store/*.cpp include this.
//
//   add(), introduce(), suspect(), dismiss(), claim(), release(), settle(), file(), drop() in the order of arrival -> write()
//   -> if ok: fold_into()
//
// What they return holds once write() was ok. Writer thread.
#include <rocksdb/write_batch.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "store/database_rocksdb.hpp"
#include "store/import.hpp"
#include "store/ledger.hpp"
#include "store/notes.hpp"
#include "store/pending.hpp"

namespace store {

class batch {
public:
    // Rows of one write of an import: live opt-outs wait no longer than for these, some milliseconds.
    static constexpr std::size_t import_portion = 4'096;

    batch(const database& in, const ledger& before, const pending_opt_outs& pending, notes& written_behind,
          const list_names* configured, std::int64_t now_ms);

    // !stored: the recipient's record can't be read, see `error`; then this change is no part of the group.
    [[nodiscard]] change_result add(change wanted, pending_opt_outs::generation of);

    [[nodiscard]] suppression_store::introduction introduce(const contact& wanted, std::optional<confirmation> notice);
    // False when as many as `most` wait.
    [[nodiscard]] bool suspect(suspicion reply, std::size_t most);
    // False when it is not in the queue.
    [[nodiscard]] bool dismiss(std::uint64_t review_id, const std::string& actor);

    // False when the entry is not in the state that this begins with.
    [[nodiscard]] bool claim(std::uint64_t outbox_id);
    [[nodiscard]] bool release(std::uint64_t outbox_id);
    [[nodiscard]] bool settle(std::uint64_t outbox_id, confirmation_outcome how, std::uint32_t command_status,
                              std::string message_id);

    // Nothing when as many as `most` receipts are in the outbox.
    [[nodiscard]] std::optional<outbox_entry> file(receipt what, std::string recipient, std::size_t most);
    // False when there is no such receipt.
    [[nodiscard]] bool drop(std::uint64_t outbox_id);

    // A portion of what is known of one person; more() of it is left. See suppression_store::erase(). `first`: its entries and
    // what waits for it as well, and an event also when there is nothing.
    [[nodiscard]] suppression_store::erasure erase(const suppression_store::erasure_order& wanted, bool first);
    void trace(const suppression_store::trace_order& what);
    // Of these places those whose events may go. How many went.
    std::uint64_t expire(const std::vector<std::uint64_t>& places);
    // Flushes and undos stand alone in their batch: they change what is in force for all that follows. What they return is as it
    // is kept; nothing: see `error`. See suppression_store::flush().
    [[nodiscard]] std::optional<bulk_change> flush(bulk_change wanted, std::string& error);
    bulk_change undo(const flush_state& of, bulk_change wanted);
    // Of a flush by file: its id, then its entries, portion by portion. False: see `error`.
    [[nodiscard]] std::uint64_t new_operation();
    [[nodiscard]] bool mark(std::uint64_t flush, std::span<const flush_row> rows, entry_counts& marked, std::string& error);

    // An import gets its event and id; goes on by a portion of a window, from the row `at`, which moves on; and ends. All in
    // batches of their own. `sum`: what the window's portions had so far that counts only at its end. False: see `error`.
    void begin_import(import_state& of);
    [[nodiscard]] bool import(import_state& of, const import_window& window, std::size_t& at, import_tally& sum,
                              std::string& error);
    void end_import(import_state& of);

    // The end of flushes that are too old to be undone. Alone in its batch, too: begin_purge() -> purge() until nothing that
    // operations up to `until` have taken is left -> forget().
    void begin_purge(std::uint64_t until);
    // `erased`: the keys are pseudonyms. How many entries went; nothing: see `error`.
    [[nodiscard]] std::optional<std::uint64_t> purge(std::span<const std::string> keys, bool erased, std::uint64_t until,
                                                     std::string& error);
    void forget(std::uint64_t until);

    // Nothing was decided that must be kept.
    [[nodiscard]] bool empty() const noexcept { return !anything_; }
    [[nodiscard]] rocksdb::Status write();
    // Keys of the events that set an entry.
    [[nodiscard]] const std::vector<std::string>& opt_outs() const noexcept { return opt_outs_; }
    // Entries that were in force and were lifted.
    [[nodiscard]] const std::vector<suppression>& lifted() const noexcept { return lifted_; }
    void fold_into(ledger& after) &&;

private:
    struct overlaid {
        recipient_record of;
        bool touched = false;
        bool has_erased = false;  // some of it stands under its pseudonym
        bool to_erase = false;    // all of it stands there from now on
    };
    // nullptr: can't be read, see `error`.
    overlaid* record_of(const std::string& recipient, std::string& error);
    bool set(overlaid& at, const change& wanted, const event_id& cause);
    bool lift(overlaid& at, const change& wanted, const std::vector<binding>& in_memory);
    [[nodiscard]] std::vector<binding> held_of(const overlaid* at, const std::vector<binding>& asked) const;
    [[nodiscard]] std::string narrow(change& wanted) const;
    [[nodiscard]] silence silence_for(const change& wanted) const;
    void answer(const change& wanted, std::string_view words_of, change_result& out);
    [[nodiscard]] std::optional<suspicion> take_suspicion(std::uint64_t id);
    outbox_entry queue(std::string recipient, std::variant<confirmation, receipt> what);
    // Of now, with a name of its own.
    [[nodiscard]] event new_event(event_kind what, source from, std::string actor);
    void record(event& what);
    void record(bulk_change& did);
    template <class Meant>
    void mark(overlaid& of, std::uint64_t flush, const Meant& meant, entry_counts& marked);
    bool mark_recipient(bulk_change& wanted, std::string& error);
    std::uint64_t purge(recipient_record& of, std::uint64_t until);
    [[nodiscard]] std::uint64_t taken(const suppression& entry) const;
    void leaves(std::uint64_t flush, const suppression& entry);
    void put_left();
    void fold_bulk_into(ledger& after);
    struct importing;
    [[nodiscard]] bool renew_mark(import_state& of, std::string& error);
    void ask_filter(importing& work) const;
    [[nodiscard]] bool merge_erased(importing& work, std::string& error);
    [[nodiscard]] bool merge_read(importing& work, std::string& error);
    void put_new(importing& work, std::string_view recipient, std::uint32_t target);
    bool merge(importing& work, std::span<const import_window::row> rows, recipient_record& into);
    [[nodiscard]] event record_step(const import_state& of);
    void put(const import_state& of);
    void forget_attempts(const std::string& recipient);
    void put(const std::string& recipient, const overlaid& changed);
    std::uint64_t erase_events(const std::string& recipient, const std::string& pseudonym, std::uint64_t by);
    void erase_waiting(const std::string& recipient);
    [[nodiscard]] bool is_needed(const event& what);
    [[nodiscard]] const outbox_record* confirmation_at(std::uint64_t id) const;
    void end(std::uint64_t outbox_id, std::string recipient);
    void put(outbox_record changed);

    const database& in_;
    const ledger& before_;
    const pending_opt_outs& pending_;
    notes& notes_;
    const list_names* const configured_;
    const std::int64_t now_ms_;
    rocksdb::WriteBatch writes_;
    bool anything_ = false;
    bool synced_ = true;  // false: durable with a later one
    ledger next_;         // clock and last outbox id; counts and outbox are kept as differences below
    std::unordered_map<std::string, overlaid> overlay_;
    count_changes count_changes_;
    std::map<std::uint64_t, std::optional<outbox_record>> outbox_changes_;  // empty: ended
    std::map<std::uint64_t, std::string> ended_recipients_;
    std::size_t receipts_;               // in the outbox after this
    std::size_t suspicions_;             // in the review queue after this
    std::vector<std::string> opt_outs_;  // keys of events
    std::vector<suppression> lifted_;
    std::map<std::uint64_t, count_changes> left_changes_;  // by flush: entries of it that are gone for good
    std::vector<bulk_change> bulk_;
    std::uint64_t purged_until_ = 0, forgotten_until_ = 0;  // operations
    std::map<std::string, std::vector<event>> recorded_;    // keyword events of this group, by recipient
    std::set<std::string> introduced_;                      // keys
    std::set<std::uint64_t> reviewed_;
};

}  // namespace store
