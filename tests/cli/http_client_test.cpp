#include "proxy/cli/http_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio.hpp>

#include "proxy/cli/admin_api.hpp"

using namespace proxy::cli;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using testing::HasSubstr;

namespace {

TEST(AdminUrl, IsHttpOrUnix) {
    std::string wrong;
    const auto tcp = parse_admin_url("http://gateway.example:9775", wrong);
    ASSERT_TRUE(tcp) << wrong;
    EXPECT_EQ(tcp->host, "gateway.example");
    EXPECT_EQ(tcp->port, 9775);
    EXPECT_EQ(describe(*tcp), "http://gateway.example:9775");
    const auto v6 = parse_admin_url("http://[::1]:1/", wrong);
    ASSERT_TRUE(v6) << wrong;
    EXPECT_EQ(v6->host, "::1");
    EXPECT_EQ(describe(*v6), "http://[::1]:1");
    const auto unix_socket = parse_admin_url("unix:/run/a b.sock", wrong);
    ASSERT_TRUE(unix_socket) << wrong;
    EXPECT_EQ(unix_socket->unix_path, "/run/a b.sock");
    EXPECT_EQ(describe(*unix_socket), "unix:/run/a b.sock");
}

TEST(AdminUrl, RefusesWhatIsNone) {
    for (const auto* each : {"", "h:1", "http://", "http://h", "http://:1", "http://h:0", "http://h:99999", "http://h:1/x",
                             "http://h:1?x", "ftp://h:1", "unix:", "unix:x"}) {
        std::string wrong;
        EXPECT_FALSE(parse_admin_url(each, wrong)) << each;
        EXPECT_THAT(wrong, HasSubstr("write http://host:port, https://host:port or unix:/path")) << each;
    }
}

TEST(Target, IsEncodedWithoutWhatIsEmpty) {
    EXPECT_EQ(target_of("/v1/x", {}), "/v1/x");
    EXPECT_EQ(target_of("/v1/x", {{"a", ""}, {"b", "+44 77&c=\xC3\xA9"}, {"c", "d"}}), "/v1/x?b=%2B44%2077%26c%3D%C3%A9&c=d");
}

// Accepts connections in the backlog and never says anything.
struct mute {
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    destination where{.host = "127.0.0.1", .port = acceptor.local_endpoint().port(), .unix_path = {}};
};

TEST(HttpClient, HasPatienceOnlySoLong) {
    mute server;
    std::string error;
    EXPECT_FALSE(ask(server.where, {"GET", "/", "", ""}, error, 30ms));
    EXPECT_THAT(error, HasSubstr("no answer within"));
}

TEST(HttpClient, HalfAnAnswerIsNone) {
    mute server;
    server.acceptor.async_accept([](boost::system::error_code, asio::ip::tcp::socket peer) {
        std::string in;
        asio::read_until(peer, asio::dynamic_buffer(in), "\r\n\r\n");
        asio::write(peer, asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")));
    });
    std::thread serving([&] { server.context.run(); });
    std::string error;
    EXPECT_FALSE(ask(server.where, {"GET", "/", "", ""}, error));
    EXPECT_FALSE(error.empty());
    serving.join();
}

TEST(HttpClient, AHostThatIsNoneIsSaid) {
    std::string error;
    EXPECT_FALSE(ask({.host = "nowhere.invalid", .port = 1, .unix_path = {}}, {"GET", "/", "", ""}, error));
    EXPECT_FALSE(error.empty());
}

}  // namespace
