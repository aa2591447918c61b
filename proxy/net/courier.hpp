#pragma once
// Carries confirmations and receipts from the outbox to links and writes down what became of them: the shell around
// relay::dispatcher. Lives on the control thread; every public member may be called on any thread.
#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "metrics/counter.hpp"
#include "proxy/relay/dispatcher.hpp"
#include "proxy/relay/effects.hpp"
#include "proxy/relay/side.hpp"
#include "store/suppression_store.hpp"

namespace proxy::net {

class worker;

class courier {
public:
    courier(boost::asio::io_context& control, store::suppression_store& store);

    // Before the first call of anything else: who holds the links.
    void serve(std::vector<worker*> workers) { workers_ = std::move(workers); }
    // Confirmations and receipts of this [[link]] are counted from now on, for good. On the control thread, or before that has
    // started.
    void count_for(const std::string& link);
    // What the store found waiting when it was opened.
    void resume();

    // It takes confirmations (`to` the SMSC) or receipts (to the sender) until it is gone.
    void link_ready(worker& home, std::uint64_t link, relay::side to, std::string name, std::string system_id);
    void link_gone(std::uint64_t link);
    // This is in the outbox now. `came_by`: the link of the reply or submit.
    void queued(store::outbox_entry entry, std::uint64_t came_by);
    // What a link says of what it was offered; every kind but claim.
    void report(relay::confirmation_step step);

    // What was settled, by link and outcome, the first of which is at 0. Any thread.
    struct outcomes {
        std::array<metrics::counter, store::confirmation_outcome_count> of_confirmations, of_receipts;
    };
    void each_settled(const std::function<void(const std::string& link, const outcomes&)>& visit) const;

private:
    void dispatch();
    void finish(const store::outbox_entry& entry, const relay::confirmation_step& step);
    void remember(const store::confirmation& what, const std::string& message_id);
    void settle(const store::outbox_entry& entry, const relay::confirmation_step& step);

    boost::asio::io_context* control_;
    store::suppression_store* store_;
    std::vector<worker*> workers_;
    relay::dispatcher dispatcher_;
    std::map<std::uint64_t, worker*> homes_;
    std::map<std::uint64_t, store::outbox_entry> offered_;  // until they come back or are settled
    mutable std::mutex growing_;                            // of settled_; only the control thread adds, so it reads without
    std::map<std::string, outcomes> settled_;
    boost::asio::steady_timer timer_;
};

}  // namespace proxy::net
