#include "proxy/admin/server.hpp"

#include "proxy/admin/http_server.hpp"
#include "proxy/admin/keyring.hpp"
#include "proxy/admin/routes.hpp"
#include "proxy/log/log.hpp"

namespace proxy::admin {

class server::impl {
public:
    impl(gateway& asked, const std::vector<credential>& credentials, credential own)
        : own_(std::move(own)), routes_(asked, keys_of(credentials)) {}

    bool start(const server_options& options, std::string& error) {
        routes_.limit(options.requests_per_second);
        http_ = http_server::start(
            options.listen, options.limits, [this](const request& asked, const reply& answer) { routes_.handle(asked, answer); },
            error, [this](const request& asked) { return routes_.how(asked); });
        return http_ != nullptr;
    }
    void renew(const std::vector<credential>& credentials, tls_rules tls, unsigned requests_per_second) {
        routes_.renew(keys_of(credentials));
        routes_.limit(requests_per_second);
        http_->renew(std::move(tls));
    }
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
    for (const auto& each : inside->http().addresses()) {
        const bool secured = options.listen.tls != nullptr && !each.starts_with("unix:");
        log::note(log::level::info, "admin listening", {{"address", each}, {"tls", secured}});
    }
    return std::unique_ptr<server>(new server(std::move(inside)));
}

server::server(std::unique_ptr<impl> inside) : impl_(std::move(inside)) {}
server::~server() = default;

void server::renew(const std::vector<credential>& credentials, tls_rules tls, unsigned requests_per_second) {
    impl_->renew(credentials, std::move(tls), requests_per_second);
}
void server::stop() { impl_->http().stop(); }
std::uint16_t server::port() const noexcept { return impl_->http().port(); }
const std::string& server::address() const noexcept { return impl_->http().address(); }

}  // namespace proxy::admin
