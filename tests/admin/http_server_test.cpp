// The server over loopback: framing, limits, keep-alive, late answers, the end. Raw octets go in, so that half requests can.
#include "proxy/admin/http_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <chrono>
#include <future>
#include <thread>

#include "tests/admin/http_peer.hpp"
#include "tests/admin/temp_directory.hpp"

using namespace proxy::admin;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace http = boost::beast::http;
using testing::HasSubstr;
using tests::admin::http_peer;

namespace {

void echo(const request& asked, const reply& answer) {
    answer({.status = 200,
            .content_type = "text/plain",
            .body = asked.method + " " + asked.target + " " + asked.body,
            .headers = {}});
}

class HttpServer : public testing::Test {
protected:
    http_server& start(http_server::handler handle = echo, http_server::chooser how = {}) {
        std::string error;
        server_ = http_server::start(where_, limits_, std::move(handle), error, std::move(how));
        EXPECT_TRUE(server_) << error;
        return *server_;
    }

    listen_at where_{"127.0.0.1", 0, ""};
    http_limits limits_;
    std::unique_ptr<http_server> server_;
};

const std::string get_x = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(HttpServer, TheKernelChoosesThePort) {
    const auto& server = start();
    EXPECT_NE(server.port(), 0);
    EXPECT_EQ(server.address(), "127.0.0.1:" + std::to_string(server.port()));
}

TEST_F(HttpServer, KeepsTheConnectionAlive) {
    http_peer peer(start());
    for (int turn = 0; turn < 3; ++turn) {
        peer.send(get_x);
        const auto answer = peer.receive();
        EXPECT_EQ(answer.result_int(), 200U);
        EXPECT_EQ(answer.body(), "GET /x ");
        EXPECT_TRUE(answer.keep_alive());
        EXPECT_EQ(answer[http::field::cache_control], "no-store");
    }
    peer.send("GET /y HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(peer.receive().body(), "GET /y ");
    EXPECT_TRUE(peer.closed());
}

TEST_F(HttpServer, TakesRequestsThatComeTogether) {
    http_peer peer(start());
    peer.send(get_x + "PUT /y HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + get_x);
    EXPECT_EQ(peer.receive().body(), "GET /x ");
    EXPECT_EQ(peer.receive().body(), "PUT /y abc");
    EXPECT_EQ(peer.receive().body(), "GET /x ");
}

TEST_F(HttpServer, TakesARequestOctetByOctet) {
    http_peer peer(start());
    for (const char c : std::string("PUT /y HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc")) peer.send({c});
    EXPECT_EQ(peer.receive().body(), "PUT /y abc");
}

TEST_F(HttpServer, TakesChunks) {
    http_peer peer(start());
    peer.send("PUT /y HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
    EXPECT_EQ(peer.receive().body(), "PUT /y abc");
}

TEST_F(HttpServer, GivesLeaveToSendTheBody) {
    http_peer peer(start());
    peer.send("PUT /y HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(peer.receive().result_int(), 100U);
    peer.send("abc");
    EXPECT_EQ(peer.receive().body(), "PUT /y abc");
}

TEST_F(HttpServer, AnOldClientGetsOneAnswer) {
    http_peer peer(start());
    peer.send("GET /x HTTP/1.0\r\n\r\n");
    EXPECT_EQ(peer.receive().body(), "GET /x ");
    EXPECT_TRUE(peer.closed());
}

TEST_F(HttpServer, WhatComesAfterTheLastRequestDoesNotResetTheConnection) {
    http_peer peer(start());
    peer.send("GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" + std::string(100'000, 'x'));
    EXPECT_EQ(peer.receive().body(), "GET /x ");
    peer.end();
    EXPECT_TRUE(peer.ended());
}

TEST_F(HttpServer, AHeaderHasALimit) {
    http_peer peer(start());
    peer.send("GET /x HTTP/1.1\r\nX: " + std::string(9'000, 'x') + "\r\n\r\n");
    const auto answer = peer.receive();
    EXPECT_EQ(answer.result_int(), 431U);
    EXPECT_EQ(answer[http::field::content_type], "application/problem+json");
    EXPECT_THAT(answer.body(), HasSubstr("8192"));
    peer.end();
    EXPECT_TRUE(peer.closed());
}

TEST_F(HttpServer, ABodyHasALimit) {
    start();
    for (const std::string how : {"Content-Length: 65537\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n10001\r\n"}) {
        http_peer peer(*server_);
        peer.send("PUT /x HTTP/1.1\r\nHost: h\r\n" + how + std::string(65'537, 'x'));
        EXPECT_EQ(peer.receive().result_int(), 413U) << how;
        peer.end();
        EXPECT_TRUE(peer.ended());
    }
    http_peer peer(*server_);
    peer.send("PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 65536\r\n\r\n" + std::string(65'536, 'x'));
    EXPECT_EQ(peer.receive().result_int(), 200U);
}

TEST_F(HttpServer, WhatIsNoHttpIsToldSo) {
    start();
    for (const std::string what : {"hello\r\n\r\n", "GET /x HTTP/9.9\r\n\r\n", "GET /x HTTP/1.1\r\nno colon\r\n\r\n"}) {
        http_peer peer(*server_);
        peer.send(what);
        EXPECT_EQ(peer.receive().result_int(), 400U) << what;
        peer.end();
        EXPECT_TRUE(peer.closed()) << what;
    }
}

TEST_F(HttpServer, HalfARequestAndSilenceIsClosed) {
    limits_.idle = 50ms;
    start();
    for (const std::string part : {"", "GET /x HT", "PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na"}) {
        http_peer peer(*server_);
        peer.send(part);
        EXPECT_TRUE(peer.closed()) << part;
    }
}

TEST_F(HttpServer, APeerThatLeavesHalfwayHurtsNobody) {
    start();
    {
        http_peer peer(*server_);
        peer.send("PUT /x HTTP/1.1\r\nContent-Length: 3\r\n\r\na");
    }
    http_peer peer(*server_);
    peer.send(get_x);
    EXPECT_EQ(peer.receive().result_int(), 200U);
}

TEST_F(HttpServer, ConnectionsHaveALimitAndMoreWait) {
    limits_.connections = 2;
    start();
    auto first = std::make_unique<http_peer>(*server_);
    http_peer second(*server_);
    for (auto* each : {first.get(), &second}) {
        each->send(get_x);
        EXPECT_EQ(each->receive().result_int(), 200U);
    }
    http_peer third(*server_);  // in the backlog
    third.send(get_x);
    for (int turn = 0; turn < 20; ++turn) {  // the server goes on meanwhile
        second.send(get_x);
        EXPECT_EQ(second.receive().result_int(), 200U);
    }
    EXPECT_FALSE(third.has_input()) << "no room yet";
    first.reset();
    EXPECT_EQ(third.receive().result_int(), 200U);
}

TEST_F(HttpServer, AnswersMayComeLaterFromAnotherThread) {
    std::promise<reply> asked;
    start([&](const request&, const reply& answer) { asked.set_value(answer); });
    http_peer peer(*server_);
    peer.send(get_x);
    auto answer = asked.get_future().get();
    std::thread([&] {
        answer({.status = 202, .content_type = "text/plain", .body = "later", .headers = {{"Allow", "GET"}}});
        answer({.status = 500, .content_type = "text/plain", .body = "twice", .headers = {}});
    }).join();
    const auto got = peer.receive();
    EXPECT_EQ(got.result_int(), 202U);
    EXPECT_EQ(got.body(), "later");
    EXPECT_EQ(got[http::field::allow], "GET");
}

TEST_F(HttpServer, AnAnswerThatNeverComesIsReplaced) {
    limits_.answer = 20ms;
    std::vector<reply> asked;
    start([&](const request&, const reply& answer) {
        asked.push_back(answer);
        if (asked.size() == 2) asked[0]({.status = 200, .content_type = "text/plain", .body = "too late", .headers = {}});
    });
    http_peer peer(*server_);
    peer.send(get_x);
    EXPECT_EQ(peer.receive().result_int(), 504U);
    peer.send(get_x);
    EXPECT_EQ(peer.receive().result_int(), 504U) << "not the answer to the first";
    server_->stop();  // before `asked` goes
}

TEST_F(HttpServer, WhoCountsMayTakeLonger) {
    limits_.answer = 20ms;
    std::promise<reply> counting;
    std::vector<reply> others;
    start(
        [&](const request& asked, const reply& answer) {
            if (asked.target == "/x") return others.push_back(answer);
            counting.set_value(answer);
        },
        [](const request& asked) { return asked.target == "/count" ? serving::counting : serving::whole; });
    http_peer counts(*server_), other(*server_);
    counts.send("DELETE /count HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto answer = counting.get_future().get();
    other.send(get_x);
    EXPECT_EQ(other.receive().result_int(), 504U);
    answer({.status = 200, .content_type = "text/plain", .body = "all of them", .headers = {}});
    EXPECT_EQ(counts.receive().body(), "all of them");
    server_->stop();  // before what it is asked goes
}

TEST_F(HttpServer, AnswersAfterTheEndAreDropped) {
    std::promise<reply> asked;
    limits_.grace = 20ms;
    start([&](const request&, const reply& answer) { asked.set_value(answer); });
    http_peer peer(*server_);
    peer.send(get_x);
    auto answer = asked.get_future().get();
    server_->stop();
    EXPECT_TRUE((server_.reset(), peer.closed()));
    answer({.status = 200, .content_type = "text/plain", .body = "late", .headers = {}});
}

TEST_F(HttpServer, StopLetsAnAnswerGoOutAndClosesTheIdle) {
    std::promise<reply> asked;
    limits_.grace = 60s;
    start([&](const request&, const reply& answer) { asked.set_value(answer); });
    http_peer idle(*server_), busy(*server_);
    busy.send(get_x);
    auto answer = asked.get_future().get();
    auto stopped = std::async(std::launch::async, [&] { server_->stop(); });
    EXPECT_TRUE(idle.closed());
    answer({.status = 200, .content_type = "text/plain", .body = "the last", .headers = {}});
    const auto got = busy.receive();
    EXPECT_EQ(got.body(), "the last");
    EXPECT_FALSE(got.keep_alive());
    busy.end();
    EXPECT_TRUE(busy.closed());
    stopped.get();
    server_->stop();
    EXPECT_THROW(http_peer(server_->address(), server_->port()), boost::system::system_error);
}

TEST_F(HttpServer, ATakenPortIsAnError) {
    start();
    std::string error;
    EXPECT_FALSE(http_server::start(listen_at{"127.0.0.1", server_->port(), ""}, {}, echo, error));
    EXPECT_THAT(error, HasSubstr("127.0.0.1:" + std::to_string(server_->port())));
    EXPECT_THAT(error, HasSubstr("in use"));
}

class HttpServerOnUnix : public HttpServer {
protected:
    HttpServerOnUnix() { where_ = {"", 0, path_}; }
    tests::admin::temp_directory directory_;
    std::string path_ = directory_.path("admin.sock");
};

TEST_F(HttpServerOnUnix, Answers) {
    const auto& server = start();
    EXPECT_EQ(server.address(), "unix:" + path_);
    EXPECT_EQ(server.port(), 0);
    struct stat about{};
    ASSERT_EQ(::stat(path_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0660U);
    http_peer peer(server);
    peer.send(get_x);
    EXPECT_EQ(peer.receive().body(), "GET /x ");
    server_.reset();
    EXPECT_NE(::stat(path_.c_str(), &about), 0) << "the socket goes with the server";
}

TEST_F(HttpServerOnUnix, ReplacesWhatAKilledProcessLeft) {
    {
        asio::io_context context;
        asio::local::stream_protocol::acceptor left(context, asio::local::stream_protocol::endpoint(path_));
    }
    http_peer peer(start());
    peer.send(get_x);
    EXPECT_EQ(peer.receive().result_int(), 200U);
}

TEST_F(HttpServerOnUnix, LeavesALiveOneAndOtherFilesAlone) {
    start();
    std::string error;
    EXPECT_FALSE(http_server::start(where_, {}, echo, error));
    EXPECT_THAT(error, HasSubstr("in use"));
    http_peer peer(*server_);
    peer.send(get_x);
    EXPECT_EQ(peer.receive().result_int(), 200U);
    EXPECT_FALSE(http_server::start(listen_at{"", 0, directory_.path("")}, {}, echo, error));
}

}  // namespace
