// From one configuration to the next while links stand: wholly or not at all.
#include <atomic>
#include <boost/asio/post.hpp>
#include <utility>

#include "proxy/app/application.hpp"
#include "proxy/app/configuration_changes.hpp"
#include "proxy/log/log.hpp"

namespace proxy::app {

using done_with = std::function<void(const admin::reload_report&)>;

// A part of the gateway that a reload renews. All of the prepare() come before the first commit(): what can fail is done there,
// and undone by dropping the step; a step without one has nothing that can. commit() can't fail. Steps are taken also when the
// text of the configuration is the same: files that it names may not be.
struct application::reload_step {
    std::function<void(std::vector<fault>& faults)> prepare;
    std::function<void()> commit;
};

struct application::reloading {
    admin::reload_report report;
    std::shared_ptr<const generation> next;      // nothing while there are faults
    std::set<std::string, std::less<>> unbound;  // [[link]]s whose links leave
    done_with done;
};

namespace {

// As many as the admin server has connections, and signals.
constexpr std::size_t most_waiting = 100;

void log(const admin::reload_report& report) {
    for (const auto& one : report.faults) {
        log::note(log::level::error, "configuration fault",
                  {{"file", one.file}, {"line", std::uint64_t{one.line}}, {"key", one.key}, {"what", one.what}});
    }
    if (!report.faults.empty()) {
        log::note(log::level::error, "configuration not reloaded, nothing was changed",
                  {{"faults", std::uint64_t{report.faults.size()}}, {"generation", report.generation}});
        return;
    }
    for (const auto& one : report.changes) {
        log::note(log::level::info, "setting changed",
                  {{"key", one.key}, {"from", one.from}, {"to", one.to}, {"effect", one.effect}});
    }
    log::note(log::level::info, "configuration reloaded",
              {{"generation", report.generation}, {"changes", std::uint64_t{report.changes.size()}}});
}

}  // namespace

void application::reload(bool dry_run, done_with done) {
    boost::asio::post(control_, [this, dry_run, done = std::move(done)] { begin_reload(dry_run, done); });
}

void application::begin_reload(bool dry_run, done_with done) {
    const bool too_many = waiting_.size() >= most_waiting;
    if (under_way_ && !too_many) {
        waiting_.push_back({dry_run, std::move(done)});
        return;
    }
    const auto one = std::make_shared<reloading>();
    one->done = std::move(done);
    one->report = {.generation = now()->number, .dry_run = dry_run, .changes = {}, .faults = {}};
    auto& faults = one->report.faults;
    if (too_many) {
        faults.push_back(now()->settings.source.fault_at({}, "is not read: too many reloads wait for their turn"));
    } else {
        read_changes(*one);
    }
    std::vector<reload_step> steps;
    if (one->next) steps = steps_to(*one);
    for (const auto& step : steps) {
        if (step.prepare) step.prepare(faults);
    }
    if (faults.empty() && !dry_run) {
        under_way_ = true;
        commit(steps, one);
        return;
    }
    steps.clear();  // what was opened is closed before anybody hears of it
    if (!dry_run) log(one->report);
    one->done(one->report);
}

// What the file says now, and what that changes.
void application::read_changes(reloading& one) {
    const auto current = now();
    auto& report = one.report;
    if (draining_) {
        report.faults.push_back(current->settings.source.fault_at({}, "is not read any more: the gateway is draining"));
        return;
    }
    auto [settings, faults, warnings] = read_again_();
    report.faults = std::move(faults);
    if (!report.faults.empty()) return;
    auto changes = changes_between(current->settings, settings);
    for (auto& key : changes.need_restart) {
        report.faults.push_back(settings.source.fault_at(std::move(key), "has changed: this needs a restart of the gateway"));
    }
    report.changes = std::move(changes.all);
    one.unbound = std::move(changes.unbound);
    one.next = make_generation(std::move(settings), current.get(), report.faults);
}

std::vector<application::reload_step> application::steps_to(reloading& one) {
    std::vector<reload_step> steps;
    const auto plan = std::make_shared<net::listeners::plan>();
    const auto next = one.next;
    steps.push_back({.prepare =
                         [this, plan, next](std::vector<fault>& faults) {
                             std::vector<net::listeners::fault> found;
                             *plan = listeners_.prepare(wanted_listeners(*next), found);
                             for (auto& [key, what] : found) {
                                 faults.push_back(next->settings.source.fault_at(std::move(key), std::move(what)));
                             }
                         },
                     .commit = [this, plan] { listeners_.commit(std::move(*plan)); }});
    steps.push_back({.prepare = {}, .commit = [this, next] {
                         const auto& settings = next->settings;
                         admin_->renew(settings.tokens, rules_of(next->admin_tls), settings.admin_requests_per_second);
                     }});
    steps.push_back({.prepare = {}, .commit = [next] { log::adopt(next->settings.logged); }});
    steps.push_back({.prepare = {}, .commit = [this, next] {
                         for (const auto& link : next->settings.links) courier_->count_for(link.name);
                     }});
    return steps;
}

// The workers come last: a connection that is accepted from now on has the new settings already. While they go from one
// configuration to the other only lists of both count as configured, so that an entry that binds before and after binds in
// between.
void application::commit(const std::vector<reload_step>& steps, const std::shared_ptr<reloading>& one) {
    const auto before = now();
    store::list_names of_both;
    for (auto& name : one->next->lists->names()) {
        if (before->lists->named(name) != nullptr) of_both.push_back(std::move(name));
    }
    store_->configure(std::move(of_both));
    for (const auto& step : steps) step.commit();
    {
        const std::lock_guard lock{guard_};
        generation_ = one->next;
    }

    const auto change = std::make_shared<net::settings_change>();
    change->links = one->next->links;
    change->unbound = one->unbound;
    const auto missing = std::make_shared<std::atomic<std::size_t>>(workers_.size());
    for (const auto& each : workers_) {
        each->reload(change, [this, one, missing] {
            if (--*missing == 0) boost::asio::post(control_, [this, one] { in_force(*one); });
        });
    }
}

// Every link goes by it.
void application::in_force(reloading& one) {
    store_->configure(one.next->lists->names());
    store_->retain(one.next->settings.kept);
    one.report.generation = one.next->number;
    log(one.report);
    warn_of_lists_that_are_gone();
    one.done(one.report);
    under_way_ = false;
    while (!under_way_ && !waiting_.empty()) {
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        begin_reload(next.dry_run, next.done);
    }
}

// A list must not vanish silently while it has entries.
void application::warn_of_lists_that_are_gone() const {
    const auto lists = now()->lists;
    for (const auto& [list, entries] : store_->counts()) {
        if (entries == 0 || lists->named(list) != nullptr) continue;
        log::note(log::level::warn, "list is not configured but has entries", {{"list", list}, {"entries", entries}});
    }
}

}  // namespace proxy::app
