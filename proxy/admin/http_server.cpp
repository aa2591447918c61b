#include "proxy/admin/http_server.hpp"

#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "proxy/admin/http_connection.hpp"

namespace proxy::admin {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using acceptor_type = asio::basic_socket_acceptor<protocol_type>;

constexpr std::chrono::milliseconds accept_pause{100};  // after a failed accept (no descriptors left), so that it does not spin

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
    impl(const http_limits& limits, handler handle, chooser streams)
        : service_{limits, std::move(handle), std::move(streams), nullptr, {limits.streams}} {
        service_.answers = std::make_shared<answer_box>(context_);
    }
    ~impl() { stop(); }

    void start(const listen_at& where) {
        if (where.unix_path.empty()) {
            open_tcp(acceptor_, where, address_, port_);
        } else {
            open_unix(context_, acceptor_, where.unix_path, address_);
            unix_path_ = where.unix_path;
        }
        asio::co_spawn(context_, accept_all(), [](const std::exception_ptr& defect) { log_defect(defect, "accepting"); });
        thread_ = std::thread([this] { context_.run(); });
    }

    void stop() {
        if (!thread_.joinable()) return;
        asio::post(context_, [this] { finish(); });
        thread_.join();
        service_.answers->close();
        for (const auto& each : connections_) each->abandon();
        if (!unix_path_.empty()) ::unlink(unix_path_.c_str());
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const std::string& address() const noexcept { return address_; }

private:
    static void log_defect(const std::exception_ptr& defect, const char* doing) {
        if (!defect) return;
        try {
            std::rethrow_exception(defect);
        } catch (const std::exception& error) {
            spdlog::error("admin server failed doing={} error=\"{}\"", doing, error.what());
        }
    }

    asio::awaitable<void> accept_all() {
        while (acceptor_.is_open()) {
            if (connections_.size() >= service_.limits.connections) {
                room_.expires_at(asio::steady_timer::time_point::max());
                co_await room_.async_wait(as_result);  // cancelled when a connection ends, or by finish()
                continue;
            }
            auto [failed, socket] = co_await acceptor_.async_accept(as_result);
            if (!acceptor_.is_open()) break;
            if (failed) {
                spdlog::warn("admin accept failed error=\"{}\"", failed.message());
                room_.expires_after(accept_pause);
                co_await room_.async_wait(as_result);
                continue;
            }
            begin(std::move(socket));
        }
    }

    void begin(protocol_type::socket socket) {
        auto connection = std::make_shared<http_connection>(std::move(socket), service_);
        connections_.insert(connection);
        asio::co_spawn(context_, connection->serve(), [this, connection](const std::exception_ptr& defect) {
            log_defect(defect, "serving");
            connections_.erase(connection);
            room_.cancel();
            if (connections_.empty()) grace_.cancel();
        });
    }

    void finish() {
        error_code ignored;
        acceptor_.close(ignored);
        room_.cancel();
        for (const auto& each : connections_) each->finish();
        if (connections_.empty()) return;
        grace_.expires_after(service_.limits.grace);
        grace_.async_wait([this](error_code cancelled) {
            if (!cancelled) context_.stop();
        });
    }

    http_service service_;
    asio::io_context context_{1};
    acceptor_type acceptor_{context_};
    asio::steady_timer room_{context_};
    asio::steady_timer grace_{context_};
    std::set<std::shared_ptr<http_connection>> connections_;
    std::string address_, unix_path_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

std::unique_ptr<http_server> http_server::start(const listen_at& where, const http_limits& limits, handler handle,
                                                std::string& error, chooser streams) {
    auto inside = std::make_unique<impl>(limits, std::move(handle), std::move(streams));
    try {
        inside->start(where);
    } catch (const std::exception& failed) {
        error = (where.unix_path.empty() ? where.host + ":" + std::to_string(where.port) : "unix:" + where.unix_path) + ": " +
                failed.what();
        return nullptr;
    }
    return std::unique_ptr<http_server>(new http_server(std::move(inside)));
}

http_server::http_server(std::unique_ptr<impl> inside) : impl_(std::move(inside)) {}
http_server::~http_server() = default;

void http_server::stop() { impl_->stop(); }
std::uint16_t http_server::port() const noexcept { return impl_->port(); }
const std::string& http_server::address() const noexcept { return impl_->address(); }

}  // namespace proxy::admin
