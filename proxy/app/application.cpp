#include "proxy/app/application.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <utility>

#include "proxy/app/cores.hpp"
#include "proxy/app/supervisor.hpp"
#include "proxy/app/version.hpp"
#include "proxy/log/log.hpp"
#include "proxy/net/unix_ms.hpp"

namespace proxy::app {

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

// For the store, which writes what is queued when the last link has gone.
constexpr std::chrono::seconds closing_time{30};

// The drain may take longer than the service manager would wait.
std::string extended_stop(std::chrono::milliseconds drain) {
    return "\nEXTEND_TIMEOUT_USEC=" + std::to_string(std::chrono::microseconds{drain + closing_time}.count());
}

// More sender connections than any carrier link has; each costs two descriptors.
constexpr std::size_t most_links = 10'000;

void note_filter(const store::filter_news& news) {
    const auto state = store::name(news.now.state);
    if (!news.problem.empty())
        return log::note(news.now.state == store::filter_state::off ? log::level::error : log::level::warn, "memory filter",
                         {{"state", state}, {"error", news.problem}});
    log::note(log::level::info, "memory filter",
              {{"state", state},
               {"keys", news.now.keys},
               {"octets", news.now.octets},
               {"seconds", static_cast<std::uint64_t>(news.seconds + 0.5)}});
}

}  // namespace

application::application(rereading read_again) : read_again_(std::move(read_again)) {}

std::unique_ptr<application> application::start(configuration settings, rereading read_again, std::string& error,
                                                rocksdb::Env* env) {
    std::unique_ptr<application> made{new application{std::move(read_again)}};
    if (!made->open(std::move(settings), error, env)) return nullptr;
    return made;
}

bool application::open(configuration given, std::string& error, rocksdb::Env* env) {
    std::vector<fault> faults;
    const auto first = make_generation(std::move(given), nullptr, faults);
    if (!faults.empty()) {
        error = describe(faults.front());
        return false;
    }
    generation_ = first;
    const auto& settings = first->settings;
    store::store_options options;
    options.path = settings.store_path;
    options.env = env;
    options.use_memory_filter = settings.memory_filter;
    options.undo_ms = std::int64_t{settings.undo_days} * 86'400'000;
    options.filter_told = note_filter;
    store_ = store::suppression_store::open(std::move(options), error);
    if (!store_) {
        error = "store " + settings.store_path + ": " + error;
        return false;
    }
    store_->configure(first->lists->names());
    store_->retain(settings.kept);
    courier_ = std::make_unique<net::courier>(control_, *store_);
    for (const auto& one : settings.links) courier_->count_for(one.name);

    const auto count = settings.workers != 0 ? settings.workers : usable_cores();
    memory_ = std::make_unique<net::traffic_memory>(*store_, count, settings.remembered_texts);
    std::vector<net::worker*> all;
    for (unsigned i = 0; i < count; ++i) {
        workers_.push_back(std::make_unique<net::worker>(first->links, control_, *store_, *courier_, *memory_, i,
                                                         relay::refused_ids{store_->node(), i, count, net::unix_ms},
                                                         [this] { boost::asio::post(control_, [this] { maybe_done(); }); }));
        all.push_back(workers_.back().get());
    }
    courier_->serve(std::move(all));

    std::vector<admin::listen_at> doors;
    for (const auto& each : settings.admin_listen) doors.push_back({each.host, each.port, each.unix_path});
    admin::server_options admin_options;
    admin_options.listen = admin::listeners(std::move(doors), rules_of(first->admin_tls));
    admin_options.token_file = settings.store_path + "/admin-token";
    admin_options.credentials = settings.tokens;
    admin_options.requests_per_second = settings.admin_requests_per_second;
    admin_ = admin::server::start(std::move(admin_options), *this, error);
    if (!admin_) return false;
    if (!open_listeners(error)) return false;

    for (const auto& one : workers_) one->start();
    courier_->resume();
    warn_of_lists_that_are_gone();
    return true;
}

// Connections that come now wait until run().
bool application::open_listeners(std::string& error) {
    std::vector<net::listeners::fault> faults;
    listeners_.inherit(inherited_sockets());
    auto plan = listeners_.prepare(wanted_listeners(*now()), faults);
    if (!faults.empty()) {
        error = faults.front().key + ": " + faults.front().what;
        return false;
    }
    listeners_.commit(std::move(plan));
    for (const auto& each : listeners_.unused())
        log::note(log::level::warn, "no link listens on a socket of the service manager", {{"address", each}});
    return true;
}

