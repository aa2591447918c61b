#include "proxy/net/worker.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "proxy/net/courier.hpp"
#include "proxy/net/link.hpp"

namespace proxy::net {

using boost::asio::ip::tcp;

worker::worker(const std::vector<shared_settings>& links, store::suppression_store& store, courier& courier,
               traffic_memory& memory, std::size_t number, relay::refused_ids ids, std::function<void()> on_link_end)
    : store_(&store),
      courier_(&courier),
      memory_(&memory),
      witness_(&memory.of_worker(number)),
      on_link_end_(std::move(on_link_end)),
      judge_(store),
      refused_(std::move(ids)),
      work_(boost::asio::make_work_guard(context_)) {
    for (const auto& one : links) tallies_.of(one->core);
}

worker::~worker() { stop(); }

void worker::start() {
    thread_ = std::thread{[this] { context_.run(); }};
}

void worker::stop() {
    work_.reset();
    context_.stop();
    if (thread_.joinable()) thread_.join();
    links_.clear();
}

void worker::adopt(tcp::socket::native_handle_type accepted, bool v6, shared_settings its, relay::side from, std::uint64_t id) {
    load_.fetch_add(1, std::memory_order_relaxed);
    boost::asio::post(context_, [this, accepted, v6, its = std::move(its), from, id] {
        tcp::socket socket{context_, v6 ? tcp::v6() : tcp::v4(), accepted};
        auto fresh = std::make_shared<link>(*this, its, tallies_.of(its->core), id, from, std::move(socket));
        links_.emplace(id, fresh);
        fresh->start();
        if (draining_) fresh->drain();
    });
}

void worker::reload(std::shared_ptr<const settings_change> to, std::function<void()> done) {
    boost::asio::post(context_, [this, to = std::move(to), done = std::move(done)] {
        for (const auto& one : to->links) tallies_.of(one->core);  // its zeros show before anything is counted
        // A copy: a link that ends at once leaves the map.
        const auto all = links_;
        for (const auto& [id, one] : all) {
            const auto its = std::ranges::find(to->links, one->name(), [](const auto& each) { return each->core.link; });
            if (its == to->links.end()) {
                one->drain();
            } else {
                one->adopt(*its, tallies_.of((*its)->core), to->unbound.contains(one->name()));
            }
        }
        done();
    });
}

void worker::offer(std::uint64_t link, store::outbox_entry entry, relay::time_point expires) {
    boost::asio::post(context_, [this, link, entry = std::move(entry), expires]() mutable {
        if (const auto at = links_.find(link); at != links_.end()) {
            at->second->offer(std::move(entry), expires);
        } else {
            courier_->report({.what = relay::confirmation_step::kind::returned, .outbox_id = entry.id});
        }
    });
}

void worker::remember(relay::sent_confirmation sent) {
    boost::asio::post(context_, [this, sent = std::move(sent)]() mutable { receipts_.remember(std::move(sent)); });
}

void worker::drain() {
    boost::asio::post(context_, [this] {
        draining_ = true;
        for (const auto& [id, one] : links_) to_drain_.push_back(id);
        drain_some();
    });
}

void worker::drain_some() {
    for (std::size_t count = 0; count < drained_at_once && !to_drain_.empty(); ++count) {
        const auto at = links_.find(to_drain_.back());
        to_drain_.pop_back();
        if (at != links_.end()) at->second->drain();
    }
    if (to_drain_.empty()) return;
    next_drain_.expires_after(drain_pause);
    next_drain_.async_wait([this](boost::system::error_code stopped) {
        if (!stopped) drain_some();
    });
}

void worker::answer(std::function<void()> done) { boost::asio::post(context_, std::move(done)); }

void worker::status(std::function<void(std::vector<relay::link_status>)> done) {
    boost::asio::post(context_, [this, done = std::move(done)] {
        std::vector<relay::link_status> all;
        all.reserve(links_.size());
        for (const auto& [id, one] : links_) all.push_back(one->status());
        done(std::move(all));
    });
}

void worker::keep(relay::malformed_report one) {
    auto& kept = malformed_[one.link];
    if (kept.size() == most_malformed) kept.pop_front();
    kept.push_back(std::move(one));
}

void worker::malformed(std::function<void(std::vector<relay::malformed_report>)> done) {
    boost::asio::post(context_, [this, done = std::move(done)] {
        std::vector<relay::malformed_report> all;
        for (const auto& [link, kept] : malformed_) all.insert(all.end(), kept.begin(), kept.end());
        done(std::move(all));
    });
}

void worker::watch(std::uint64_t link, std::shared_ptr<trace::tap> by, std::function<void(bool)> done) {
    boost::asio::post(context_, [this, link, by = std::move(by), done = std::move(done)] {
        const auto found = links_.find(link);
        done(found != links_.end() && found->second->watch(by));
    });
}

void worker::over(std::uint64_t id) {
    // Not at once: the link is still on the stack.
    boost::asio::post(context_, [this, id] {
        if (links_.erase(id) == 0) return;
        load_.fetch_sub(1, std::memory_order_relaxed);
        on_link_end_();
    });
}

}  // namespace proxy::net
