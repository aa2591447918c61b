#pragma once
// Requests and answers without a socket, against a real store; a token for each role.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "proxy/admin/routes.hpp"
#include "tests/admin/fake_gateway.hpp"

namespace tests::admin {

using namespace proxy::admin;
using nlohmann::json;

class Routes : public testing::Test {
protected:
    Routes()
        : routes_(gateway_,
                  keyring({{"dashboard", role::viewer, sha256_hex("viewer-token")},
                           {"desk", role::reserved_operator, sha256_hex("operator-token")},
                           {"boss", role::admin, sha256_hex("admin-token")}}),
                  [this] { return now_; }) {}

    response ask(const std::string& method, const std::string& target, const std::string& token = "admin-token",
                 const std::string& body = "") {
        return ask_as({method, target, token.empty() ? "" : "Bearer " + token, body});
    }
    // Each request comes `pause_` after the one before.
    response ask_as(const request& asked) {
        now_ += pause_;
        auto given = std::make_shared<std::promise<response>>();
        auto answer = given->get_future();
        routes_.handle(asked, [given](response made) { given->set_value(std::move(made)); });
        return answer.get();
    }
    json get(const std::string& target) {
        const auto answer = ask("GET", target);
        EXPECT_EQ(answer.status, 200U) << answer.body;
        EXPECT_EQ(answer.content_type, "application/json");
        return json::parse(answer.body);
    }
    response put(const json& body, const std::string& token = "admin-token") {
        return ask("PUT", "/v1/suppressions", token, body.dump());
    }

    fake_gateway gateway_;
    std::chrono::steady_clock::time_point now_{std::chrono::hours{1}};
    std::chrono::milliseconds pause_{1'000};
    routes routes_;
};

// A problem of RFC 9457 with this status; gives its detail.
inline std::string detail_of(const response& answer, unsigned status) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(answer.content_type, "application/problem+json");
    const auto body = json::parse(answer.body);
    EXPECT_EQ(body.at("type"), "about:blank");
    EXPECT_FALSE(body.at("title").get<std::string>().empty());
    EXPECT_EQ(body.at("status"), status);
    EXPECT_FALSE(body.at("code").get<std::string>().empty());
    return body.at("detail");
}

inline std::string header(const response& of, const std::string& name) {
    for (const auto& [key, value] : of.headers) {
        if (key == name) return value;
    }
    return {};
}

inline const store::binding from_200{store::scope::sender, "default", "200"};

}  // namespace tests::admin
