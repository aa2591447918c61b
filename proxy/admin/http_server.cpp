#include "proxy/admin/http_server.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <mutex>
#include <set>
#include <thread>

#include "proxy/admin/http_connection.hpp"
#include "proxy/log/log.hpp"

namespace proxy::admin {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using acceptor_type = asio::basic_socket_acceptor<protocol_type>;

constexpr std::chrono::milliseconds accept_pause{100};  // after a failed accept (no descriptors left), so that it does not spin

// One place that it listens on.
struct door {
    explicit door(asio::io_context& context) : acceptor(context), room(context) {}
    acceptor_type acceptor;
    asio::steady_timer room;  // cancelled when a connection ends
    std::string address, unix_path;
    std::uint16_t port = 0;
};

void open_tcp(acceptor_type& acceptor, const listen_at& where, std::string& address, std::uint16_t& port) {
    asio::ip::tcp::resolver resolver(acceptor.get_executor());
    const auto found = resolver.resolve(where.host, std::to_string(where.port), asio::ip::tcp::resolver::passive);
    const auto chosen = found.begin()->endpoint();
    acceptor.open(chosen.protocol());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind(chosen);
    acceptor.listen();
    const auto bound = acceptor.local_endpoint();
    asio::ip::tcp::endpoint named;
    named.resize(bound.size());
    std::memcpy(named.data(), bound.data(), bound.size());
    port = named.port();
    const auto host = named.address().to_string();
    address = (named.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// A socket that nobody listens on is left from a process that was killed.
void remove_stale(asio::io_context& context, const std::string& path) {
    struct stat about{};
    if (::lstat(path.c_str(), &about) != 0 || !S_ISSOCK(about.st_mode)) return;  // bind will say what is wrong
    asio::local::stream_protocol::socket probe(context);
    error_code failed;
    probe.connect(path, failed);
    if (failed == asio::error::connection_refused) ::unlink(path.c_str());
}

void open_unix(asio::io_context& context, acceptor_type& acceptor, const std::string& path, std::string& address) {
    constexpr mode_t owner_and_group = 0660;
    remove_stale(context, path);
    acceptor.open(asio::local::stream_protocol());
    acceptor.bind(asio::local::stream_protocol::endpoint(path));
    if (::chmod(path.c_str(), owner_and_group) != 0) throw boost::system::system_error(errno, boost::system::generic_category());
    acceptor.listen();
    address = "unix:" + path;
}

}  // namespace

class http_server::impl {
public:
    impl(const http_limits& limits, handler handle, chooser how)
        : service_{limits, std::move(handle), std::move(how), nullptr, {limits.streams}} {
        service_.answers = std::make_shared<answer_box>(context_);
    }
    ~impl() { stop(); }

    // All of them or none; throws.
    void open(const listen_at& where) {
        auto made = std::make_unique<door>(context_);
        if (where.unix_path.empty()) {
            open_tcp(made->acceptor, where, made->address, made->port);
        } else {
            open_unix(context_, made->acceptor, where.unix_path, made->address);
            made->unix_path = where.unix_path;
        }
        if (port_ == 0) port_ = made->port;
        addresses_.push_back(made->address);
        doors_.push_back(std::move(made));
    }

    void start() {
        for (const auto& each : doors_) {
            asio::co_spawn(context_, accept_all(*each),
                           [](const std::exception_ptr& defect) { log_defect(defect, "accepting"); });
        }
        thread_ = std::thread([this] { context_.run(); });
    }

    void renew(tls_rules tls) {
        const std::lock_guard lock{guard_};
        tls_ = std::move(tls);
    }

    void stop() {
        if (thread_.joinable()) {
            asio::post(context_, [this] { finish(); });
            thread_.join();
            service_.answers->close();
            for (const auto& each : connections_) each->abandon();
        }
        for (const auto& each : doors_) {
            if (!each->unix_path.empty()) ::unlink(each->unix_path.c_str());
        }
        doors_.clear();
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const std::vector<std::string>& addresses() const noexcept { return addresses_; }

private:
    static void log_defect(const std::exception_ptr& defect, const char* doing) {
        if (!defect) return;
        try {
            std::rethrow_exception(defect);
        } catch (const std::exception& error) {
            log::note_repeat(log::level::error, "admin server failed", {},
                             {{"doing", std::string_view{doing}}, {"error", std::string{error.what()}}});
        }
    }

    asio::awaitable<void> accept_all(door& at) {
        while (at.acceptor.is_open()) {
            if (connections_.size() >= service_.limits.connections) {
                at.room.expires_at(asio::steady_timer::time_point::max());
                co_await at.room.async_wait(as_result);  // cancelled when a connection ends, or by finish()
                continue;
            }
            auto [failed, socket] = co_await at.acceptor.async_accept(as_result);
            if (!at.acceptor.is_open()) break;
            if (failed) {
                log::note_repeat(log::level::warn, "admin accept failed", {}, {{"error", failed.message()}});
                at.room.expires_after(accept_pause);
                co_await at.room.async_wait(as_result);
                continue;
            }
            begin(std::move(socket), at.unix_path.empty() ? tls_now() : nullptr);
        }
    }

    void begin(protocol_type::socket socket, tls_rules tls) {
        auto connection = std::make_shared<http_connection>(std::move(socket), std::move(tls), service_);
        connections_.insert(connection);
        asio::co_spawn(context_, connection->serve(), [this, connection](const std::exception_ptr& defect) {
            log_defect(defect, "serving");
            connections_.erase(connection);
            for (const auto& each : doors_) each->room.cancel();
            if (connections_.empty()) grace_.cancel();
        });
    }

    [[nodiscard]] tls_rules tls_now() {
        const std::lock_guard lock{guard_};
        return tls_;
    }

    void finish() {
        for (const auto& each : doors_) {
            error_code ignored;
            each->acceptor.close(ignored);
            each->room.cancel();
        }
        for (const auto& each : connections_) each->finish();
        if (connections_.empty()) return;
        grace_.expires_after(service_.limits.grace);
        grace_.async_wait([this](error_code cancelled) {
            if (!cancelled) context_.stop();
        });
    }

    http_service service_;
    asio::io_context context_{1};
    std::vector<std::unique_ptr<door>> doors_;
    asio::steady_timer grace_{context_};
    std::set<std::shared_ptr<http_connection>> connections_;
    std::vector<std::string> addresses_;
    std::uint16_t port_ = 0;
    std::mutex guard_;
    tls_rules tls_;  // under guard_
    std::thread thread_;
};

std::unique_ptr<http_server> http_server::start(const listeners& where, const http_limits& limits, handler handle,
                                                std::string& error, chooser how) {
    auto inside = std::make_unique<impl>(limits, std::move(handle), std::move(how));
    inside->renew(where.tls);
    for (const auto& each : where.all) {
        try {
            inside->open(each);
        } catch (const std::exception& failed) {
            error = (each.unix_path.empty() ? each.host + ":" + std::to_string(each.port) : "unix:" + each.unix_path) + ": " +
                    failed.what();
            return nullptr;
        }
    }
    inside->start();
    return std::unique_ptr<http_server>(new http_server(std::move(inside)));
}

http_server::http_server(std::unique_ptr<impl> inside) : impl_(std::move(inside)) {}
http_server::~http_server() = default;

void http_server::stop() { impl_->stop(); }
void http_server::renew(tls_rules tls) { impl_->renew(std::move(tls)); }
std::uint16_t http_server::port() const noexcept { return impl_->port(); }
const std::vector<std::string>& http_server::addresses() const noexcept { return impl_->addresses(); }
const std::string& http_server::address() const noexcept { return impl_->addresses().front(); }

}  // namespace proxy::admin
