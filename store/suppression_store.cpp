#include "store/suppression_store.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <utility>

#include "store/backup_thread.hpp"
#include "store/browse.hpp"
#include "store/configured_lists.hpp"
#include "store/database_rocksdb.hpp"
#include "store/expiry.hpp"
#include "store/export.hpp"
#include "store/filter_keeper.hpp"
#include "store/flush_counts.hpp"
#include "store/flush_purge.hpp"
#include "store/imports_rocksdb.hpp"
#include "store/ledger.hpp"
#include "store/long_reads.hpp"
#include "store/lookups.hpp"
#include "store/pending.hpp"
#include "store/previews.hpp"
#include "store/retention_thread.hpp"
#include "store/trail.hpp"
#include "store/verdicts.hpp"
#include "store/writer.hpp"

namespace store {
namespace {

std::int64_t system_unix_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

class suppression_store::impl {
public:
    impl(std::unique_ptr<database> opened, beginning start, const store_options& options, std::function<std::int64_t()> now_ms)
        : path(options.path),
          in(std::move(opened)),
          unknown(start.unknown),
          node(start.kept.clock.node()),
          waiting(std::move(start.waiting)),
          pending(options.pending_limit),
          keeper(*in, sum_of(start.kept.counts), options.use_memory_filter, tally, options.filter_told),
          by(*in, pending, lists, keeper, tally),
          noted(*in),
          unix_ms(now_ms),
          undo_ms(options.undo_ms),
          changes(*in, std::move(start.kept), pending, noted, counted, {scans, samples}, lists, tally, options, now_ms),
          reads(*in, by, tally),
          copies(*in, std::move(now_ms)) {
        tally.settled(confirmation_outcome::unknown).add(unknown);
    }

    // Callbacks of either thread may call into the other, so both are stopped before anything is taken apart.
    ~impl() {
        closing = true;
        by_age.stop();
        scans.stop();
        samples.stop();
        changes.stop();
        reads.stop();
        keeper.stop();
    }

    const std::string path;
    std::unique_ptr<database> in;
    std::size_t unknown;
    std::uint64_t node;
    std::vector<outbox_entry> waiting;
    store_tally tally;
    pending_opt_outs pending;
    configured_lists lists;
    filter_keeper keeper;
    verdicts by;
    notes noted;
    previews counted;
    long_reads scans, samples;
    std::function<std::int64_t()> unix_ms;
    std::int64_t undo_ms;
    writer changes;
    lookups reads;
    backup_thread copies;
    std::atomic<bool> closing{false};
    retention_thread by_age{[this](const retention& rules) {
        expire(rules);
        purge_flushes();
    }};

    std::uint64_t purge_flushes() { return store::purge_flushes(*in, changes, closing, tally); }

