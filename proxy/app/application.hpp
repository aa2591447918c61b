#pragma once
// The whole gateway in one process: store, workers, listeners, courier and admin server, put together and taken apart in order.
#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "proxy/admin/gateway.hpp"
#include "proxy/admin/server.hpp"
#include "proxy/app/configuration.hpp"
#include "proxy/app/generation.hpp"
#include "proxy/app/heartbeat.hpp"
#include "proxy/net/courier.hpp"
#include "proxy/net/listeners.hpp"
#include "proxy/net/worker.hpp"
#include "store/suppression_store.hpp"

namespace proxy::app {

class application final : public admin::gateway {
public:
    // Opens the store, binds all listeners, starts all threads. On failure gives nothing and says why in `error`.
    // `read_again`: what a reload reads. `env`: of the store, for tests that put faults there; nullptr: the system's.
    using rereading = std::function<reading()>;
    static std::unique_ptr<application> start(configuration settings, rereading read_again, std::string& error,
                                              rocksdb::Env* env = nullptr);
    ~application() override;

    // Until drained: by a signal, by POST /v1/drain, or by drain() from any thread. SIGHUP reloads. `as_service`: false leaves
    // the signals and the supervisor alone.
    void run(bool as_service);

    // Bound addresses, "127.0.0.1:2775": one for each [[link]], then those for SMSCs that connect; and the admin server's.
    [[nodiscard]] std::vector<std::string> listening() const;
    [[nodiscard]] const std::string& admin_address() const { return admin_->address(); }

    // admin::gateway
    void links(std::function<void(std::vector<admin::link_status>)> done) override;
    void malformed(std::function<void(std::vector<relay::malformed_report>)> done) override;
    void watch(std::uint64_t link, std::shared_ptr<trace::tap> by, std::function<void(watching)> done) override;
    protocol::alphabet alphabet_of(std::string_view link) override;
    const consent::dialling_plan* home() override;
    std::string not_ready() override;
    admin::explanation lookup(std::string_view sender, std::string_view recipient, std::string_view system_id) override;
    store::binding binding_of(std::string_view list, std::string_view sender, std::optional<store::scope> reach,
                              std::string& wrong) override;
    void change(const wanted& asked, std::function<void(const store::change_result&, const std::string& fault)> done) override;
    store::suppression_store& store() override { return *store_; }
    std::string metrics() override;
    void reload(bool dry_run, std::function<void(const admin::reload_report&)> done) override;
    void drain() override;

private:
    explicit application(rereading read_again);
    bool open(configuration given, std::string& error, rocksdb::Env* env);
    bool open_listeners(std::string& error);
    [[nodiscard]] std::vector<net::listeners::wanted> wanted_listeners(const generation& of);
    void accepted(const net::shared_settings& its, relay::side from, boost::asio::ip::tcp::socket socket);
    void on_signal();
    [[nodiscard]] std::vector<heartbeat::part> threads();
    [[nodiscard]] std::string status();
    [[nodiscard]] std::size_t load() const;  // links that stand
    void tick();
    void begin_drain();
    void maybe_done();

    // Any thread.
    [[nodiscard]] std::shared_ptr<const generation> now() const;

    // reload.cpp: on the control thread
    struct reload_step;
    struct reloading;
    void begin_reload(bool dry_run, std::function<void(const admin::reload_report&)> done);
    void read_changes(reloading& one);
    [[nodiscard]] std::vector<reload_step> steps_to(reloading& one);
    void commit(const std::vector<reload_step>& steps, const std::shared_ptr<reloading>& one);
    void in_force(reloading& one);
    void warn_of_lists_that_are_gone() const;

    mutable std::mutex guard_;
    std::shared_ptr<const generation> generation_;  // under guard_
    // Watched links, under guard_. Each takes memory, and a stream of the admin server, which has some for others.
    static constexpr std::size_t most_watched = 2;
    std::array<std::weak_ptr<trace::tap>, most_watched> watchers_;
    rereading read_again_;
    struct waiting_reload {
        bool dry_run;
        std::function<void(const admin::reload_report&)> done;
    };
    bool under_way_ = false;              // some worker has not heard of the last reload yet
    std::deque<waiting_reload> waiting_;  // until it has
    boost::asio::io_context control_{1};
    boost::asio::signal_set signals_{control_};
    boost::asio::steady_timer drain_limit_{control_};
    std::optional<heartbeat> heartbeat_;
    boost::asio::steady_timer ticks_{control_};    // of the log
    std::unique_ptr<net::traffic_memory> memory_;  // before the store, which calls back until it is gone
    std::unique_ptr<store::suppression_store> store_;
    std::unique_ptr<net::courier> courier_;
    std::vector<std::unique_ptr<net::worker>> workers_;
    net::listeners listeners_{control_};
    std::unique_ptr<admin::server> admin_;
    std::atomic<bool> draining_{false};
    bool told_to_end_ = false;  // by a signal
    std::uint64_t next_link_ = 1;
};

// `stopgate run`: 0 when drained, 1 when it could not start.
int run(configuration settings, const std::string& config_path);

}  // namespace proxy::app
