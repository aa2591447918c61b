// The whole: token file, routes and HTTP.
#include "proxy/admin/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fstream>

#include "proxy/admin/keyring.hpp"
#include "tests/admin/fake_gateway.hpp"

using namespace proxy::admin;
namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

unsigned status_of(const server& of, const std::string& target, const std::string& token) {
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), of.port()});
    http::request<http::empty_body> asked(http::verb::get, target, 11);
    if (!token.empty()) asked.set(http::field::authorization, "Bearer " + token);
    http::write(socket, asked);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(socket, buffer, answer);
    return answer.result_int();
}

class Server : public testing::Test {
protected:
    Server() {
        options_.listen = listen_at{.host = "127.0.0.1", .port = 0, .unix_path = {}};
        options_.token_file = directory_.path("admin-token");
    }
    tests::admin::temp_directory directory_;
    tests::admin::fake_gateway gateway_;
    server_options options_;
    std::string error_;
};

TEST_F(Server, TakesTheTokenThatItMadeAndTheConfiguredOnes) {
    options_.credentials = {{"desk", role::viewer, sha256_hex("configured")}};
    const auto made = server::start(options_, gateway_, error_);
    ASSERT_TRUE(made) << error_;
    EXPECT_EQ(status_of(*made, "/healthz", ""), 200U);
    EXPECT_EQ(status_of(*made, "/v1/links", ""), 401U);
    EXPECT_EQ(status_of(*made, "/v1/links", "configured"), 200U);
    EXPECT_EQ(status_of(*made, "/v1/links", read_token(options_.token_file, error_)), 200U);
    made->stop();
}

TEST_F(Server, ChangesComeBackFromTheStoresThread) {
    const auto made = server::start(options_, gateway_, error_);
    ASSERT_TRUE(made) << error_;
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), made->port()});
    http::request<http::string_body> asked(http::verb::put, "/v1/suppressions", 11, R"({"recipient":"4477","sender":"200"})");
    asked.set(http::field::authorization, "Bearer " + read_token(options_.token_file, error_));
    asked.prepare_payload();
    http::write(socket, asked);
    boost::beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(socket, buffer, answer);
    EXPECT_EQ(answer.result_int(), 200U) << answer.body();
    EXPECT_EQ(gateway_.store().find("4477").size(), 1U);
}

TEST_F(Server, WithoutATokenThereIsNoServer) {
    std::ofstream{options_.token_file};
    EXPECT_FALSE(server::start(options_, gateway_, error_));
    EXPECT_THAT(error_, testing::HasSubstr("holds no token"));
}

}  // namespace
