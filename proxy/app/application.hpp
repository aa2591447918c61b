#pragma once
// The whole gateway in one process: store, workers, listeners, courier and admin server, put together and taken apart in order.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "proxy/admin/gateway.hpp"
#include "proxy/admin/server.hpp"
#include "proxy/app/configuration.hpp"
#include "proxy/net/courier.hpp"
#include "proxy/net/listener.hpp"
#include "proxy/net/settings.hpp"
#include "proxy/net/worker.hpp"
#include "store/suppression_store.hpp"

namespace proxy::app {

class application final : public admin::gateway {
public:
    // Opens the store, binds all listeners, starts all threads. On failure gives nothing and says why in `error`.
    // `env`: of the store, for tests that put faults there; nullptr: the system's.
    static std::unique_ptr<application> start(configuration settings, std::string& error, rocksdb::Env* env = nullptr);
    ~application() override;

    // Until drained: by a signal (when `signals`), by POST /v1/drain, or by drain() from any thread.
    void run(bool signals);

    // Bound addresses, "127.0.0.1:2775": one for each [[link]]; and the admin server's.
    [[nodiscard]] std::vector<std::string> listening() const;
    [[nodiscard]] const std::string& admin_address() const { return admin_->address(); }

    // admin::gateway
    void links(std::function<void(std::vector<admin::link_status>)> done) override;
    const consent::dialling_plan* home() override;
    std::string not_ready() override;
    admin::explanation lookup(std::string_view sender, std::string_view recipient, std::string_view system_id) override;
    void change(const wanted& asked, std::function<void(const store::change_result&, const std::string& fault)> done) override;
    store::suppression_store& store() override { return *store_; }
    std::string metrics() override;
    void drain() override;

private:
    explicit application(configuration settings);
    // Fills links_; false when a file can't be used.
    bool prepare_links(std::string& error);
    bool open(std::string& error, rocksdb::Env* env);
    void accepted(std::size_t link, boost::asio::ip::tcp::socket socket);
    void on_signal();
    void begin_drain();
    void maybe_done();

    configuration settings_;
    std::vector<net::link_settings> links_;
    std::shared_ptr<const consent::lists> lists_;
    boost::asio::io_context control_{1};
    boost::asio::signal_set signals_{control_};
    boost::asio::steady_timer drain_limit_{control_};
    std::unique_ptr<store::suppression_store> store_;
    std::unique_ptr<net::courier> courier_;
    std::vector<std::unique_ptr<net::worker>> workers_;
    std::vector<std::unique_ptr<net::listener>> listeners_;
    std::unique_ptr<admin::server> admin_;
    std::atomic<bool> draining_{false};
    std::uint64_t next_link_ = 1;
};

// `stopgate run`: 0 when drained, 1 when it could not start.
int run(configuration settings, const std::string& config_path);

}  // namespace proxy::app
