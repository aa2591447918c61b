#include "proxy/app/application.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <csignal>

#include "proxy/app/cores.hpp"
#include "proxy/app/version.hpp"
#include "proxy/net/log.hpp"

namespace proxy::app {

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

// More sender connections than any carrier link has; each costs two descriptors.
constexpr std::size_t most_links = 10'000;

// nullptr when none is wanted, or when its files can't be used: then `error` says why.
std::shared_ptr<net::tls> load_tls(net::tls_end end, const std::optional<net::tls_settings>& wanted, std::string_view key,
                                   std::string& error) {
    if (!wanted) return nullptr;
    auto made = net::tls::load(end, *wanted, error);
    if (!made) error = std::string{key} + "." + error;
    return made;
}

}  // namespace

application::application(configuration settings)
    : settings_(std::move(settings)), lists_(std::make_shared<const consent::lists>(settings_.lists)) {}

bool application::prepare_links(std::string& error) {
    for (const auto& one : settings_.links) {
        std::vector<net::host_and_port> hosts;
        for (const auto& host : one.upstream) hosts.push_back({host.host, host.port});
        links_.push_back({.core = {.link = one.name,
                                   .default_alphabet = one.default_alphabet,
                                   .home = consent::plan_of(one.default_region),
                                   .window = one.window,
                                   .refusal = settings_.refusal,
                                   .when_store_fails = settings_.when_store_fails,
                                   .bounds = settings_.bounds,
                                   .lists = lists_},
                          .listen = {one.listen.host, one.listen.port},
                          .upstream = std::make_shared<net::dial_list>(one.name, std::move(hosts)),
                          .listen_tls = load_tls(net::tls_end::accepts, one.listen_tls, "listen_tls", error),
                          .upstream_tls = load_tls(net::tls_end::dials, one.upstream_tls, "upstream_tls", error),
                          .balancers = one.balancers});
        if (error.empty()) continue;
        error = "link " + one.name + ": " + error;
        return false;
    }
    return true;
}

std::unique_ptr<application> application::start(configuration settings, std::string& error, rocksdb::Env* env) {
    std::unique_ptr<application> made{new application{std::move(settings)}};
    if (!made->open(error, env)) return nullptr;
    return made;
}

bool application::open(std::string& error, rocksdb::Env* env) {
    if (!prepare_links(error)) return false;
    store::store_options options;
    options.path = settings_.store_path;
    options.env = env;
    store_ = store::suppression_store::open(std::move(options), error);
    if (!store_) {
        error = "store " + settings_.store_path + ": " + error;
        return false;
    }
    std::vector<std::string> names;
    for (const auto& one : settings_.links) names.push_back(one.name);
    courier_ = std::make_unique<net::courier>(control_, *store_, std::move(names));

    const auto count = settings_.workers != 0 ? settings_.workers : usable_cores();
    std::vector<net::worker*> all;
    for (unsigned i = 0; i < count; ++i) {
        workers_.push_back(std::make_unique<net::worker>(links_, *store_, *courier_,
                                                         [this] { boost::asio::post(control_, [this] { maybe_done(); }); }));
        all.push_back(workers_.back().get());
    }
    courier_->serve(std::move(all));

    for (std::size_t i = 0; i < links_.size(); ++i) {
        listeners_.push_back(
            std::make_unique<net::listener>(control_, [this, i](tcp::socket socket) { accepted(i, std::move(socket)); }));
        if (const auto fault = listeners_.back()->open(links_[i].listen); !fault.empty()) {
            error = "link " + links_[i].core.link + ": cannot listen on " + links_[i].listen.host + ":" +
                    std::to_string(links_[i].listen.port) + ": " + fault;
            return false;
        }
    }
    admin::server_options admin_options;
    admin_options.host = settings_.admin_listen.host;
    admin_options.port = settings_.admin_listen.port;
    admin_options.unix_path = settings_.admin_listen.unix_path;
    admin_options.token_file = settings_.store_path + "/admin-token";
    admin_options.credentials = settings_.tokens;
    admin_ = admin::server::start(std::move(admin_options), *this, error);
    if (!admin_) return false;

    for (const auto& one : workers_) one->start();
    for (const auto& one : listeners_) one->start();
    courier_->resume();
    return true;
}