std::vector<net::listeners::wanted> application::wanted_listeners(const generation& of) {
    std::vector<net::listeners::wanted> all;
    const auto want = [&](std::size_t at, const net::way& by, std::string_view key) {
        const auto& its = of.links[at];
        all.push_back({.link = its->core.link,
                       .from = by.accepted,
                       .key = "link[" + std::to_string(at) + "]." + std::string{key},
                       .where = by.listen,
                       .then = [this, its, from = by.accepted](tcp::socket socket) { accepted(its, from, std::move(socket)); }});
    };
    for (std::size_t at = 0; at < of.links.size(); ++at) want(at, of.links[at]->usual, "listen");
    for (std::size_t at = 0; at < of.links.size(); ++at) {
        if (of.links[at]->outbind) want(at, *of.links[at]->outbind, "outbind_listen");
    }
    return all;
}

// Nothing may call back into what is gone: first those who ask, then the store, which calls back until its queue is empty.
application::~application() {
    if (admin_) admin_->stop();
    for (const auto& one : workers_) one->stop();
    store_.reset();
}

std::vector<std::string> application::listening() const { return listeners_.addresses(); }

std::size_t application::load() const {
    std::size_t total = 0;
    for (const auto& one : workers_) total += one->load();
    return total;
}

std::shared_ptr<const generation> application::now() const {
    const std::lock_guard lock{guard_};
    return generation_;
}

void application::accepted(const net::shared_settings& its, relay::side from, tcp::socket socket) {
    if (load() >= most_links) {
        log::note_repeat(log::level::warn, "connection turned away", its->core.link, {{"limit", std::uint64_t{most_links}}});
        return;
    }
    const auto least = std::ranges::min_element(workers_, {}, [](const auto& one) { return one->load(); });
    error_code failed;
    const auto handle = socket.release(failed);
    if (!failed) (*least)->adopt(net::descriptor{handle}, its, from, next_link_++);
}

void application::run(bool as_service) {
    if (as_service) {
        signals_.add(SIGTERM);
        signals_.add(SIGINT);
        signals_.add(SIGHUP);
        on_signal();
        heartbeat_.emplace(control_, watchdog_limit(), threads(), tell_supervisor, [this] { return status(); });
        heartbeat_->start();
    }
    const auto work = boost::asio::make_work_guard(control_);
    tick();
    control_.run();
}

void application::tick() {
    log::tick();
    ticks_.expires_after(log::tick_interval);
    ticks_.async_wait([this](error_code stopped) {
        if (!stopped) tick();
    });
}

void application::on_signal() {
    signals_.async_wait([this](error_code failed, int which) {
        if (failed) return;
        if (which == SIGHUP) {
            tell_supervisor(reloading_now());
            begin_reload(false, [](const admin::reload_report&) { tell_supervisor("READY=1"); });
            on_signal();
            return;
        }
        // A drain that somebody asked the API for goes on: whoever stops services sends a signal all the same.
        if (std::exchange(told_to_end_, true)) {
            log::note(log::level::warn, "stopped by a second signal", {});
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
    const auto bounds = now()->settings.bounds;
    const auto limit = net::worker::drain_spread(load()) + bounds.drain + 4 * bounds.farewell;
    log::note(log::level::info, "draining", {{"limit_seconds", static_cast<std::uint64_t>(bounds.drain.count())}});
    listeners_.stop();
    for (const auto& one : workers_) one->drain();
    tell_supervisor("STOPPING=1\nSTATUS=" + status() + extended_stop(limit));
    // The core ends each link within the drain's limit and two farewells; this is for what hangs all the same.
    drain_limit_.expires_after(limit);
    drain_limit_.async_wait([this](error_code stopped) {
        if (stopped) return;
        log::note(log::level::warn, "drain limit reached, links are cut", {});
        control_.stop();
    });
    maybe_done();
}

void application::maybe_done() {
    if (!draining_ || load() != 0) return;
    log::note(log::level::info, "drained", {});
    control_.stop();
}

int run(configuration settings, const std::string& config_path) {
    const log::writer writer;  // before all threads, and after them
    log::adopt(settings.logged);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);  // until run(): the file is being read just now

    std::string error;
    const auto gateway = application::start(
        std::move(settings), [config_path] { return read_configuration(config_path, named_files::checked); }, error);
    if (!gateway) {
        log::note(log::level::error, "cannot start", {{"error", error}, {"config", config_path}});
        tell_supervisor("STATUS=Cannot start: " + error);
        return 1;
    }
    log::note(log::level::info, "started", {{"version", version()}, {"revision", revision()}, {"config", config_path}});
    gateway->run(true);
    log::note(log::level::info, "stopped", {});
    return 0;
}

}  // namespace proxy::app
