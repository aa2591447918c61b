#include "tests/relay/stage.hpp"

#include <algorithm>
#include <utility>

#include "protocol/framer.hpp"
#include "tests/relay/pdus.hpp"

namespace tests::relay {

using proxy::relay::index;
using proxy::relay::stall;
using std::chrono::milliseconds;

store::outbox_entry confirmation(std::uint64_t outbox_id) {
    return {.id = outbox_id,
            .created_ms = 0,
            .recipient = std::string{person},
            .what = store::confirmation{.answers = store::action::opt_out,
                                        .link = "carrier",
                                        .system_id = "acme",
                                        .service_type = std::string{our_service_type},
                                        .from = {.ton = 3, .npi = 1, .digits = std::string{brand}},
                                        .to = {.ton = 1, .npi = 9, .digits = std::string{person}},
                                        .text = "You are out.",
                                        .list = {},
                                        .octets = {}}};
}

stage::stage(scene what, std::function<void(const std::string&)> on_fault)
    : counts(std::max<std::size_t>(what.lists.size(), 1)),
      now(proxy::relay::time_point{} + std::chrono::hours{1}),
      ids(42, 0, 1, [this] { return unix_ms; }),
      scene_(std::move(what)),
      on_fault_(std::move(on_fault)) {
    scene_.its.link = "carrier";
    scene_.its.lists = std::make_shared<const proxy::consent::lists>(scene_.lists);
    for (const auto one : {side::esme, side::smsc}) out_.to[index(one)] = &waiting_[index(one)];
    link_ = std::make_unique<proxy::relay::link>(std::make_shared<const proxy::relay::settings>(scene_.its), table, table,
                                                 receipts, ids, counts, now, scene_.accepted, scene_.first_sequence);
}

void stage::adopts(const std::function<void(proxy::relay::settings&)>& change) {
    change(scene_.its);
    tell([&] { link_->adopt(std::make_shared<const proxy::relay::settings>(scene_.its), counts, now, out_); });
}

void stage::sends(side from, const bytes& octets) {
    if (split_at == each_octet) {
        for (const auto one : octets) give(from, {one});
        return;
    }
    const auto cut = static_cast<std::ptrdiff_t>(std::min(split_at, octets.size()));
    if (cut != 0) give(from, {octets.begin(), octets.begin() + cut});
    if (cut != static_cast<std::ptrdiff_t>(octets.size())) give(from, {octets.begin() + cut, octets.end()});
}

void stage::give(side from, const bytes& octets) {
    auto& rest = rest_[index(from)];
    rest.insert(rest.end(), octets.begin(), octets.end());
    // While the link stalls a shell does not read: the octets wait in the socket.
    if (link_->stalled(from) == stall::none) {
        tell([&] { feed(from); });
    } else {
        tell([] {});
    }
}

// As a shell does: the octets lie in a buffer that must not move while they are borrowed.
bool stage::feed(side from) {
    auto& rest = rest_[index(from)];
    if (rest.empty()) return false;
    const support::exact_buffer before{rest};
    auto& buffer = lent_.emplace_back(rest);
    const auto consumed = link_->received(from, buffer.edit(), now, out_);
    demand(consumed <= rest.size(), "more consumed than given");
    check_given(from, before, buffer, consumed);
    rest.erase(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(consumed));
    perform();
    return consumed != 0;
}

// After every event: what the link had to leave is offered again, and what was appended is written.
void stage::go_on() {
    bool more = true;
    while (more) {
        more = false;
        for (const auto from : {side::esme, side::smsc}) {
            if (link_->stalled(from) != stall::none) more = feed(from) || more;
        }
    }
}

void stage::perform() {
    for (auto& each : std::exchange(out_.malformed, {})) malformed.push_back(std::move(each));
    for (const auto to : {side::esme, side::smsc}) flush(to);
    if (out_.connect) ++connections;
    if (out_.bound) bound = out_.bound;
    unbound = unbound || out_.unbound;
    for (const auto one : {side::esme, side::smsc}) {
        closed[index(one)] = closed[index(one)] || out_.close_write[index(one)];
        // What a peer has not read yet stands before the end.
        if (out_.close_write[index(one)] || (out_.end && !closed[index(one)])) owed_[index(one)] = waiting_[index(one)].octets();
    }
    if (out_.end) end = std::move(out_.end);

    auto lookups_wanted = std::exchange(out_.lookups, {});
    auto changes_wanted = std::exchange(out_.changes, {});
    auto receipts_wanted = std::exchange(out_.receipts, {});
    auto steps_wanted = std::exchange(out_.confirmations, {});
    auto introductions_wanted = std::exchange(out_.introductions, {});
    for (auto& one : out_.suspicions) suspicions.push_back(std::move(one));
    out_.clear();
    lookups.insert(lookups.end(), lookups_wanted.begin(), lookups_wanted.end());
    for (auto& one : changes_wanted) {
        changes.push_back(one.change);
        if (one.change.what == store::action::opt_out) store_now(one);  // it counts at once
        to_store.push_back(std::move(one));
    }
    to_file.insert(to_file.end(), receipts_wanted.begin(), receipts_wanted.end());
    to_introduce.insert(to_introduce.end(), introductions_wanted.begin(), introductions_wanted.end());
    for (const auto& step : steps_wanted) {
        if (step.what == confirmation_step::kind::claim) {
            to_claim.push_back(step.outbox_id);
        } else {
            note_step(step);
        }
    }
    if (!scene_.by_hand) answers_everything(true);
}

void stage::flush(side to) {
    auto& what = waiting_[index(to)];
    if (what.empty()) return;
    if (!reading_[index(to)]) {
        if (!std::exchange(stuck_[index(to)], true)) {
            link_->write_progress(to, now);
            link_->backpressure(other(to), true, now);
        }
        return;
    }
    const bool waited = std::exchange(stuck_[index(to)], false);
    if (waited) {
        link_->write_idle(to);
        link_->backpressure(other(to), false, now);
    }
    bytes octets;
    for (const auto& run : what.runs()) {
        const auto* const start = what.start_of(run);
        const auto inside = [&](const support::exact_buffer& one) {
            return start >= one.view().data() && start + run.size <= one.view().data() + one.size();
        };
        demand(run.borrowed == nullptr || std::ranges::any_of(lent_, inside), "a run outside of any buffer");
        octets.insert(octets.end(), start, start + run.size);
    }
    demand(octets.size() == what.octets(), "the octets of the runs don't add up");
    what.clear();
    if (waiting_[0].empty() && waiting_[1].empty()) lent_.clear();
    check_written(to, octets, !waited);
    auto& into = seen[index(to)];
    into.insert(into.end(), octets.begin(), octets.end());
}

void stage::connects() {
    tell([&] { link_->connected(now, out_); });
}
void stage::connect_fails() {
    tell([&] { link_->connect_failed(now, out_); });
}
void stage::ends(side which) {
    tell([&] { link_->ended(which, now, out_); });
}
void stage::drains() {
    tell([&] { link_->drain(now, out_); });
}
void stage::writing(side to, bool on) {
    if (stuck_[index(to)]) return;
    if (on) {
        link_->write_progress(to, now);
    } else {
        link_->write_idle(to);
    }
}

void stage::reads(side which, bool on) {
    reading_[index(which)] = on;
    tell([] {});
}

void stage::later(milliseconds passed) {
    const auto until = now + passed;
    for (int wakes = 0; link_->wake_at() <= until; ++wakes) {
        demand(link_->wake_at() > now || wakes == 0, "the next deadline is not in the future");
        if (wakes > 100'000) return;
        now = std::max(now, link_->wake_at());
        tell([&] { link_->tick(now, out_); });
    }
    now = until;
    tell([&] { link_->tick(now, out_); });
}

void stage::wakes() {
    const auto next = link_->wake_at();
    if (next == proxy::relay::never) return;
    now = std::max(now, next);
    tell([&] { link_->tick(now, out_); });
    demand(link_->wake_at() > now, "a busy loop: the next deadline has passed already");
}

void stage::offers(std::uint64_t outbox_id, milliseconds expires_in) {
    offered_.emplace(outbox_id, 0);
    auto entry = confirmation(outbox_id);
    for (const auto& one : queued) {
        if (one.id == outbox_id) entry = one;
    }
    tell([&] { link_->offer(std::move(entry), now + expires_in, now, out_); });
}

// The opt-out's entries hold in memory as soon as it is handled; all else comes with the write.
void stage::store_now(const proxy::relay::wanted_change& wanted) {
    if (!table.apply(wanted.change)) return;
    for (const auto& one : wanted.change.answers)
        queued.push_back({.id = next_outbox_id_++, .created_ms = 0, .recipient = wanted.change.recipient, .what = one});
}

bool stage::stores(bool stored) {
    if (to_store.empty()) return false;
    const auto one = std::move(to_store.front());
    to_store.pop_front();
    store::change_result result;
    result.stored = stored;
    const auto before = queued.size();
    if (one.change.what == store::action::opt_in && stored) {
        const auto entries = table.entries.size();
        store_now(one);
        result.changed = table.entries.size() != entries;
    } else if (one.change.what == store::action::opt_out) {
        result.changed = stored;
    }
    result.queued.assign(queued.begin() + static_cast<std::ptrdiff_t>(before), queued.end());
    tell([&] { link_->stored(one.asker, result, now, out_); });
    return true;
}

bool stage::disk_says(store::ruling ruling) {
    if (lookups.empty()) return false;
    const auto one = std::move(lookups.front());
    lookups.pop_front();
    tell([&] { link_->judged(one.asker, ruling, now, out_); });
    return true;
}

bool stage::claims(bool ok) {
    if (to_claim.empty()) return false;
    const auto id = to_claim.front();
    to_claim.pop_front();
    if (ok) claimed_.insert(id);
    tell([&] { link_->claimed(id, ok, now, out_); });
    return true;
}

bool stage::files(bool durable) {
    if (to_file.empty()) return false;
    auto one = std::move(to_file.front());
    to_file.pop_front();
    if (durable) queued.push_back({.id = next_outbox_id_++, .created_ms = 0, .recipient = one.recipient, .what = one.receipt});
    tell([&] { link_->filed(one.asker, durable, now, out_); });
    return true;
}

bool stage::introduces(bool stored) {
    if (to_introduce.empty()) return false;
    auto one = std::move(to_introduce.front());
    to_introduce.pop_front();
    const bool first = stored && table.known.insert(one.contact.number + '>' + one.contact.recipient).second;
    if (first && one.notice)
        queued.push_back({.id = next_outbox_id_++, .created_ms = 0, .recipient = one.contact.recipient, .what = *one.notice});
    tell([&] { link_->introduced(one.asker, first, now, out_); });
    return true;
}

void stage::answers_everything(bool well) {
    bool more = true;
    while (more) {
        more = stores(well) || claims(well) || files(well) || introduces(well);
        if (!lookups.empty()) {
            const auto& one = lookups.front();
            const bool hit = table.suppresses({one.recipient, one.sender, one.list});
            more = disk_says(!well ? store::ruling::failed : hit ? store::ruling::suppressed : store::ruling::pass);
        }
    }
}

void stage::note_step(const confirmation_step& step) {
    steps.push_back(step);
    demand(offered_.contains(step.outbox_id), "a step of a confirmation that was never offered");
    ++offered_[step.outbox_id];
    using kind = confirmation_step::kind;
    const bool back = step.what == kind::returned || step.what == kind::throttled;
    if (back)
        demand(step.claimed == claimed_.contains(step.outbox_id), "a returned confirmation is claimed otherwise than it says");
    if (back) claimed_.erase(step.outbox_id);
}

}  // namespace tests::relay