// Nothing may call back into what is gone: first those who ask, then the store, which calls back until its queue is empty.
application::~application() {
    if (admin_) admin_->stop();
    for (const auto& one : workers_) one->stop();
    store_.reset();
}

std::vector<std::string> application::listening() const {
    std::vector<std::string> all;
    for (const auto& one : listeners_) all.push_back(one->address());
    return all;
}

void application::accepted(std::size_t link, tcp::socket socket) {
    std::size_t total = 0;
    for (const auto& one : workers_) total += one->load();
    if (total >= most_links) {
        net::note("warn", "connection turned away", {{"link", links_[link].core.link}, {"limit", std::uint64_t{most_links}}});
        return;
    }
    const auto least = std::ranges::min_element(workers_, {}, [](const auto& one) { return one->load(); });
    error_code failed;
    const auto local = socket.local_endpoint(failed);
    if (failed) return;  // it is gone already
    const bool v6 = local.protocol() == tcp::v6();
    const auto handle = socket.release(failed);
    if (!failed) (*least)->adopt(handle, v6, link, next_link_++);
}

void application::run(bool signals) {
    if (signals) {
        signals_.add(SIGTERM);
        signals_.add(SIGINT);
        on_signal();
    }
    const auto work = boost::asio::make_work_guard(control_);
    control_.run();
}

void application::on_signal() {
    signals_.async_wait([this](error_code failed, int) {
        if (failed) return;
        if (draining_) {
            net::note("warn", "stopped by a second signal", {});
            control_.stop();
            return;
        }
        begin_drain();
        on_signal();
    });
}

void application::drain() {
    boost::asio::post(control_, [this] { begin_drain(); });
}

void application::begin_drain() {
    if (draining_.exchange(true)) return;
    net::note("info", "draining", {{"limit_seconds", static_cast<std::uint64_t>(settings_.bounds.drain.count())}});
    for (const auto& one : listeners_) one->stop();
    for (const auto& one : workers_) one->drain();
    // The core ends each link within the drain's limit and two farewells; this is for what hangs all the same.
    drain_limit_.expires_after(settings_.bounds.drain + 4 * settings_.bounds.farewell);
    drain_limit_.async_wait([this](error_code stopped) {
        if (stopped) return;
        net::note("warn", "drain limit reached, links are cut", {});
        control_.stop();
    });
    maybe_done();
}

void application::maybe_done() {
    if (!draining_) return;
    for (const auto& one : workers_) {
        if (one->load() != 0) return;
    }
    net::note("info", "drained", {});
    control_.stop();
}

int run(configuration settings, const std::string& config_path) {
    auto log = std::make_shared<spdlog::logger>("stopgate", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    log->flush_on(spdlog::level::trace);
    spdlog::set_default_logger(log);
    std::signal(SIGPIPE, SIG_IGN);

    std::string error;
    std::vector<std::string> names;
    for (const auto& one : settings.links) names.push_back(one.name);
    const auto gateway = application::start(std::move(settings), error);
    if (!gateway) {
        net::note("error", "cannot start", {{"error", error}, {"config", config_path}});
        return 1;
    }
    net::note("info", "started", {{"version", version()}, {"revision", revision()}, {"config", config_path}});
    const auto listening = gateway->listening();
    for (std::size_t i = 0; i < names.size(); ++i)
        net::note("info", "listening", {{"link", names[i]}, {"address", listening[i]}});
    gateway->run(true);
    net::note("info", "stopped", {});
    return 0;
}

}  // namespace proxy::app
