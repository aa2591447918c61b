#include "store/writer.hpp"

#include <algorithm>
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/database_rocksdb.hpp"
#include "store/tuning_rocksdb.hpp"

namespace store {

writer::writer(const database& in, ledger kept, pending_opt_outs& pending, notes& written_behind, previews& counted,
               readers read_by, const configured_lists& lists, store_tally& tally, const store_options& options,
               std::function<std::int64_t()> unix_ms)
    : in_(in),
      pending_(pending),
      notes_(written_behind),
      previews_(counted),
      read_by_(read_by),
      lists_(lists),
      tally_(tally),
      queue_limit_(options.queue_limit),
      receipt_limit_(options.receipt_limit),
      review_limit_(options.review_limit),
      undo_ms_(options.undo_ms),
      unix_ms_(std::move(unix_ms)),
      troubled_(options.troubled),
      ledger_(std::move(kept)),
      thread_([this] { run(); }) {}

void writer::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_one();
    if (thread_.joinable()) thread_.join();
}

// --- any thread -----------------------------------------------------------------------------------------------------

// The place in the queue is the generation, and an opt-out counts from here: both under the lock, so that their orders agree.
bool writer::enqueue(job&& wanted, std::string& why_not) {
    const auto now_ms = unix_ms_();
    {
        const std::scoped_lock lock(mutex_);
        if (auto* asked = std::get_if<applying>(&wanted)) {
            asked->of = ++last_generation_;
            const auto& what = asked->wanted;
            if (what.what == action::opt_out)
                asked->tabled = pending_.add(what.recipient, what.bindings, asked->of, what.from, now_ms);
        }
        if (stopping_ || queue_.size() >= queue_limit_) {
            why_not = stopping_ ? store_closing : queue_full;
            return false;
        }
        if (!std::holds_alternative<stepping>(wanted))
            queue_due_ = at_once;
        else if (queue_.empty())
            queue_due_ = clock::now() + step_delay;
        queue_.push_back(std::move(wanted));
    }
    ready_.notify_one();
    return true;
}

void writer::apply(change wanted, suppression_store::applied done) {
    job queued(applying{.wanted = std::move(wanted), .asked = clock::now(), .done = std::move(done), .result = {}});
    auto& asked = std::get<applying>(queued);
    std::string why_not;
    if (!can_be_key(asked.wanted.recipient)) {
        asked.result.error = "a recipient can't be empty or hold a NUL";
    } else {
        if (enqueue(std::move(queued), why_not)) return;
        fail(asked, why_not);
    }
    if (asked.done) asked.done(asked.result);
}

void writer::enqueue_step(stepping wanted) {
    job queued(std::move(wanted));
    std::string why_not;
    if (enqueue(std::move(queued), why_not)) return;
    if (const auto& done = std::get<stepping>(queued).done) done(false);
}

void writer::claim(std::uint64_t outbox_id, suppression_store::written done) {
    enqueue_step({.what = step::claim, .id = outbox_id, .words = {}, .done = std::move(done)});
}

void writer::release(std::uint64_t outbox_id, suppression_store::written done) {
    enqueue_step({.what = step::release, .id = outbox_id, .words = {}, .done = std::move(done)});
}

void writer::settle(std::uint64_t outbox_id, confirmation_outcome how, std::uint32_t command_status, std::string message_id,
                    suppression_store::written done) {
    enqueue_step({.what = step::settle,
                  .id = outbox_id,
                  .how = how,
                  .command_status = command_status,
                  .words = std::move(message_id),
                  .done = std::move(done)});
}

void writer::dismiss(std::uint64_t review_id, std::string actor, suppression_store::written done) {
    enqueue_step({.what = step::dismiss, .id = review_id, .words = std::move(actor), .done = std::move(done)});
}

