#include "proxy/net/courier.hpp"

#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "proxy/net/unix_ms.hpp"
#include "proxy/net/worker.hpp"

namespace proxy::net {

using step_kind = relay::confirmation_step::kind;
using std::chrono::steady_clock;

namespace {

std::chrono::milliseconds age_of(const store::outbox_entry& entry) {
    return std::chrono::milliseconds{unix_ms() - entry.created_ms};
}

}  // namespace

courier::courier(boost::asio::io_context& control, store::suppression_store& store)
    : control_(&control), store_(&store), dispatcher_(relay::limits{}.offered_confirmations), timer_(control) {}

void courier::count_for(const std::string& link) {
    const std::lock_guard lock{growing_};
    settled_.try_emplace(link);
}

void courier::each_settled(const std::function<void(const std::string&, const outcomes&)>& visit) const {
    const std::lock_guard lock{growing_};
    for (const auto& [link, counts] : settled_) visit(link, counts);
}

void courier::resume() {
    boost::asio::post(*control_, [this] {
        for (auto& entry : store_->take_waiting()) {
            const auto age = age_of(entry);
            dispatcher_.add(std::move(entry), age, 0, steady_clock::now());
        }
        dispatch();
    });
}

void courier::link_ready(worker& home, std::uint64_t link, relay::side to, std::string name, std::string system_id) {
    boost::asio::post(*control_, [this, &home, link, to, name = std::move(name), system_id = std::move(system_id)] {
        homes_[link] = &home;
        dispatcher_.link_ready(link, to, name, system_id);
        dispatch();
    });
}

void courier::link_gone(std::uint64_t link) {
    boost::asio::post(*control_, [this, link] {
        homes_.erase(link);
        dispatcher_.link_gone(link);
    });
}

void courier::queued(store::outbox_entry entry, std::uint64_t came_by) {
    boost::asio::post(*control_, [this, entry = std::move(entry), came_by]() mutable {
        dispatcher_.add(std::move(entry), std::chrono::milliseconds{0}, came_by, steady_clock::now());
        dispatch();
    });
}

void courier::report(relay::confirmation_step step) {
    boost::asio::post(*control_, [this, step = std::move(step)] {
        const auto offered = offered_.extract(step.outbox_id);
        if (offered.empty()) return;
        if (step.what == step_kind::settled) {
            finish(offered.mapped(), step);
            return;
        }
        // It stands as claimed: it may be offered again when the store has taken that back, not before. If that can't be written
        // it stays claimed, and is recorded as unknown at the next start: rather no text than two.
        const bool busy = step.what == step_kind::throttled;
        const auto give_back = [this, id = step.outbox_id, busy](bool written) {
            boost::asio::post(*control_, [this, id, busy, written] {
                if (written) {
                    dispatcher_.returned(id, busy, steady_clock::now());
                } else {
                    dispatcher_.done(id);
                }
                dispatch();
            });
        };
        if (step.claimed) {
            store_->release(step.outbox_id, give_back);
        } else {
            give_back(true);
        }
    });
}

void courier::finish(const store::outbox_entry& entry, const relay::confirmation_step& step) {
    const auto* const what = std::get_if<store::confirmation>(&entry.what);
    if (what != nullptr && step.how == store::confirmation_outcome::accepted && !step.message_id.empty()) {
        remember(*what, step.message_id);
    }
    settle(entry, step);
    dispatcher_.done(entry.id);
    dispatch();
}

void courier::remember(const store::confirmation& what, const std::string& message_id) {
    const relay::sent_confirmation sent{
        .link = what.link, .system_id = what.system_id, .message_id = message_id, .from = what.from, .to = what.to};
    for (auto* const one : workers_) one->remember(sent);
}

// Counts it and takes it out of the outbox.
void courier::settle(const store::outbox_entry& entry, const relay::confirmation_step& step) {
    if (const auto at = settled_.find(entry.link()); at != settled_.end()) {  // else of a link that an earlier run had
        const auto place = static_cast<std::size_t>(step.how) - 1;
        const auto* const ours = std::get_if<store::confirmation>(&entry.what);
        if (ours == nullptr)
            at->second.of_receipts[place].add();
        else if (ours->counts())
            at->second.of_confirmations[place].add();
    }
    if (entry.is_receipt()) {
        store_->drop(entry.id, [](bool) {});  // when it can't be written it goes out again after a restart
    } else {
        store_->settle(entry.id, step.how, step.status, step.message_id, [](bool) {});
    }
}

void courier::dispatch() {
    const auto orders = dispatcher_.dispatch(steady_clock::now());
    for (const auto& late : orders.expired) {
        settle(late, {.what = step_kind::settled, .outbox_id = late.id, .how = store::confirmation_outcome::expired});
    }
    for (const auto& one : orders.offer) {
        offered_.insert_or_assign(one.entry.id, one.entry);
        homes_.at(one.link)->offer(one.link, one.entry, one.expires);
    }
    const auto wake = dispatcher_.wake_at();
    if (wake == relay::never) return;
    timer_.expires_at(wake);
    timer_.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) dispatch();
    });
}

}  // namespace proxy::net
