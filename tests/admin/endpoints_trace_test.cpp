// What passes a link, for those who may see it, and what did not parse.
#include "protocol/pdu_builder.hpp"
#include "store/hex.hpp"
#include "tests/admin/fake_stream.hpp"
#include "tests/support/golden.hpp"

using namespace tests::admin;
using proxy::relay::side;
using proxy::trace::direction;
using proxy::trace::tap;
using testing::HasSubstr;

namespace {

constexpr std::size_t limit = 128 * 1024;

class Trace : public StreamedRoutes {
protected:
    Trace() {
        gateway_.links_now.resize(1);
        gateway_.links_now[0].id = 3;
        gateway_.links_now[0].link = "carrier";
        gateway_.links_now[0].system_id = "shop";
    }
    // A text comes in and goes on, and then the link is over.
    void plays_a_text() {
        gateway_.watched = [](std::uint64_t link, tap& to) {
            EXPECT_EQ(link, 3U);
            const auto text = tests::support::golden("data_sm.plain").bytes.view();
            to.pdus(side::esme, direction::received, text, limit, 1'700'000'000'000'042);
            to.pdus(side::smsc, direction::sent, text, limit, 1'700'000'000'000'043);
            to.over("unbound", 1'700'000'000'000'044);
        };
    }
};

TEST_F(Trace, ShowsEachPduDecodedAndInHex) {
    plays_a_text();
    const auto got = stream("GET", "/v1/links/3/trace");
    EXPECT_EQ(got.through->head.value().content_type, "application/x-ndjson");
    const auto lines = got.lines();
    ASSERT_EQ(lines.size(), 4U);
    const auto& first = lines[0];
    EXPECT_EQ(first.at("time"), "2023-11-14T22:13:20.000042Z");
    EXPECT_EQ(first.at("event"), "pdu");
    EXPECT_EQ(first.at("leg"), "sender");
    EXPECT_EQ(first.at("direction"), "received");
    EXPECT_EQ(first.at("command"), "data_sm");
    EXPECT_EQ(first.at("fields").at("message_payload"), "Hello");
    EXPECT_EQ(store::from_hex(first.at("hex").get<std::string>()).value(),
              protocol::characters(tests::support::golden("data_sm.plain").bytes.view()));
    EXPECT_EQ(lines[1].at("leg"), "smsc");
    EXPECT_EQ(lines[1].at("direction"), "sent");
    EXPECT_EQ(lines[2].at("reason"), "unbound");
    EXPECT_EQ(lines[3], json({{"event", "end"}, {"why", "the link is over"}, {"pdus", 2}, {"lost", 0}}));
}

TEST_F(Trace, EndsAfterSoManyPdus) {
    plays_a_text();
    const auto lines = stream("GET", "/v1/links/3/trace?pdus=1").lines();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1].at("why"), "pdus");
}

TEST_F(Trace, AReaderWhoIsGoneEndsIt) {
    plays_a_text();
    auto through = std::make_shared<fake_stream>();
    through->deaf = true;
    stream("GET", "/v1/links/3/trace?seconds=600", through);
    EXPECT_EQ(through->written.find("data_sm"), std::string::npos);
}

TEST_F(Trace, APasswordIsNotShown) {
    gateway_.watched = [](std::uint64_t, tap& to) {
        to.pdus(side::esme, direction::received, tests::support::golden("bind_transmitter.plain").bytes.view(), limit, 1);
        to.over("unbound", 2);
    };
    for (const auto* format : {"ndjson", "pcap"}) {
        const auto got = stream("GET", std::string("/v1/links/3/trace?format=") + format);
        EXPECT_EQ(got.written().find("secret"), std::string::npos);
        EXPECT_EQ(got.written().find(store::to_hex("secret")), std::string::npos);
        EXPECT_NE(got.written().find("stopgate"), std::string::npos);
    }
}

TEST_F(Trace, AsACaptureFile) {
    plays_a_text();
    const auto got = stream("GET", "/v1/links/3/trace?format=pcap");
    EXPECT_EQ(got.through->head.value().content_type, "application/vnd.tcpdump.pcap");
    EXPECT_EQ(got.written().substr(0, 4), "\xD4\xC3\xB2\xA1");
    EXPECT_NE(got.written().find("Hello"), std::string::npos);
}

TEST_F(Trace, TheTrailSaysWhoLooked) {
    plays_a_text();
    stream("GET", "/v1/links/3/trace?seconds=5&pdus=7");
    const auto events = get("/v1/events?kind=trace").at("events");
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].at("actor"), "boss");
    EXPECT_EQ(events[0].at("link"), "carrier");
    EXPECT_EQ(events[0].at("system_id"), "shop");
    EXPECT_EQ(events[0].at("what"), "link 3, 5 s and 7 PDUs at most");
}

