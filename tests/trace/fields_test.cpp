// PDUs as people read them.
#include "proxy/trace/fields.hpp"

#include <gtest/gtest.h>

#include <map>

#include "protocol/bind.hpp"
#include "protocol/short_message.hpp"
#include "protocol/submit_multi.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace proxy::trace;
using namespace tests::support;
using protocol::command_id;
using protocol::flaw;

constexpr auto gsm7 = protocol::alphabet::gsm7;

std::map<std::string, std::string> fields_of(std::string_view name) {
    std::map<std::string, std::string> made;
    for (const auto& each : read(golden(name).view(), gsm7).fields) made.emplace(each.name, each.value);
    return made;
}

// What a verdict, a keyword or a bind goes by; nothing for what the gateway reads no further than its header.
std::optional<flaw> flaw_of(protocol::pdu_view pdu) {
    if (protocol::is_bind(pdu.command())) return protocol::read_bind(pdu).found;
    if (pdu.command() == command_id::submit_multi) {
        const auto route = protocol::read_multi_route(pdu);
        if (!protocol::readable(route.found)) return route.found;
        const auto rest = protocol::read_message_from_class(protocol::behind(route, pdu)).found;
        return rest == flaw::none ? route.found : rest;
    }
    const bool has_text =
        pdu.command() == command_id::submit_sm || pdu.command() == command_id::deliver_sm || pdu.command() == command_id::data_sm;
    return has_text ? std::optional(protocol::read_short_message(pdu).found) : std::nullopt;
}

TEST(Fields, OfATextAreNamedAndRead) {
    const auto got = fields_of("data_sm.plain");
    EXPECT_EQ(got.at("source_addr"), "15550100");
    EXPECT_EQ(got.at("destination_addr_ton"), "1");
    EXPECT_EQ(got.at("destination_addr"), "447700900123");
    EXPECT_EQ(got.at("data_coding"), "0x00");
    EXPECT_EQ(got.at("message_payload"), "Hello");
}

TEST(Fields, OfABindAndItsPassword) {
    EXPECT_EQ(fields_of("bind_transmitter.plain").at("password"), "secret");
    EXPECT_EQ(fields_of("bind_transmitter.plain").at("interface_version"), "0x34");
    auto copy = golden("bind_transmitter.plain").bytes;
    blank_password(copy.edit());
    const auto hidden = protocol::read_bind(protocol::pdu_view{copy.view()}).fields;
    EXPECT_EQ(hidden.password, "******");
    EXPECT_EQ(hidden.system_id, "stopgate");
    EXPECT_EQ(hidden.system_type, "VMA");
}

TEST(Fields, APasswordIsBlankedHoweverBrokenTheBind) {
    for (const golden_pdu& each : golden_pdus()) {
        if (!protocol::is_bind(each.view().command()) && each.view().command() != command_id::outbind) continue;
        SCOPED_TRACE(each.name);
        auto copy = each.bytes;
        blank_password(copy.edit());
        EXPECT_EQ(protocol::characters(copy.view()).find("secret"), std::string_view::npos);
        EXPECT_EQ(copy.size(), each.bytes.size());
    }
}

// The decoder stops where the gateway's own readers do, and says where that is.
TEST(Fields, EveryGoldenPduIsAsWellFormedAsTheGatewayFindsIt) {
    std::size_t wrong = 0;
    for (const golden_pdu& each : golden_pdus()) {
        const auto known = flaw_of(each.view());
        if (!known) continue;
        SCOPED_TRACE(each.name);
        const auto got = read(each.view(), gsm7);
        EXPECT_EQ(got.wrong ? got.wrong->what : flaw::none, *known);
        if (!got.wrong) continue;
        ++wrong;
        EXPECT_GE(got.wrong->offset, protocol::header_octets);
        EXPECT_LE(got.wrong->offset, each.bytes.size());
        EXPECT_FALSE(got.wrong->field.empty());
    }
    EXPECT_GE(wrong, 20U);
}

TEST(Fields, AFaultHasItsPlace) {
    const auto place = [](std::string_view name) {
        const auto wrong = read(golden(name).view(), gsm7).wrong.value();
        return wrong.field + " " + std::to_string(wrong.offset);
    };
    EXPECT_EQ(place("submit_sm.no_body"), "service_type 16");
    EXPECT_EQ(place("submit_sm.endless_service_type"), "service_type 16");
    EXPECT_EQ(place("submit_sm.ends_after_service_type"), "source_addr_ton 17");
    EXPECT_EQ(place("submit_multi.unknown_flag").substr(0, 9), "dest_flag");
    EXPECT_EQ(place("bind_transceiver.endless_password").substr(0, 8), "password");
}

// Cut anywhere it reads nothing beyond (the buffers are exact, for AddressSanitizer).
TEST(Fields, OfWhatIsCutAnywhere) {
    for (const golden_pdu& each : golden_pdus()) {
        for (std::size_t size = protocol::header_octets; size < each.bytes.size(); ++size) {
            exact_buffer cut(each.bytes.view().first(size));
            static_cast<void>(read(protocol::pdu_view{cut.view()}, gsm7));
            blank_password(cut.edit());
        }
    }
}

TEST(Fields, NamesOfCommandsAndStatuses) {
    protocol::octet_buffer pdu;
    protocol::append_header_only(pdu, command_id::submit_sm_resp, protocol::command_status::submit_failed, 1);
    EXPECT_EQ(command_of(protocol::pdu_view{pdu}), "submit_sm_resp");
    EXPECT_EQ(status_of(protocol::pdu_view{pdu}), "ESME_RSUBMITFAIL");
    protocol::store32(pdu.data() + 4, 0x00012345);
    protocol::store32(pdu.data() + 8, 0x499);
    EXPECT_EQ(command_of(protocol::pdu_view{pdu}), "0x00012345");
    EXPECT_EQ(status_of(protocol::pdu_view{pdu}), "0x00000499");
}

}  // namespace