void writer::introduce(contact wanted, std::optional<confirmation> notice, suppression_store::introduced done) {
    job queued(introducing{.wanted = std::move(wanted), .notice = std::move(notice), .done = std::move(done), .result = {}});
    std::string why_not;
    if (can_be_key(std::get<introducing>(queued).wanted.recipient) && enqueue(std::move(queued), why_not)) return;
    if (const auto& told = std::get<introducing>(queued).done) told({});
}

void writer::suspect(suspicion reply, suppression_store::written done) {
    job queued(suspecting{.reply = std::move(reply), .done = std::move(done)});
    std::string why_not;
    if (can_be_key(std::get<suspecting>(queued).reply.recipient) && enqueue(std::move(queued), why_not)) return;
    if (const auto& told = std::get<suspecting>(queued).done) told(false);
}

void writer::noted() {
    {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(noted_, true)) return;
    }
    ready_.notify_one();
}

void writer::file(receipt what, std::string recipient, suppression_store::filed done) {
    job queued(filing{.what = std::move(what), .recipient = std::move(recipient), .done = std::move(done), .result = {}});
    std::string why_not;
    if (can_be_key(std::get<filing>(queued).recipient) && enqueue(std::move(queued), why_not)) return;
    if (const auto& told = std::get<filing>(queued).done) told(std::nullopt);
}

void writer::drop(std::uint64_t outbox_id, suppression_store::written done) {
    enqueue_step({.what = step::drop, .id = outbox_id, .words = {}, .done = std::move(done)});
}

std::size_t writer::suspicions() const {
    const std::scoped_lock lock(shown_mutex_);
    return ledger_.suspicions;
}

std::map<std::string, std::uint64_t> writer::counts() const {
    const std::scoped_lock lock(shown_mutex_);
    return by_list(ledger_.counts);
}

// --- the writer thread ----------------------------------------------------------------------------------------------

void writer::run() {
    count_nothing_here();
    std::vector<job> group;
    while (pace_imports(), take(group)) {
        if (in_trouble_ && clock::now() >= next_probe_) probe();
        for (std::span<job> rest(group); !rest.empty();) {
            const auto some = rest.first(together(rest));
            handle(some);
            rest = rest.subspan(some.size());
        }
        group.clear();
        if (!in_trouble_ && clock::now() >= next_notes_) write_notes();
    }
    while (!in_trouble_ && !notes_.empty() && notes_.write_some()) {
    }
}

// Waits for work, or for the time to probe or to write what was noted; then the group is empty. False: stop.
bool writer::take(std::vector<job>& group) {
    std::unique_lock lock(mutex_);
    const auto has_portion = [this] { return !portions_.empty() && (stopping_ || clock::now() >= next_portion_); };
    const auto due = [&] {
        return stopping_ || (!queue_.empty() && clock::now() >= queue_due_) || has_portion() ||
               (noted_ && next_notes_ == clock::time_point::max());
    };
    while (!due()) {
        auto until = in_trouble_ ? next_probe_ : next_notes_;
        // Also while there is no portion: one that comes before its time wakes nobody.
        if (next_portion_ > clock::now()) until = std::min(until, next_portion_);
        if (!queue_.empty()) until = std::min(until, queue_due_);
        if (until == clock::time_point::max())
            ready_.wait(lock);
        else if (ready_.wait_until(lock, until) == std::cv_status::timeout)
            break;
    }
    if (noted_ && next_notes_ == clock::time_point::max()) next_notes_ = clock::now() + note_delay;
    if (queue_.empty() && portions_.empty()) return !stopping_;
    const bool portion = has_portion();
    const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), group_limit));
    group.assign(std::move_iterator(queue_.begin()), std::move_iterator(queue_.begin() + count));
    queue_.erase(queue_.begin(), queue_.begin() + count);
    queue_due_ = at_once;  // what is left
    if (portion) {
        group.push_back(std::move(portions_.front()));
        portions_.pop_front();
    }
    return true;
}