TEST_F(Trace, WhatStandsInTheWayIsSaid) {
    const auto why = [this](const std::string& target, unsigned status) {
        return detail_of(stream("GET", target).whole.value(), status);
    };
    EXPECT_THAT(why("/v1/links/4/trace", 404), HasSubstr("no link 4"));
    EXPECT_THAT(why("/v1/links/x/trace", 404), HasSubstr("no link x"));
    EXPECT_THAT(why("/v1/links/3/trace?seconds=601", 400), HasSubstr("seconds"));
    EXPECT_THAT(why("/v1/links/3/trace?format=csv", 400), HasSubstr("format"));
    gateway_.watch_now = fake_gateway::watching::not_there;
    EXPECT_THAT(why("/v1/links/3/trace", 409), HasSubstr("link 3"));
    gateway_.watch_now = fake_gateway::watching::too_many;
    EXPECT_THAT(why("/v1/links/3/trace", 429), HasSubstr("later"));
    EXPECT_TRUE(get("/v1/events?kind=trace").at("events").empty());
}

// --- what did not parse ---

TEST_F(Routes, MalformedPdusHaveTheirPlace) {
    const auto kept = [](std::string_view name, std::uint64_t id, const std::string& link, protocol::flaw what) {
        const auto octets = tests::support::golden(name).bytes.view();
        proxy::relay::malformed_report made;
        made.unix_ms = 1'700'000'000'000;
        made.id = id;
        made.link = link;
        made.address = "127.0.0.1:40112";
        made.stream_offset = 99;
        made.pdu.what = what;
        made.pdu.size = octets.size();
        made.pdu.octets.assign(octets.begin(), octets.end());
        return made;
    };
    gateway_.malformed_now = {kept("submit_sm.endless_service_type", 3, "carrier", protocol::flaw::unterminated),
                              kept("bind_transceiver.endless_password", 4, "other", protocol::flaw::unterminated)};
    gateway_.malformed_now.push_back({});
    auto& broken = gateway_.malformed_now.back();
    broken.id = 5;
    broken.pdu = {.from = side::smsc, .what = protocol::flaw::bad_length, .at = 0, .size = 5, .octets = {0, 0, 0, 5, 7}};

    const auto all = get("/v1/malformed").at("malformed");
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].at("field"), "service_type");
    EXPECT_EQ(all[0].at("offset"), 16);
    EXPECT_EQ(all[0].at("command"), "submit_sm");
    EXPECT_EQ(all[0].at("stream_offset"), 99);
    EXPECT_EQ(all[0].at("from"), "sender");
    EXPECT_EQ(all[2].at("field"), "command_length");
    EXPECT_EQ(all[2].at("hex"), "0000000507");
    EXPECT_TRUE(all[2].at("command").is_null());
    EXPECT_EQ(get("/v1/malformed?link=other").at("malformed").size(), 1U);
    EXPECT_EQ(get("/v1/links/3/malformed").at("malformed"), json::array({all[0]}));
    EXPECT_TRUE(get("/v1/links/9/malformed").at("malformed").empty());
}

}  // namespace
