#pragma once
// A gateway for tests of the admin API: a real store in a directory of its own, two lists ("default", and "locked", whose entries
// only an admin may lift), everything else as the test sets it.
#include <atomic>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <vector>

#include "proxy/admin/gateway.hpp"
#include "tests/admin/temp_directory.hpp"

namespace tests::admin {

// What somebody texted back, with the text that it answered.
inline store::evidence reply_of(const std::string& recipient, const std::string& texted, const std::string& text) {
    return {"carrier",
            "app",
            {1, 1, recipient},
            {1, 1, texted},
            text,
            "m-1",
            7,
            {'\0', '\x2A'},
            {1'700'000'000'000, "Sale!", "\x01\xFF"}};
}

class fake_gateway : public proxy::admin::gateway {
public:
    fake_gateway();

    void links(std::function<void(std::vector<proxy::admin::link_status>)> done) override;
    void malformed(std::function<void(std::vector<proxy::relay::malformed_report>)> done) override { done(malformed_now); }
    void watch(std::uint64_t link, std::shared_ptr<proxy::trace::tap> by, std::function<void(watching)> done) override {
        if (watch_now == watching::begun && watched) watched(link, *by);
        done(watch_now);
    }
    protocol::alphabet alphabet_of(std::string_view) override { return protocol::alphabet::gsm7; }
    const proxy::consent::dialling_plan* home() override { return proxy::consent::plan_of(region); }
    std::string not_ready() override { return not_ready_now; }
    proxy::admin::explanation lookup(std::string_view sender, std::string_view recipient, std::string_view system_id) override;
    void change(const wanted& asked, std::function<void(const store::change_result&, const std::string&)> done) override;
    store::binding binding_of(std::string_view list, std::string_view sender, std::optional<store::scope> reach,
                              std::string& fault) override;
    store::suppression_store& store() override { return *store_; }
    std::string metrics() override;
    void reload(bool dry_run, std::function<void(const proxy::admin::reload_report&)> done) override {
        auto report = reload_now;
        report.dry_run = dry_run;
        done(report);
    }
    void drain() override { ++drains; }

    // An opt-out as a keyword would make it; durable when this returns.
    void opt_out(const std::string& recipient, const store::binding& bound, const std::string& text = "STOP");

    // A reply into the review queue, durable when this returns; gives its id.
    std::uint64_t suspect(const std::string& recipient, const store::binding& bound, const std::string& text = "no more pls");

    // Set before the server starts, or from its own thread.
    std::string not_ready_now;
    std::string region;
    std::vector<proxy::admin::link_status> links_now;
    std::vector<proxy::relay::malformed_report> malformed_now;
    watching watch_now = watching::begun;
    std::function<void(std::uint64_t, proxy::trace::tap&)> watched;  // what passes the link, at once
    std::function<void(std::function<void()>)> later;  // set: takes the answers of links() instead of their being given
    std::string change_error;                          // set: changes can't be stored, for this reason
    bool metrics_fail = false;
    proxy::admin::reload_report reload_now;  // what reload() finds
    std::atomic<int> drains{0};
    wanted last_change;  // what change() was asked for
    std::atomic<std::int64_t> now_ms{1'700'000'000'042};

private:
    temp_directory directory_;
    std::unique_ptr<store::suppression_store> store_;
};

inline fake_gateway::fake_gateway() {
    std::string error;
    store::store_options options;
    options.path = directory_.path("db");
    options.unix_ms = [this] { return now_ms.load(); };
    store_ = store::suppression_store::open(std::move(options), error);
    EXPECT_TRUE(store_) << error;
}

inline void fake_gateway::links(std::function<void(std::vector<proxy::admin::link_status>)> done) {
    auto give = [done = std::move(done), all = links_now] { done(all); };
    later ? later(std::move(give)) : give();
}

inline proxy::admin::explanation fake_gateway::lookup(std::string_view sender, std::string_view recipient,
                                                      std::string_view system_id) {
    proxy::admin::explanation made;
    made.sender = sender;
    made.recipient = recipient;
    made.list = system_id == "nobody" ? "" : "default";
    for (const auto& each : store_->find(recipient)) {
        if (store::applies(each.bound, sender, made.list)) made.entry = each;
    }
    made.suppressed = made.entry.has_value();
    made.why = made.suppressed ? "The recipient opted out of texts from this sender." : "No entry applies.";
    return made;
}

inline store::binding fake_gateway::binding_of(std::string_view list, std::string_view sender, std::optional<store::scope> reach,
                                               std::string& fault) {
    if (list.empty()) list = "default";
    if (list != "default" && list != "locked") fault = "list: \"" + std::string(list) + "\" is not configured";
    const auto usual = sender.empty() ? store::scope::list : store::scope::sender;
    return {reach.value_or(usual), std::string(list), std::string(sender)};
}

inline void fake_gateway::change(const wanted& asked, std::function<void(const store::change_result&, const std::string&)> done) {
    last_change = asked;
    const auto list = asked.list.empty() ? "default" : asked.list;
    if (list != "default" && list != "locked") return done({}, "There is no list \"" + list + "\".");
    if (asked.what == store::action::opt_in && list == "locked" && !asked.by_admin) {
        return done({}, "Entries of the list \"locked\" are lifted by an admin.");
    }
    if (!change_error.empty()) {
        store::change_result failed;
        failed.error = change_error;
        return done(failed, "");
    }
    store::change making;
    making.what = asked.what;
    making.recipient = asked.recipient;
    making.bindings = {
        asked.bound ? *asked.bound
                    : store::binding{asked.sender.empty() ? store::scope::list : store::scope::sender, list, asked.sender}};
    making.from = store::source::staff;
    making.actor = asked.actor;
    making.origin = asked.origin;
    making.reason = asked.reason;
    store_->apply(std::move(making), [done = std::move(done)](const store::change_result& result) { done(result, ""); });
}

inline std::string fake_gateway::metrics() {
    if (metrics_fail) throw std::logic_error("stopgate_held_pdus: wrong number of label values");
    return "# TYPE stopgate_held_pdus gauge\n";
}

inline void fake_gateway::opt_out(const std::string& recipient, const store::binding& bound, const std::string& text) {
    store::change making;
    making.recipient = recipient;
    making.bindings = {bound};
    making.reason = text;
    making.because = reply_of(recipient, bound.sender, text);
    std::promise<bool> stored;
    store_->apply(std::move(making), [&](const store::change_result& result) { stored.set_value(result.stored); });
    EXPECT_TRUE(stored.get_future().get());
}

inline std::uint64_t fake_gateway::suspect(const std::string& recipient, const store::binding& bound, const std::string& text) {
    store::suspicion reply;
    reply.recipient = recipient;
    reply.bindings = {bound};
    reply.texted = bound.sender;
    reply.rule = "asks for an end";
    reply.because = reply_of(recipient, bound.sender, text);
    std::promise<bool> stored;
    store_->suspect(std::move(reply), [&](bool done) { stored.set_value(done); });
    EXPECT_TRUE(stored.get_future().get());
    return store_->suspicions(0, 1'000).back().id;
}

}  // namespace tests::admin
