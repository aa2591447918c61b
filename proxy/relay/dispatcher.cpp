#include "proxy/relay/dispatcher.hpp"

#include <algorithm>

namespace proxy::relay {

void dispatcher::link_ready(std::uint64_t id, side to, const std::string& name, const std::string& system_id) {
    const group_key key{to, name, system_id};
    links_.insert_or_assign({id, to}, carrier{.group = key, .offered = 0});
    groups_[key].links.insert(id);
    touched_.insert(key);
}

// What was offered to it comes back by returned() or done(): the link says so itself.
void dispatcher::link_gone(std::uint64_t id) {
    for (const auto to : {side::esme, side::smsc}) {
        const auto gone = links_.find({id, to});
        if (gone == links_.end()) continue;
        const auto of = groups_.find(gone->second.group);
        of->second.links.erase(id);
        drop_if_empty(of);
        links_.erase(gone);
    }
}

void dispatcher::add(store::outbox_entry entry, std::chrono::milliseconds age, std::uint64_t came_by, time_point now) {
    const auto id = entry.id;
    // A wall clock that was set back gives a negative age: the entry is new then.
    const auto life = entry.is_receipt() ? std::chrono::milliseconds{oldest_receipt} : std::chrono::milliseconds{oldest};
    const auto left = life - std::max(age, std::chrono::milliseconds{0});
    const auto [at, fresh] =
        entries_.try_emplace(id, waiting{.entry = std::move(entry), .expires = now + left, .came_by = came_by});
    if (fresh) wait(id, at->second);
}

// From now on it may go out, until it is too old.
void dispatcher::wait(std::uint64_t id, waiting& one) {
    set_timer(id, one, one.expires);
    groups_[key_of(one)].ready.insert(id);
    touched_.insert(key_of(one));
}

void dispatcher::drop_if_empty(std::map<group_key, group>::iterator at) {
    if (at->second.links.empty() && at->second.ready.empty()) groups_.erase(at);
}

// Nothing of it stays behind.
void dispatcher::forget(std::uint64_t id, waiting& one) {
    set_timer(id, one, never);
    if (const auto of = groups_.find(key_of(one)); of != groups_.end()) {
        of->second.ready.erase(id);
        drop_if_empty(of);
    }
    entries_.erase(id);
}

void dispatcher::set_timer(std::uint64_t id, waiting& one, time_point when) {
    timers_.erase({one.timer, id});
    one.timer = when;
    if (when != never) timers_.emplace(when, id);
}

void dispatcher::give_back(waiting& one) {
    if (const auto link = links_.find({one.offered_to, side_of(one)}); link != links_.end() && link->second.offered != 0)
        --link->second.offered;
    one.offered_to = 0;
    touched_.insert(key_of(one));
}

void dispatcher::returned(std::uint64_t outbox_id, bool busy, time_point now) {
    const auto at = entries_.find(outbox_id);
    if (at == entries_.end() || at->second.offered_to == 0) return;
    auto& one = at->second;
    give_back(one);
    if (!busy) {
        wait(outbox_id, one);
        return;
    }
    set_timer(outbox_id, one, std::min(now + one.pause, one.expires));
    one.pause = std::min(one.pause * 2, one.entry.is_receipt() ? longest_receipt_pause : longest_pause);
}

void dispatcher::done(std::uint64_t outbox_id) {
    const auto at = entries_.find(outbox_id);
    if (at == entries_.end()) return;
    give_back(at->second);
    forget(outbox_id, at->second);
}

std::uint64_t dispatcher::choose(const group& among, side to, std::uint64_t preferred) const {
    std::uint64_t best = 0;
    std::size_t load = per_link_;
    for (const auto id : among.links) {
        const auto offered = links_.at({id, to}).offered;
        if (id == preferred && offered < per_link_) return id;
        if (offered < load) {
            best = id;
            load = offered;
        }
    }
    return best;
}

// Oldest first, so that two texts to one person go in the order of what they answer.
void dispatcher::hand_out(const group_key& key, orders& what) {
    const auto at = groups_.find(key);
    if (at == groups_.end()) return;
    auto& among = at->second;
    while (!among.ready.empty()) {
        const auto id = *among.ready.begin();
        auto& one = entries_.at(id);
        const auto link = choose(among, side_of(one), one.came_by);
        if (link == 0) return;
        among.ready.erase(id);
        one.offered_to = link;
        set_timer(id, one, never);
        ++links_.at({link, side_of(one)}).offered;
        what.offer.push_back({.link = link, .entry = one.entry, .expires = one.expires});
    }
    drop_if_empty(at);
}

dispatcher::orders dispatcher::dispatch(time_point now) {
    orders what;
    while (!timers_.empty() && timers_.begin()->first <= now) {
        const auto id = timers_.begin()->second;
        auto& one = entries_.at(id);
        if (now < one.expires) {  // the pause is over
            wait(id, one);
            continue;
        }
        what.expired.push_back(one.entry);
        forget(id, one);
    }
    for (const auto& key : std::exchange(touched_, {})) hand_out(key, what);
    return what;
}

time_point dispatcher::wake_at() const noexcept { return timers_.empty() ? never : timers_.begin()->first; }

}  // namespace proxy::relay
