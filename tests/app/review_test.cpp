// The review queue of the whole gateway: its metric, and a disk that takes nothing.
#include <gmock/gmock.h>

#include <future>

#include "proxy/admin/keyring.hpp"
#include "proxy/admin/routes.hpp"
#include "tests/app/loopback.hpp"

namespace app_test {
namespace {

using namespace proxy;
using testing::HasSubstr;

class ReviewOfGateway : public Gateway {
protected:
    std::uint64_t suspect() {
        store::suspicion reply;
        reply.recipient = "4477";
        reply.bindings = {{store::scope::sender, "default", "123"}};
        reply.because.text = "no more pls";
        std::promise<bool> stored;
        gateway_->store().suspect(reply, [&](bool done) { stored.set_value(done); });
        EXPECT_TRUE(stored.get_future().get());
        return gateway_->store().suspicions(0, 1'000).back().id;
    }
    admin::response settle(std::uint64_t id, const std::string& body) {
        admin::routes routes(*gateway_, admin::keyring({{"desk", admin::role::reserved_operator, admin::sha256_hex("token")}}));
        std::promise<admin::response> given;
        routes.handle({"POST", "/v1/review/" + std::to_string(id), "Bearer token", body},
                      [&](admin::response made) { given.set_value(std::move(made)); });
        return given.get_future().get();
    }
};

TEST_F(ReviewOfGateway, IsCountedFromTheStart) {
    start();
    EXPECT_THAT(gateway_->metrics(), HasSubstr("\nstopgate_review_waiting 0\n"));
    const auto first = suspect(), second = suspect();
    EXPECT_THAT(gateway_->metrics(), HasSubstr("\nstopgate_review_waiting 2\n"));
    EXPECT_EQ(settle(first, R"({"action": "opt-out"})").status, 200U);
    EXPECT_EQ(settle(second, R"({"action": "dismiss"})").status, 200U);
    EXPECT_THAT(gateway_->metrics(), HasSubstr("\nstopgate_review_waiting 0\n"));
    EXPECT_EQ(gateway_->lookup("123", "4477", "app").suppressed, true);
}

TEST_F(ReviewOfGateway, WhatAFullDiskDoesNotTakeWaitsOn) {
    start();
    const auto id = suspect();
    disk_.be_full(true);
    EXPECT_EQ(settle(id, R"({"action": "dismiss"})").status, 503U);
    const auto answer = settle(id, R"({"action": "opt-out"})");
    EXPECT_EQ(answer.status, 503U);
    EXPECT_THAT(answer.body, HasSubstr("in memory"));
    EXPECT_EQ(gateway_->store().suspicions_waiting(), 1U);
    EXPECT_TRUE(gateway_->lookup("123", "4477", "app").suppressed);
}

}  // namespace
}  // namespace app_test
