// Streamed bodies over loopback: both directions, their ends, peers that leave, threads that are left.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>

#include "proxy/admin/body_stream.hpp"
#include "tests/admin/http_peer.hpp"

using namespace proxy::admin;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;
using tests::admin::http_peer;
namespace http = boost::beast::http;

namespace {

using endpoint = std::function<void(body_stream&, const reply&)>;

class HttpStreams : public testing::Test {
protected:
    // Each streamed request is this endpoint's, each other one gets "whole".
    http_server& start(endpoint run) {
        std::string error;
        server_ = http_server::start(
            listen_at{"127.0.0.1", 0, ""}, limits_,
            [run = std::move(run)](const request& asked, const reply& answer) {
                if (asked.stream == nullptr) return answer(text(200, "whole"));
                if (!asked.stream->run([run, answer, stream = asked.stream.get()] { run(*stream, answer); })) {
                    answer(text(429, "busy"));
                }
            },
            error, [](const request& asked) { return asked.target.starts_with("/stream") ? serving::streamed : serving::whole; });
        EXPECT_TRUE(server_) << error;
        return *server_;
    }
    static response text(unsigned status, std::string body) {
        return {.status = status, .content_type = "text/plain", .body = std::move(body), .headers = {}};
    }

    http_limits limits_;
    std::unique_ptr<http_server> server_;
};

std::string all_of(body_stream& from) {
    std::string whole, portion;
    while (from.read(portion)) whole += portion;
    return whole;
}

void echo(body_stream& stream, const reply& answer) {
    const auto body = all_of(stream);
    const auto trouble = stream.trouble();
    answer({.status = trouble.empty() ? 200U : 400U,
            .content_type = "text/plain",
            .body = trouble.empty() ? body : trouble,
            .headers = {}});
}

// What came in goes out while more comes.
void mirror(body_stream& stream, const reply&) {
    stream.begin({.status = 200, .content_type = "text/plain", .body = "", .headers = {}});
    for (std::string portion; stream.read(portion);) {
        if (!stream.write(portion)) return;
    }
    if (!stream.trouble().empty()) stream.cut();
}

std::string post(const std::string& body, const std::string& headers = "") {
    return "POST /stream HTTP/1.1\r\nHost: h\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}
const std::string get_whole = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(HttpStreams, AWholeAnswerKeepsTheConnection) {
    http_peer peer(start(echo));
    for (int turn = 0; turn < 3; ++turn) {
        peer.send(post("abc") + get_whole);
        const auto answer = peer.receive();
        EXPECT_EQ(answer.result_int(), 200U);
        EXPECT_EQ(answer.body(), "abc");
        EXPECT_TRUE(answer.keep_alive());
        EXPECT_EQ(peer.receive().body(), "whole");
    }
}

TEST_F(HttpStreams, ARequestWithoutABodyIsRead) {
    http_peer peer(start(echo));
    peer.send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n" + get_whole);
    EXPECT_EQ(peer.receive().body(), "");
    EXPECT_EQ(peer.receive().body(), "whole");
}

TEST_F(HttpStreams, TakesChunksOctetByOctet) {
    http_peer peer(start(echo));
    for (const char c : std::string("POST /stream HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")) {
        peer.send({c});
    }
    EXPECT_EQ(peer.receive().body(), "abc");
    peer.send(get_whole);
    EXPECT_EQ(peer.receive().body(), "whole");
}

TEST_F(HttpStreams, WhatIsMirroredIsWhole) {
    http_peer peer(start(mirror));
    std::string body;
    for (std::size_t i = 0; body.size() < 20 * http_limits::stream_buffer; ++i) body += std::to_string(i) + ",";
    // Both ways at once: neither buffer holds all of it.
    auto sent = std::async(std::launch::async, [&] { peer.send(post(body)); });
    const auto answer = peer.receive();
    sent.get();
    EXPECT_EQ(answer.result_int(), 200U);
    EXPECT_TRUE(answer.chunked());
    EXPECT_TRUE(answer.body() == body);
    peer.send(get_whole);
    EXPECT_EQ(peer.receive().body(), "whole");
}

TEST_F(HttpStreams, WhatCameWithTheHeadDoesNotWaitForMore) {
    std::promise<std::string> first;
    http_peer peer(start([&](body_stream& stream, const reply& answer) {
        std::string portion;
        EXPECT_TRUE(stream.read(portion));
        first.set_value(portion);
        answer(text(200, portion + all_of(stream)));
    }));
    peer.send("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc");
    EXPECT_EQ(first.get_future().get(), "abc");
    peer.send("def");
    EXPECT_EQ(peer.receive().body(), "abcdef");
}

TEST_F(HttpStreams, AnOldClientGetsNoChunks) {
    http_peer peer(start(mirror));
    peer.send("POST /stream HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");
    const auto answer = peer.receive();
    EXPECT_FALSE(answer.chunked());
    EXPECT_EQ(answer.body(), "abc");
    EXPECT_TRUE(peer.closed());
}

TEST_F(HttpStreams, GivesLeaveOnceTheBodyIsWanted) {
    http_peer peer(start(echo));
    peer.send("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(peer.receive().result_int(), 100U);
    peer.send("abc");
    EXPECT_EQ(peer.receive().body(), "abc");
}

TEST_F(HttpStreams, AnAnswerBeforeTheBodyEndsTheConnection) {
    http_peer peer(start([](body_stream&, const reply& answer) { answer(text(409, "no")); }));
    peer.send("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
    const auto answer = peer.receive();
    EXPECT_EQ(answer.result_int(), 409U);
    EXPECT_FALSE(answer.keep_alive());
    peer.end();
    EXPECT_TRUE(peer.ended());
}

TEST_F(HttpStreams, ABodyThatBreaksOffIsTold) {
    http_peer peer(start(echo));
    peer.send("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
    peer.end();
    const auto answer = peer.receive();
    EXPECT_EQ(answer.result_int(), 400U);
    EXPECT_THAT(answer.body(), StartsWith("The body broke off"));
}

TEST_F(HttpStreams, ABodyHasALimit) {
    limits_.stream_octets = 10;
    http_peer peer(start(echo));
    peer.send("POST /stream HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n01234567890123456789\r\n0\r\n\r\n");
    const auto answer = peer.receive();
    EXPECT_EQ(answer.result_int(), 400U);
    EXPECT_THAT(answer.body(), HasSubstr("more than 10 octets"));

    http_peer told(*server_);
    told.send(post("01234567890"));
    EXPECT_EQ(told.receive().result_int(), 413U);
}

TEST_F(HttpStreams, ASilentBodyEnds) {
    limits_.stream_idle = 50ms;
    std::promise<std::string> trouble;
    http_peer peer(start([&](body_stream& stream, const reply& answer) {
        all_of(stream);
        trouble.set_value(stream.trouble());
        answer(text(400, "late"));
    }));
    peer.send("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
    EXPECT_THAT(trouble.get_future().get(), StartsWith("Nothing came for"));
    peer.closed();
}

TEST_F(HttpStreams, ACutAnswerIsSeenToBeNone) {
    http_peer peer(start([](body_stream& stream, const reply&) {
        stream.begin(text(200, "half"));
        stream.cut();
    }));
    peer.send(post(""));
    EXPECT_EQ(peer.receive().result(), http::status::unknown);
}

TEST_F(HttpStreams, APeerThatLeavesEndsTheWrites) {
    std::promise<void> over;
    start([&](body_stream& stream, const reply&) {
        stream.begin(text(200, ""));
        const std::string portion(http_limits::stream_portion, 'x');
        while (stream.write(portion)) {
        }
        over.set_value();
    });
    {
        http_peer peer(*server_);
        peer.send(post(""));
        EXPECT_FALSE(peer.closed());  // the answer has begun
    }
    over.get_future().get();
}

TEST_F(HttpStreams, APeerThatLeavesEndsTheReads) {
    std::promise<std::string> trouble;
    start([&](body_stream& stream, const reply& answer) {
        all_of(stream);
        trouble.set_value(stream.trouble());
        answer(text(200, ""));
    });
    {
        http_peer peer(*server_);
        peer.send("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
    }
    EXPECT_FALSE(trouble.get_future().get().empty());
}

TEST_F(HttpStreams, MoreThanItsThreadsAreTurnedAway) {
    limits_.streams = 1;
    std::promise<void> leave, running;
    http_peer first(start([&](body_stream&, const reply& answer) {
        running.set_value();
        leave.get_future().get();
        answer(text(200, "first"));
    }));
    first.send(post(""));
    running.get_future().get();
    http_peer second(*server_);
    second.send(post(""));
    EXPECT_EQ(second.receive().body(), "busy");
    leave.set_value();
    EXPECT_EQ(first.receive().body(), "first");
}

TEST_F(HttpStreams, StopWaitsForTheThread) {
    limits_.grace = 10ms;
    std::promise<void> running;
    std::atomic<bool> over = false;
    http_peer peer(start([&](body_stream& stream, const reply& answer) {
        running.set_value();
        all_of(stream);
        answer(text(200, ""));
        over = true;
    }));
    peer.send("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
    running.get_future().get();
    server_->stop();
    EXPECT_TRUE(over);
}

}  // namespace
