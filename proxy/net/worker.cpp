#include "proxy/net/worker.hpp"

#include <algorithm>
#include <utility>

#include "proxy/net/courier.hpp"
#include "proxy/net/link.hpp"

namespace proxy::net {

worker::worker(const std::vector<shared_settings>& links, boost::asio::io_context& names, store::suppression_store& store,
               courier& courier, traffic_memory& memory, std::size_t number, relay::refused_ids ids,
               std::function<void()> on_link_end)
    : names_(&names),
      store_(&store),
      courier_(&courier),
      memory_(&memory),
      witness_(&memory.of_worker(number)),
      on_link_end_(std::move(on_link_end)),
      judge_(store),
      refused_(std::move(ids)) {
    for (const auto& one : links) tallies_.of(one->core);
}

worker::~worker() { stop(); }

void worker::start() {
    thread_ = std::thread{[this] { loop_.run(); }};
}

void worker::stop() {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
    links_.clear();
    loop_.drop_posted();
}

void worker::adopt(descriptor accepted, shared_settings its, relay::side from, std::uint64_t id) {
    load_.fetch_add(1, std::memory_order_relaxed);
    // A call that is posted can be copied, which a descriptor can't.
    auto shared = std::make_shared<descriptor>(std::move(accepted));
    loop_.post([this, accepted = std::move(shared), its = std::move(its), from, id] {
        auto fresh = std::make_shared<link>(*this, its, tallies_.of(its->core), id, from, std::move(*accepted));
        links_.emplace(id, fresh);
        fresh->start();
        if (draining_) fresh->drain();
    });
}

void worker::reload(std::shared_ptr<const settings_change> to, std::function<void()> done) {
    loop_.post([this, to = std::move(to), done = std::move(done)] {
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
    loop_.post([this, link, entry = std::move(entry), expires]() mutable {
        if (const auto at = links_.find(link); at != links_.end()) {
            at->second->offer(std::move(entry), expires);
        } else {
            courier_->report({.what = relay::confirmation_step::kind::returned, .outbox_id = entry.id});
        }
    });
}

void worker::remember(relay::sent_confirmation sent) {
    loop_.post([this, sent = std::move(sent)]() mutable { receipts_.remember(std::move(sent)); });
}

void worker::drain() {
    loop_.post([this] {
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
    next_drain_.set(loop_.now() + drain_pause, [this] { drain_some(); });
}

void worker::answer(std::function<void()> done) { loop_.post(std::move(done)); }

void worker::status(std::function<void(std::vector<relay::link_status>)> done) {
    loop_.post([this, done = std::move(done)] {
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
    loop_.post([this, done = std::move(done)] {
        std::vector<relay::malformed_report> all;
        for (const auto& [link, kept] : malformed_) all.insert(all.end(), kept.begin(), kept.end());
        done(std::move(all));
    });
}

void worker::watch(std::uint64_t link, std::shared_ptr<trace::tap> by, std::function<void(bool)> done) {
    loop_.post([this, link, by = std::move(by), done = std::move(done)] {
        const auto found = links_.find(link);
        done(found != links_.end() && found->second->watch(by));
    });
}

void worker::over(std::uint64_t id) {
    // Not at once: the link is still on the stack.
    loop_.post([this, id] {
        if (links_.erase(id) == 0) return;
        load_.fetch_sub(1, std::memory_order_relaxed);
        on_link_end_();
    });
}

}  // namespace proxy::net
