#include "proxy/admin/server.hpp"

#include <spdlog/spdlog.h>

#include "proxy/admin/http_server.hpp"
#include "proxy/admin/keyring.hpp"
#include "proxy/admin/routes.hpp"

namespace proxy::admin {

class server::impl {
public:
    impl(gateway& asked, const std::vector<credential>& credentials, credential own)
        : own_(std::move(own)), routes_(asked, keys_of(credentials)) {}

    bool start(const server_options& options, std::string& error) {
        http_ = http_server::start(
            {options.host, options.port, options.unix_path}, options.limits,
            [this](const request& asked, const reply& answer) { routes_.handle(asked, answer); }, error,
            [this](const request& asked) { return routes_.streams(asked); });
        return http_ != nullptr;
    }
    void renew(const std::vector<credential>& credentials) { routes_.renew(keys_of(credentials)); }
    http_server& http() { return *http_; }

private:
    [[nodiscard]] keyring keys_of(std::vector<credential> credentials) const {
        credentials.push_back(own_);
        return keyring(credentials);
    }

    credential own_;
    routes routes_;
    std::unique_ptr<http_server> http_;  // last, so that its thread ends first
};

std::unique_ptr<server> server::start(const server_options& options, gateway& asked, std::string& error) {
    const auto token = read_or_make_token(options.token_file, error);
    if (token.empty()) return nullptr;
    credential own{.name = "admin-token", .rank = role::admin, .sha256 = sha256_hex(token)};
    auto inside = std::make_unique<impl>(asked, options.credentials, std::move(own));
    if (!inside->start(options, error)) return nullptr;
    spdlog::info("admin listening address={}", inside->http().address());
    return std::unique_ptr<server>(new server(std::move(inside)));
}

server::server(std::unique_ptr<impl> inside) : impl_(std::move(inside)) {}
server::~server() = default;

void server::renew(const std::vector<credential>& credentials) { impl_->renew(credentials); }
void server::stop() { impl_->http().stop(); }
std::uint16_t server::port() const noexcept { return impl_->http().port(); }
const std::string& server::address() const noexcept { return impl_->http().address(); }

}  // namespace proxy::admin