    std::uint64_t expire(const retention& rules) { return store::expire(*in, changes, rules, unix_ms(), closing, tally); }
};

suppression_store::suppression_store(std::unique_ptr<impl> inside) : impl_(std::move(inside)) {}
suppression_store::~suppression_store() = default;

std::unique_ptr<suppression_store> suppression_store::open(const store_options& options, std::string& error) {
    auto unix_ms = options.unix_ms ? options.unix_ms : system_unix_ms;
    auto opened = database::open(options, error);
    if (!opened) return nullptr;
    auto start = begin_epoch(*opened, unix_ms(), error);
    if (!start) return nullptr;
    auto inside = std::make_unique<impl>(std::move(opened), std::move(*start), options, std::move(unix_ms));
    return std::unique_ptr<suppression_store>(new suppression_store(std::move(inside)));
}

void suppression_store::configure(list_names lists) { impl_->lists.set(std::move(lists)); }

void suppression_store::judge(std::span<const question> questions, std::span<ruling> rulings) noexcept {
    impl_->by.judge(questions, rulings);
}

hashed_lines suppression_store::lines() const noexcept { return impl_->in->known().lines(); }

void suppression_store::judge_on_disk(question asked, ruled done) { impl_->reads.ask(asked, std::move(done)); }

void suppression_store::apply(change wanted, applied done) { impl_->changes.apply(std::move(wanted), std::move(done)); }

void suppression_store::claim(std::uint64_t outbox_id, written done) { impl_->changes.claim(outbox_id, std::move(done)); }

void suppression_store::release(std::uint64_t outbox_id, written done) { impl_->changes.release(outbox_id, std::move(done)); }

void suppression_store::settle(std::uint64_t outbox_id, confirmation_outcome how, std::uint32_t command_status,
                               std::string message_id, written done) {
    impl_->changes.settle(outbox_id, how, command_status, std::move(message_id), std::move(done));
}

void suppression_store::file(receipt what, std::string recipient, filed done) {
    impl_->changes.file(std::move(what), std::move(recipient), std::move(done));
}

void suppression_store::drop(std::uint64_t outbox_id, written done) { impl_->changes.drop(outbox_id, std::move(done)); }

bool suppression_store::note(const contact& sent) {
    const bool taken = impl_->noted.add(sent);
    impl_->changes.noted();
    return taken;
}

void suppression_store::note(std::string_view recipient, const attempts& refused) {
    if (!impl_->noted.add(recipient, refused)) impl_->tally.failed(operation::write);
    impl_->changes.noted();
}

void suppression_store::introduce(contact wanted, std::optional<confirmation> notice, introduced done) {
    impl_->changes.introduce(std::move(wanted), std::move(notice), std::move(done));
}

void suppression_store::suspect(suspicion reply, written done) { impl_->changes.suspect(std::move(reply), std::move(done)); }

void suppression_store::dismiss(std::uint64_t review_id, std::string actor, written done) {
    impl_->changes.dismiss(review_id, std::move(actor), std::move(done));
}

std::uint64_t suppression_store::node() const noexcept { return impl_->node; }

std::vector<outbox_entry> suppression_store::take_waiting() { return std::exchange(impl_->waiting, {}); }

std::size_t suppression_store::unknown_at_start() const noexcept { return impl_->unknown; }

std::vector<suppression> suppression_store::find(std::string_view recipient) const {
    // In the order of judge(): what leaves the one place is already in the other.
    auto in_memory = impl_->pending.find(recipient);
    auto found = find_entries(*impl_->in, recipient, impl_->tally);
    for (auto& entry : in_memory) {
        const auto at = place(found, entry.bound);
        if (at == found.end() || at->bound != entry.bound) found.insert(at, std::move(entry));
    }
    return found;
}

suppression_store::page suppression_store::list(const filter& wanted, std::string_view cursor, std::size_t limit) const {
    return list_entries(*impl_->in, wanted, cursor, limit, impl_->tally);
}

std::vector<event> suppression_store::events(std::string_view recipient, const trail_filter& wanted, std::size_t limit) const {
    return newest_events(*impl_->in, recipient, wanted, limit, impl_->tally);
}

suppression_store::trail_page suppression_store::trail(const trail_filter& wanted, std::uint64_t cursor,
                                                       std::size_t limit) const {
    return read_trail(*impl_->in, wanted, cursor, limit, impl_->tally);
}

chain_end suppression_store::trail_end() const { return impl_->changes.trail_end(); }

suppression_store::trail_check suppression_store::check_trail(std::string_view cursor,
                                                              const std::optional<chain_end>& noted) const {
    return store::check_trail(*impl_->in, cursor, noted);
}

proof suppression_store::evidence_of(const suppression& entry) const {
    return proof_of(*impl_->in, impl_->noted, entry, impl_->lists.now(), impl_->tally);
}

std::vector<suspicion> suppression_store::suspicions(std::uint64_t after, std::size_t limit) const {
    return list_suspicions(*impl_->in, after, limit, impl_->tally);
}

std::optional<suspicion> suppression_store::find_suspicion(std::uint64_t id) const {
    return store::find_suspicion(*impl_->in, id, impl_->tally);
}

std::size_t suppression_store::suspicions_waiting() const { return impl_->changes.suspicions(); }

std::map<std::string, std::uint64_t> suppression_store::counts() const { return impl_->changes.counts(); }

void suppression_store::preview(filter wanted, previewed done) { impl_->changes.preview(std::move(wanted), std::move(done)); }

void suppression_store::flush(flush_order order, flushed done) {
    auto& changes = impl_->changes;
    changes.flush(order, [&changes, order, done = std::move(done)](const flush_result& first) {
        if (first.how != flush_result::outcome::uncounted) return done(first);
        changes.preview(order.wanted, [&changes, order, done](const flush_preview& counted) {
            flush_result out;
            out.error = counted.error;
            if (counted.id == 0) return done(out);
            out = {flush_result::outcome::mismatch, counted.id, counted.matched, {}, {}};
            if (counted.matched != order.confirm) return done(out);
            auto now = order;
            now.preview = counted.id;
            changes.flush(std::move(now), done);
        });
    });
}

void suppression_store::preview(std::vector<flush_row> rows, previewed done) {
    const auto all = std::make_shared<std::vector<flush_row>>(std::move(rows));
    const bool asked = impl_->scans.ask(
        [this, all, done](const std::atomic<bool>& stop) { done(preview_of(count_rows(*impl_->in, std::move(*all), stop))); });
    if (!asked) done({0, 0, {}, {}, "too many wait for a count"});
}

void suppression_store::flush(std::vector<flush_row> rows, flush_order order, flushed done) {
    impl_->changes.flush(std::move(rows), std::move(order), std::move(done));
}

void suppression_store::undo(std::uint64_t flush_id, std::string actor, std::string origin, std::string reason, flushed done) {
    bulk_change wanted;
    wanted.undoes = flush_id;
    wanted.actor = std::move(actor);
    wanted.origin = std::move(origin);
    wanted.reason = std::move(reason);
    impl_->changes.undo(std::move(wanted), std::move(done));
}

std::uint64_t suppression_store::purge_flushes() { return impl_->purge_flushes(); }

std::vector<flush_state> suppression_store::flushes() const { return impl_->changes.flushes(); }

bool suppression_store::can_be_undone(const flush_state& of) const {
    return of.undone_by == 0 && !of.purged && impl_->unix_ms() - of.what.at_ms <= impl_->undo_ms;
}

void suppression_store::begin_import(import_order order, imported done) {
    impl_->changes.begin_import(std::move(order), std::move(done));
}

void suppression_store::import(std::uint64_t id, std::shared_ptr<const import_window> window, imported done) {
    impl_->changes.import(id, std::move(window), std::move(done));
}

void suppression_store::end_import(std::uint64_t id, bool whole, imported done) {
    impl_->changes.end_import(id, whole, std::move(done));
}

std::vector<import_state> suppression_store::imports(std::uint64_t before, std::size_t limit, std::string& error) const {
    auto found = read_imports(*impl_->in, before, limit, error);
    for (auto& each : found) each.running = impl_->changes.imports(each.id);
    return found;
}

std::optional<import_state> suppression_store::find_import(std::uint64_t id, std::string& error) const {
    auto found = read_import(*impl_->in, id, error);
    if (found) found->running = impl_->changes.imports(id);
    return found;
}

std::string suppression_store::each_entry(const filter& wanted, const visit& seen) const {
    return export_entries(*impl_->in, wanted, seen, impl_->closing);
}

const std::string& suppression_store::path() const noexcept { return impl_->path; }

std::string suppression_store::trouble() const { return impl_->changes.trouble(); }

// Portion by portion, until there is nothing left of the person.
void suppression_store::erase(erasure_order wanted, erased done) {
    auto sum = std::make_shared<erasure>();
    auto next = std::make_shared<std::function<void(const erasure&)>>();
    // What it holds of itself is let go of at the end.
    *next = [this, sum, next, order = wanted, told = std::move(done)](const erasure& portion) {
        const bool more = portion.stored && portion.events > 0;
        const auto events = sum->events + portion.events;
        if (!sum->stored || !portion.stored) *sum = portion;
        sum->events = events;
        if (more) return impl_->changes.erase(order, false, *next);
        const auto tell = told;
        const auto all = *sum;
        *next = nullptr;
        if (tell) tell(all);
    };
    impl_->changes.erase(std::move(wanted), true, *next);
}

void suppression_store::trace(trace_order what, written done) { impl_->changes.trace(std::move(what), std::move(done)); }

void suppression_store::retain(const retention& rules) { impl_->by_age.go_by(rules); }

std::uint64_t suppression_store::expire(const retention& rules) { return impl_->expire(rules); }

bool suppression_store::back_up(std::string path) { return impl_->copies.start(std::move(path)); }

backup_state suppression_store::backup() const { return impl_->copies.state(); }

const store_tally& suppression_store::tally() const noexcept { return impl_->tally; }

store_figures suppression_store::figures() const { return impl_->in->figures(); }

filter_status suppression_store::memory_filter_status() const {
    const auto& known = impl_->in->known();
    return {impl_->keeper.state(), known.keys(), known.octets()};
}

bool suppression_store::flush() { return impl_->in->flush().ok(); }

}  // namespace store
