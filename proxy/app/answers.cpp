// What the application answers to the admin API.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "proxy/app/application.hpp"
#include "proxy/net/consent_line.hpp"

namespace proxy::app {

namespace {

// What all workers say to one question, and what is done with it once all have.
template <class Part>
class collection {
public:
    collection(std::size_t parts, std::function<void(std::vector<Part>)> done) : missing_(parts), done_(std::move(done)) {}
    void add(std::vector<Part> some) {
        const std::lock_guard lock{guard_};
        std::ranges::move(some, std::back_inserter(all_));
        if (--missing_ == 0) done_(std::move(all_));
    }

private:
    std::mutex guard_;
    std::vector<Part> all_;
    std::size_t missing_;
    std::function<void(std::vector<Part>)> done_;
};

}  // namespace

void application::links(std::function<void(std::vector<admin::link_status>)> done) {
    const auto all = std::make_shared<collection<admin::link_status>>(
        workers_.size(), [done = std::move(done)](std::vector<admin::link_status> found) {
            std::ranges::sort(found, {}, &admin::link_status::id);
            done(std::move(found));
        });
    for (const auto& one : workers_) one->status([all](std::vector<admin::link_status> some) { all->add(std::move(some)); });
}

// The newest first; those of one moment as their worker saw them.
void application::malformed(std::function<void(std::vector<relay::malformed_report>)> done) {
    const auto all = std::make_shared<collection<relay::malformed_report>>(
        workers_.size(), [done = std::move(done)](std::vector<relay::malformed_report> found) {
            std::multimap<std::int64_t, relay::malformed_report, std::greater<>> by_time;
            for (auto& one : found) by_time.emplace(one.unix_ms, std::move(one));
            found.clear();
            for (auto& [when, one] : by_time) found.push_back(std::move(one));
            done(std::move(found));
        });
    for (const auto& one : workers_) {
        one->malformed([all](std::vector<relay::malformed_report> some) {
            std::ranges::reverse(some);
            all->add(std::move(some));
        });
    }
}

void application::watch(std::uint64_t link, std::shared_ptr<trace::tap> by, std::function<void(watching)> done) {
    {
        const std::lock_guard lock{guard_};
        const auto place = std::ranges::find_if(watchers_, [](const auto& each) {
            const auto one = each.lock();
            return !one || one->closed();
        });
        if (place == watchers_.end()) {
            done(watching::too_many);
            return;
        }
        *place = by;
    }
    const auto all =
        std::make_shared<collection<watching>>(workers_.size(), [by, done = std::move(done)](const std::vector<watching>& found) {
            const bool begun = std::ranges::find(found, watching::begun) != found.end();
            if (!begun) by->close();
            done(begun ? watching::begun : watching::not_there);
        });
    for (const auto& one : workers_)
        one->watch(link, by, [all](bool here) { all->add({here ? watching::begun : watching::not_there}); });
}

protocol::alphabet application::alphabet_of(std::string_view link) {
    const auto current = now();
    const auto found =
        std::ranges::find(current->links, link, [](const auto& one) -> std::string_view { return one->core.link; });
    return found == current->links.end() ? protocol::alphabet::gsm7 : (*found)->core.default_alphabet;
}

const consent::dialling_plan* application::home() {
    const auto current = now();
    const auto* const first = current->links.front()->core.home;
    const bool shared = std::ranges::all_of(current->links, [&](const auto& one) { return one->core.home == first; });
    return shared ? first : nullptr;
}

std::string application::not_ready() {
    if (draining_) return "draining";
    return store_->trouble();
}

std::string application::status() {
    const auto links = load();
    auto text = std::to_string(links) + (links == 1 ? " link" : " links");
    if (draining_) return "Draining, " + text + " left";
    const auto why = store_->trouble();
    return (why.empty() ? "Ready, " : "Not ready: " + why + "; ") + text;
}

// Traffic goes through these; the admin server is seen by who asks it.
std::vector<heartbeat::part> application::threads() {
    std::vector<heartbeat::part> all;
    for (std::size_t at = 0; at < workers_.size(); ++at) {
        all.push_back({"worker " + std::to_string(at), [this, at](std::function<void()> answered) {
                           workers_[at]->answer(std::move(answered));
                           return true;
                       }});
    }
    // There is no outbox entry 0: the question goes through the queue and changes nothing. What can't be queued is answered on
    // this thread, and then the writer has not been heard.
    all.push_back({"store writer", [this](std::function<void()> answered) {
                       const auto asking = std::this_thread::get_id();
                       const auto turned_away = std::make_shared<bool>(false);
                       store_->drop(0, [asking, turned_away, answered = std::move(answered)](bool) {
                           if (std::this_thread::get_id() == asking)
                               *turned_away = true;
                           else
                               answered();
                       });
                       return !*turned_away;
                   }});
    return all;
}

admin::explanation application::lookup(std::string_view sender, std::string_view recipient, std::string_view system_id) {
    admin::explanation answer;
    answer.sender = sender;
    answer.recipient = recipient;
    const auto current = now();
    const auto* const list = current->lists->of_submit(system_id, answer.sender, {});
    if (list != nullptr) answer.list = list->name;

    const auto entries = store_->find(answer.recipient);
    const auto configured = current->lists->names();
    const auto deciding = std::ranges::find_if(
        entries, [&](const auto& one) { return store::applies(one.bound, answer.sender, answer.list, &configured); });
    if (deciding != entries.end()) {
        answer.suppressed = true;
        answer.entry = *deciding;
        const auto& list_of = deciding->bound.list;
        const bool gone = current->lists->named(list_of) == nullptr && deciding->bound.reach != store::scope::global;
        answer.why = gone ? "an entry of list " + list_of + ", which is no longer configured, holds until it is lifted by hand"
                     : deciding->bound.reach == store::scope::global ? "a global entry holds for every sender"
                     : deciding->bound.reach == store::scope::list   ? "an entry holds for every sender of list " + answer.list
                                                                     : "an entry holds for this sender in list " + answer.list;
        return answer;
    }
    const store::question asked{.recipient = answer.recipient, .sender = answer.sender, .list = answer.list};
    auto ruling = store::ruling::pass;
    store_->judge({&asked, 1}, {&ruling, 1});
    if (ruling == store::ruling::suppressed) {
        answer.suppressed = true;
        answer.why = "an opt-out has been read and is not on disk yet";
    } else if (ruling == store::ruling::failed) {
        answer.suppressed = current->settings.when_store_fails == relay::on_store_error::refuse;
        answer.why = "the store cannot be read, and refusal.on_store_error decides";
    } else if (list == nullptr) {
        answer.why = "no list matches such a submit, and no global entry holds";
    } else {
        answer.why = entries.empty() ? "the recipient is on no list" : "the recipient's entries are for other senders or lists";
    }
    return answer;
}

store::binding application::binding_of(std::string_view list_name, std::string_view sender, std::optional<store::scope> reach,
                                       std::string& wrong) {
    const auto lists = now()->lists;
    const auto* list = list_name.empty() && lists->all().size() == 1 ? &lists->all().front() : lists->named(list_name);
    if (list == nullptr) {
        wrong = list_name.empty() ? "list: several are configured; name one"
                                  : "list: \"" + std::string(list_name) + "\" is not configured";
        return {};
    }
    using store::scope;
    if (!reach && list->reach != scope::sender && !sender.empty()) {
        wrong = "sender: list \"" + list->name + "\" suppresses for all its senders; leave the sender out";
        return {};
    }
    if (!reach) reach = list->reach == scope::global ? scope::global : sender.empty() ? scope::list : scope::sender;
    if (sender.empty() != (*reach != scope::sender)) {
        wrong = *reach == scope::sender ? "sender: missing, and the scope is sender"
                                        : "sender: the scope is " + std::string(name(*reach)) + "; leave the sender out";
        return {};
    }
    return {.reach = *reach, .list = list->name, .sender = std::string(sender)};
}

void application::change(const wanted& asked, std::function<void(const store::change_result&, const std::string& fault)> done) {
    std::string wrong;
    const auto lists = now()->lists;
    if (asked.recipient.empty()) wrong = "recipient: missing";
    const auto bound = asked.bound ? *asked.bound : binding_of(asked.list, asked.sender, {}, wrong);
    if (wrong.empty() && asked.what == store::action::opt_in) {
        const auto* const list = lists->named(bound.list);
        if (list != nullptr && list->lifted_by_admin_only && !asked.by_admin) {
            wrong = "list: entries of \"" + bound.list + "\" are lifted by role admin alone (lifted_by)";
        }
    }
    if (!wrong.empty()) {
        done({}, wrong);
        return;
    }
    store::change wanted_change;
    wanted_change.what = asked.what;
    wanted_change.recipient = asked.recipient;
    wanted_change.bindings = {bound};
    wanted_change.from = store::source::staff;
    wanted_change.actor = asked.actor;
    wanted_change.origin = asked.origin;
    wanted_change.reason = asked.reason;
    net::consent_line said{wanted_change};
    store_->apply(std::move(wanted_change), [done = std::move(done), said = std::move(said)](const store::change_result& result) {
        said.write(result);
        done(result, {});
    });
}

}  // namespace proxy::app
