#include "proxy/net/link.hpp"

#include <chrono>
#include <utility>

#include "protocol/framer.hpp"
#include "protocol/short_message.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "proxy/consent/text_of.hpp"
#include "proxy/log/log.hpp"
#include "proxy/net/consent_line.hpp"
#include "proxy/net/courier.hpp"
#include "proxy/net/unix_ms.hpp"

namespace proxy::net {

using relay::time_point;

namespace {

// Shares the whole for its part.
std::shared_ptr<const relay::settings> core_of(const shared_settings& its) { return {its, &its->core}; }

}  // namespace

link::link(worker& home, shared_settings its, relay::tally& counts, std::uint64_t id, side accepted, descriptor from)
    : home_(&home),
      its_(std::move(its)),
      counts_(&counts),
      id_(id),
      accepted_(accepted),
      way_(its_, &its_->by(accepted)),
      legs_{leg{home.loop(), home.room()}, leg{home.loop(), home.room()}},
      core_(core_of(its_), home.judge(), home.witness(), home.receipts(), home.refused(), counts, home.loop().now(), accepted),
      timer_(home.loop()),
      since_ms_(unix_ms()),
      stages_{.accepted = home.loop().now()} {
    at(accepted).socket = std::move(from);
    address(accepted) = address_of(at(accepted));
}

relay::effects& link::fresh_effects() {
    auto& effects = home_->effects();
    effects.clear();
    for (const auto one : {side::esme, side::smsc}) effects.to[relay::index(one)] = &at(one).waiting;
    return effects;
}

// After every event.
void link::go_on() {
    if (!std::exchange(goes_on_, true)) home_->loop().at_end_of_turn(*this);
}

// What waited may go on, what was appended goes out, what has room is read, and what then is left needs a place.
void link::turn_over() {
    goes_on_ = false;
    const auto now = home_->loop().now();
    feed_rest(now);
    for (const auto one : {side::esme, side::smsc}) write(one);
    for (const auto one : {side::esme, side::smsc}) seek_read(one, now);
    arm();
    keep();
    maybe_over();
}

// What is lent first: it may stand where unread octets do.
void link::keep() {
    for (auto& one : legs_) {
        one.waiting.keep();
        one.on_its_way.keep();
    }
    for (auto& one : legs_) one.in.keep();
}

void link::offer(store::outbox_entry entry, time_point expires) {
    tell([&](relay::effects& out, time_point now) { core_.offer(std::move(entry), expires, now, out); });
}

void link::drain() {
    tell([&](relay::effects& out, time_point now) { core_.drain(now, out); });
}

void link::adopt(shared_settings its, relay::tally& counts, bool leave) {
    its_ = std::move(its);
    counts_ = &counts;
    tell([&](relay::effects& out, time_point now) { core_.adopt(core_of(its_), counts, now, out); });
    // Who has not dialled yet will dial the new hosts, where there still are some.
    const bool dials = accepted_ == side::esme || its_->outbind;
    if (dials) way_ = {its_, &its_->by(accepted_)};
    if (!dials || (leave && (dialling_ || at(relay::other(accepted_)).connected))) drain();
}

// Gives the core what it has not consumed. True when it consumed something.
bool link::feed(side from, time_point now) {
    auto& source = at(from);
    const auto unread = source.in.unread();
    if (unread.empty()) return false;
    auto& effects = fresh_effects();
    const auto stream_offset = octets_[relay::index(from)] - unread.size();
    const auto consumed = watched() ? receive(from, unread, now, effects) : core_.received(from, unread, now, effects);
    if (!effects.malformed.empty()) keep_malformed(stream_offset, effects);
    source.in.consumed(consumed);
    if (core_.stalled(from) == relay::stall::none) {
        const auto rest = source.in.unread();
        if (!rest.empty()) source.in.expect(protocol::next_frame(rest, its_->core.bounds.pdu_octets).size);
    }
    perform();
    return consumed != 0;
}

// What happened on one side may be what the other has waited for.
void link::feed_rest(time_point now) {
    bool more = true;
    while (more) {
        more = false;
        for (const auto one : {side::esme, side::smsc}) {
            if (core_.stalled(one) != relay::stall::none) more = feed(one, now) || more;
        }
    }
}

void link::perform() {
    auto& wanted = home_->effects();
    if (wanted.connect) {
        if (stages_.opened == relay::never) stages_.opened = home_->loop().now();
        dial();
    }
    if (wanted.bound) {
        for (const auto to : {side::esme, side::smsc}) {
            if (!(to == side::esme ? core_.may_receive() : core_.may_transmit())) continue;
            home_->confirmations().link_ready(*home_, id_, to, its_->core.link, std::string{core_.system_id()});
        }
        log_bound(*wanted.bound);
    }
    if (wanted.unbound) home_->confirmations().link_gone(id_);
    if (!wanted.lookups.empty() || !wanted.changes.empty()) perform_store(wanted);
    if (!wanted.receipts.empty()) perform_receipts(wanted);
    if (!wanted.introductions.empty()) perform_introductions(wanted);
    if (!wanted.suspicions.empty()) perform_suspicions(wanted);
    if (!wanted.confirmations.empty()) perform_confirmations(wanted);
    for (const auto one : {side::esme, side::smsc}) {
        if (wanted.close_write[relay::index(one)]) at(one).close_when_written = true;
    }
    if (wanted.end) finish(*wanted.end);
}

// Answers come back on this thread, also when the link is over meanwhile: then the core knows that nobody waits any more.
void link::perform_store(relay::effects& wanted) {
    auto& loop = home_->loop();
    for (auto& one : std::exchange(wanted.changes, {})) {
        remember_answered(one.change.because);
        consent_line said{one.change, name(), id_};
        home_->store().apply(std::move(one.change), [self = shared_from_this(), &loop, asker = one.asker,
                                                     said = std::move(said)](const store::change_result& done) {
            // The SMSC waits for an answer; nobody does for the others.
            loop.post([self, asker, done] {
                self->tell([&](relay::effects& out, time_point now) { self->core_.stored(asker, done, now, out); });
            });
            for (const auto& each : done.queued) self->home_->confirmations().queued(each, self->id_);
            said.write(done);
        });
    }
    for (const auto& one : std::exchange(wanted.lookups, {})) {
        home_->store().judge_on_disk(
            {.recipient = one.recipient, .sender = one.sender, .list = one.list},
            [self = shared_from_this(), &loop, asker = one.asker](store::ruling ruling) {
                loop.post([self, asker, ruling] {
                    self->tell([&](relay::effects& out, time_point now) { self->core_.judged(asker, ruling, now, out); });
                });
            });
    }
}

// The submit is answered before its receipt may leave, where both go by this link.
void link::perform_receipts(relay::effects& wanted) {
    auto& loop = home_->loop();
    for (auto& one : std::exchange(wanted.receipts, {})) {
        home_->store().file(
            std::move(one.receipt), std::move(one.recipient),
            [self = shared_from_this(), &loop, asker = one.asker](const std::optional<store::outbox_entry>& filed) {
                loop.post([self, asker, filed] {
                    self->tell(
                        [&](relay::effects& out, time_point now) { self->core_.filed(asker, filed.has_value(), now, out); });
                    if (filed) self->home_->confirmations().queued(*filed, self->id_);
                });
            });
    }
}

// The submit goes on before a notice of its own may follow it.
void link::perform_introductions(relay::effects& wanted) {
    auto& loop = home_->loop();
    for (auto& one : std::exchange(wanted.introductions, {})) {
        auto to = one.contact;
        home_->store().introduce(
            std::move(one.contact), std::move(one.notice),
            [self = shared_from_this(), &loop, asker = one.asker,
             to = std::move(to)](const store::suppression_store::introduction& said) {
                if (said.stored) self->home_->memory().introduced(to.number, to.recipient);
                loop.post([self, asker, said] {
                    self->tell([&](relay::effects& out, time_point now) { self->core_.introduced(asker, said.first, now, out); });
                    if (said.queued) self->home_->confirmations().queued(*said.queued, self->id_);
                });
            });
    }
}

// Nobody waits for the answer: the reply has gone on.
void link::perform_suspicions(relay::effects& wanted) {
    for (auto& one : std::exchange(wanted.suspicions, {})) {
        remember_answered(one.because);
        home_->store().suspect(std::move(one), [self = shared_from_this()](bool kept) {
            if (!kept)
                log::note_repeat(log::level::warn, "a reply that reads like an opt-out found no place in the review queue",
                                 self->name(), {});
        });
    }
}

// The text that a reply answered, where there was one.
void link::remember_answered(store::evidence& because) {
    using consent::canonical_text;
    const auto* const home = its_->core.home;
    const auto address_of = [](const store::party& who) { return protocol::address{who.ton, who.npi, who.digits}; };
    if (because.pdu.empty()) return;
    auto& answered = because.answered;
    answered = home_->memory().last(canonical_text(address_of(because.to), home), canonical_text(address_of(because.from), home));
    const protocol::pdu_view pdu{protocol::octets_of(answered.pdu)};
    const auto command = answered.pdu.size() < protocol::header_octets ? protocol::command_id{} : pdu.command();
    if (command == protocol::command_id::submit_sm || command == protocol::command_id::data_sm)
        answered.text = consent::text_of(protocol::read_short_message(pdu).message, its_->core.default_alphabet).value_or("");
}

void link::perform_confirmations(relay::effects& wanted) {
    for (auto& step : std::exchange(wanted.confirmations, {})) {
        if (step.what != relay::confirmation_step::kind::claim) {
            home_->confirmations().report(std::move(step));
            continue;
        }
        home_->store().claim(step.outbox_id, [self = shared_from_this(), id = step.outbox_id](bool ok) {
            self->home_->loop().post([self, id, ok] { self->on_claimed(id, ok); });
        });
    }
}

void link::on_claimed(std::uint64_t outbox_id, bool ok) {
    if (!over_) {
        tell([&](relay::effects& out, time_point now) { core_.claimed(outbox_id, ok, now, out); });
        return;
    }
    home_->confirmations().report({.what = relay::confirmation_step::kind::returned, .outbox_id = outbox_id, .claimed = ok});
}

void link::arm() {
    if (over_) return;
    const auto wake = core_.wake_at();
    // Most deadlines move away while traffic flows: a timer that comes too early looks again, instead of one system call a read.
    if (ending_ || wake >= armed_) return;
    armed_ = wake;
    timer_.set(wake, [this] {
        armed_ = relay::never;
        tell([&](relay::effects& out, time_point now) { core_.tick(now, out); });
    });
}

void link::finish(const relay::ending& how) {
    ending_ = true;
    why_ = relay::name(how.why);
    dialling_.reset();
    if (std::exchange(admission_, nullptr)) {
        if (how.why == relay::end_reason::session_init) deny(relay::denial::too_slow, {});
    }
    log_end(how);
    for (auto& one : legs_) {
        one.close_when_written = true;
        // Nobody will read what a stuck peer has not read by now.
        if (how.why == relay::end_reason::write_stall || !one.connected) close(one);
    }
    timer_.set(home_->loop().now() + linger, [this] {
        for (auto& one : legs_) close(one);
        maybe_over();
    });
}

void link::maybe_over() {
    if (!ending_ || over_) return;
    for (const auto& one : legs_) {
        if (!one.read_ended || !one.write_closed) return;
    }
    over_ = true;
    timer_.cancel();
    for (auto& one : legs_) close(one);
    if (watched()) watcher_->over(why_, unix_us());
    home_->over(id_);
}

relay::link_status link::status() const {
    std::string state{relay::name(core_.where())};
    if (core_.where() == relay::phase::bound) {
        constexpr std::array<const char*, relay::bind_type_count> names{"bound_tx", "bound_rx", "bound_trx"};
        state = names[static_cast<std::size_t>(core_.bound_as())];
    }
    return {.id = id_,
            .link = its_->core.link,
            .state = state,
            .system_id = std::string{core_.system_id()},
            .sender_address = addresses_[relay::index(side::esme)],
            .upstream_address = addresses_[relay::index(side::smsc)],
            .sender_certificate = certificate_of(legs_[relay::index(side::esme)]),
            .upstream_certificate = certificate_of(legs_[relay::index(side::smsc)]),
            .since_ms = since_ms_,
            .in_flight_upstream = core_.in_flight(side::smsc),
            .in_flight_downstream = core_.in_flight(side::esme),
            .held = core_.held()};
}

}  // namespace proxy::net
