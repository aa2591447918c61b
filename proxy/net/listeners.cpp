#include "proxy/net/listeners.hpp"

#include <algorithm>
#include <utility>

#include "proxy/log/log.hpp"

namespace proxy::net {
namespace {

std::string text_of(const host_and_port& where) { return where.host + ":" + std::to_string(where.port); }

bool holds(const listeners::plan& among, const std::shared_ptr<listener>& door) {
    return std::ranges::find(among, door, &listeners::place::door) != among.end();
}

}  // namespace

// Where the kernel chooses the port, only the same [[link]] keeps it.
std::shared_ptr<listener> listeners::standing(const wanted& one, const plan& taken) const {
    const auto found = std::ranges::find_if(current_, [&](const place& each) {
        return each.what.where == one.where &&
               (one.where.port != 0 || (each.what.link == one.link && each.what.from == one.from)) && !holds(taken, each.door);
    });
    return found == current_.end() ? nullptr : found->door;
}

std::string listeners::why_not(const wanted& one, const std::string& error) const {
    auto why = "cannot listen on " + text_of(one.where) + ": " + error;
    const auto ours = std::ranges::find(current_, one.where.port, [](const place& each) { return each.what.where.port; });
    if (ours != current_.end() && one.where.port != 0) {
        why += " (link " + ours->what.link + " listens on " + text_of(ours->what.where) +
               " until this is reloaded: to go from one to the other needs a restart)";
        return why;
    }
    const auto kept = std::ranges::find(inherited_, one.where.port, [](const auto& each) { return each.at.port(); });
    if (kept != inherited_.end()) why += " (the service manager keeps " + kept->address() + " open: both have to say the same)";
    return why;
}

void listeners::inherit(const std::vector<int>& descriptors) {
    for (const auto each : descriptors) {
        if (const auto one = inherited_socket::of(each)) inherited_.push_back(*one);
    }
}

listeners::plan listeners::prepare(std::vector<wanted> all, std::vector<fault>& faults) const {
    plan next;
    for (auto& one : all) {
        auto door = standing(one, next);
        if (!door) {
            door = std::make_shared<listener>(*control_);
            if (const auto error = door->open(one.where, inherited_); !error.empty())
                faults.push_back({one.key, why_not(one, error)});
        }
        next.push_back({std::move(one), std::move(door)});
    }
    return next;
}

void listeners::commit(plan next) {
    const auto before = std::exchange(current_, std::move(next));
    for (const auto& [what, door] : before) {
        if (holds(current_, door)) continue;
        log::note(log::level::info, "closed", {{"link", what.link}, {"address", door->address()}});
        door->stop();
    }
    for (const auto& [what, door] : current_) {
        door->hand_to(what.then);
        if (holds(before, door)) continue;
        log::note(log::level::info, "listening",
                  {{"link", what.link}, {"for", relay::name(what.from)}, {"address", door->address()}});
        door->start();
    }
}

void listeners::stop() {
    for (const auto& one : current_) one.door->stop();
}

std::vector<std::string> listeners::unused() const {
    std::vector<std::string> all;
    const auto used = addresses();
    for (const auto& one : inherited_) {
        if (std::ranges::find(used, one.address()) == used.end()) all.push_back(one.address());
    }
    return all;
}

std::vector<std::string> listeners::addresses() const {
    std::vector<std::string> all;
    for (const auto& one : current_) all.push_back(one.door->address());
    return all;
}

}  // namespace proxy::net