// One portion of what was noted; the rest follows when those who wait meanwhile have had their turn.
void writer::write_notes() {
    if (!notes_.write_some()) {
        tally_.failed(operation::write);
        next_notes_ = clock::now() + note_delay;
        return;
    }
    next_notes_ = clock::now();
    const std::scoped_lock lock(mutex_);
    if (!notes_.empty()) return;
    next_notes_ = clock::time_point::max();
    noted_ = false;
}

void writer::decide(batch& work, applying& asked) {
    asked.result = work.add(asked.wanted, asked.of);
    // At once, not after the write: an opt-in of the same group must know it.
    if (!asked.result.stored) {
        tally_.failed(operation::read);
        fail(asked, asked.result.error);
    }
}

void writer::decide(batch& work, filing& asked) const {
    asked.result = work.file(std::move(asked.what), std::move(asked.recipient), receipt_limit_);
}

void writer::decide(batch& work, introducing& asked) { asked.result = work.introduce(asked.wanted, std::move(asked.notice)); }

void writer::decide(batch& work, suspecting& asked) const { asked.result = work.suspect(std::move(asked.reply), review_limit_); }

void writer::decide(batch& work, stepping& asked) {
    switch (asked.what) {
        case step::claim: asked.result = work.claim(asked.id); return;
        case step::release: asked.result = work.release(asked.id); return;
        case step::settle: asked.result = work.settle(asked.id, asked.how, asked.command_status, std::move(asked.words)); return;
        case step::drop: asked.result = work.drop(asked.id); return;
        case step::dismiss: asked.result = work.dismiss(asked.id, asked.words); return;
    }
}

void writer::handle(std::span<job> group) {
    batch work(in_, ledger_, pending_, notes_, lists_.now(), unix_ms_());
    for (auto& each : group) std::visit([&](auto& asked) { decide(work, asked); }, each);

    const bool writes = !work.empty();
    const auto status = work.write();
    if (status.ok()) {
        note_durable(work.opt_outs());
        previews_.lifted(work.lifted());
        {
            const std::scoped_lock lock(shown_mutex_);
            std::move(work).fold_into(ledger_);
        }
        if (writes) all_is_well();
        for (auto& each : group) std::visit([&](auto& asked) { finish(asked); }, each);
    } else {
        tally_.failed(operation::write);
        lose(group, trouble_begins(status));
    }
    const auto tell = [&](bool of_steps) {
        for (auto& each : group) {
            if (std::holds_alternative<stepping>(each) == of_steps)
                std::visit(
                    [](auto& asked) {
                        if (asked.done) asked.done(asked.result);
                    },
                    each);
        }
    };
    tell(false);
    tell(true);  // nobody waits for these
}

// The write is visible: what is pending may go.
void writer::finish(applying& asked) {
    if (!asked.result.stored) return;
    const auto& what = asked.wanted;
    if (what.what == action::opt_in && asked.result.changed) pending_.lifted(what.recipient, what.bindings, asked.of);
    for (const auto& each : asked.result.queued)
        if (std::get<confirmation>(each.what).counts()) tally_.confirmations_queued.add();
    if (what.what != action::opt_out) return;
    pending_.written(what.recipient, what.bindings, asked.of, asked.tabled);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - asked.asked).count();
    tally_.opt_out_durable_seconds.observe_us(static_cast<std::uint64_t>(std::max<std::int64_t>(took, 0)));
}

void writer::note_durable(const std::vector<std::string>& opt_outs) {
    if (opt_outs.empty()) return;
    const auto now_ms = unix_ms_();
    for (const auto& event_key : opt_outs) notes_.durable(event_key, now_ms);
    noted();
}

void writer::finish(stepping& asked) {
    if (asked.what == step::settle && asked.result) tally_.settled(asked.how).add();
}

// By value: `why` may be the result's own.
void writer::fail(applying& asked, std::string why) {
    const auto& what = asked.wanted;
    if (what.what == action::opt_out) pending_.failed(what.recipient, what.bindings, asked.of, asked.tabled);
    asked.result = {};
    asked.result.error = std::move(why);
}

}  // namespace store
