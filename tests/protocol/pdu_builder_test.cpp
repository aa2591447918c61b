#include "protocol/pdu_builder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "protocol/bind.hpp"
#include "protocol/short_message.hpp"
#include "protocol/tlv.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace tests::support;
using namespace tests::support::literals;
using protocol::command_id;
using protocol::command_status;
using protocol::octet_buffer;
using protocol::octets_of;

octet_buffer golden_octets(std::string_view name) {
    const auto pdu = golden(name).bytes.view();
    return {pdu.begin(), pdu.end()};
}

TEST(PduBuilder, HeaderOnlyPdusAreTheGoldenOnes) {
    octet_buffer out;
    protocol::append_header_only(out, command_id::enquire_link, command_status::ok, 1);
    EXPECT_EQ(out, golden_octets("enquire_link.plain"));
    out.clear();
    protocol::append_header_only(out, command_id::generic_nack, command_status::invalid_command_length, 0);
    EXPECT_EQ(out, golden_octets("generic_nack.sequence_0"));
    out.clear();
    protocol::append_header_only(out, command_id::submit_sm_resp, command_status::submit_failed, 4);
    EXPECT_EQ(out, golden_octets("submit_sm_resp.refused_16_octets"));
}

TEST(PduBuilder, AnswersWithAStringAreTheGoldenOnes) {
    octet_buffer out;
    protocol::append_with_c_string(out, command_id::submit_sm_resp, command_status::ok, 1, "7f3a91c2");
    EXPECT_EQ(out, golden_octets("submit_sm_resp.plain"));
    out.clear();
    protocol::append_with_c_string(out, command_id::deliver_sm_resp, command_status::receiver_temporary_error, 4, "");
    EXPECT_EQ(out, golden_octets("deliver_sm_resp.try_later"));
    out.clear();
    protocol::append_with_c_string(out, command_id::bind_transceiver_resp, command_status::already_bound, 10, "SMSC");
    EXPECT_EQ(out, golden_octets("bind_transceiver_resp.refused_with_body"));
}

TEST(PduBuilder, ShortMessagesAreTheGoldenOnes) {
    octet_buffer out;
    protocol::outgoing_message message;
    message.source = {1, 1, "15550100"};
    message.destination = {1, 1, "447700900123"};
    message.text = octets_of("Hello");
    protocol::append_short_message(out, message);
    EXPECT_EQ(out, golden_octets("submit_sm.plain"));

    out.clear();
    const auto source_port = "3E 80"_hex;
    const auto destination_port = "3E 81"_hex;
    const auto reference = "00 2A"_hex;
    const auto one = "01"_hex;
    const std::array<protocol::tlv, 5> tlvs{
        {{0x0204, reference}, {0x020A, source_port}, {0x020B, destination_port}, {0x020D, one}, {0x0426, one}}};
    message.sequence = 18;
    message.tlvs = tlvs;
    protocol::append_short_message(out, message);
    EXPECT_EQ(out, golden_octets("submit_sm.known_tlvs"));

    out.clear();
    const auto stop = "00 53 00 74 00 6F 00 70"_hex;
    message = {};
    message.command = command_id::deliver_sm;
    message.service_type = "CMT";
    message.status = command_status::throttled;
    message.sequence = 0xFFFFFFFE;
    message.source = {1, 1, "447700900123"};
    message.destination = {5, 0, "STOPGATE"};
    message.esm_class = 0x40;
    message.registered_delivery = 0x11;
    message.data_coding = 8;
    message.text = stop;
    protocol::append_short_message(out, message);
    const protocol::pdu_view pdu(out);
    EXPECT_EQ(pdu.length(), out.size());
    EXPECT_EQ(pdu.command(), command_id::deliver_sm);
    EXPECT_EQ(pdu.status(), command_status::throttled);
    EXPECT_EQ(pdu.sequence(), 0xFFFFFFFEU);
    const auto [read, found] = protocol::read_short_message(pdu);
    EXPECT_EQ(found, protocol::flaw::none);
    EXPECT_EQ(read.service_type, "CMT");
    EXPECT_EQ(read.source, message.source);
    EXPECT_EQ(read.destination, message.destination);
    EXPECT_EQ(read.esm_class, 0x40);
    EXPECT_EQ(read.registered_delivery, 0x11);
    EXPECT_EQ(read.data_coding, 8);
    EXPECT_EQ(octet_buffer(read.text.begin(), read.text.end()), stop);
}

TEST(PduBuilder, BindsAreTheGoldenOnes) {
    octet_buffer out;
    protocol::outgoing_bind bind;
    bind.system_id = "stopgate";
    bind.password = "secret";
    bind.sequence = 4;
    protocol::append_bind(out, bind);
    EXPECT_EQ(out, golden_octets("bind_transceiver.plain"));
    out.clear();
    bind.command = command_id::bind_transmitter;
    bind.sequence = 1;
    bind.system_type = "VMA";
    protocol::append_bind(out, bind);
    EXPECT_EQ(out, golden_octets("bind_transmitter.plain"));
}

TEST(PduBuilder, AppendsAndLeavesWhatWasThere) {
    octet_buffer out = "CA FE"_hex;
    protocol::append_header_only(out, command_id::unbind, command_status::ok, 7);
    protocol::append_with_c_string(out, command_id::deliver_sm_resp, command_status::ok, 8, "");
    EXPECT_EQ(hex(out), hex("CA FE  00000010 00000006 00000000 00000007  00000011 80000005 00000000 00000008 00"_hex));
}

TEST(PduBuilder, TextOver254OctetsBecomesThePayload) {
    for (const std::size_t size : {0U, 1U, 254U, 255U, 256U, 1000U, 65535U}) {
        const std::string text(size, 'x');
        const auto reference = "00 01"_hex;
        const std::array<protocol::tlv, 1> tlvs{{{0x0204, reference}}};
        protocol::outgoing_message message;
        message.text = octets_of(text);
        message.tlvs = tlvs;
        octet_buffer out;
        protocol::append_short_message(out, message);
        const auto [read, found] = protocol::read_short_message(protocol::pdu_view(out));
        EXPECT_EQ(found, protocol::flaw::none) << size;
        EXPECT_EQ(protocol::characters(read.text), text) << size;
        EXPECT_EQ(protocol::find_tlv(read.tlvs, protocol::tlv_tag::message_payload).has_value(), size > 254) << size;
        EXPECT_TRUE(protocol::find_tlv(read.tlvs, protocol::tlv_tag::user_message_reference)) << size;
    }
}

TEST(PduBuilder, AnAnswerToAQueryHasItsFourFields) {
    octet_buffer out{7};
    protocol::append_query_sm_resp(out, 9, "id", "231114221320100+", protocol::message_state::rejected);
    const protocol::pdu_view pdu(protocol::octets(out).subspan(1));
    EXPECT_EQ(pdu.length(), pdu.whole().size());
    EXPECT_EQ(pdu.command(), protocol::command_id::query_sm_resp);
    EXPECT_EQ(pdu.status(), protocol::command_status::ok);
    EXPECT_EQ(pdu.sequence(), 9U);
    EXPECT_EQ(protocol::characters(pdu.body()), std::string_view("id\000231114221320100+\0\x08\0", 22));
}

TEST(PduBuilder, ACancelNamesBothNumbersAndNothingElse) {
    octet_buffer out;
    protocol::append_cancel_sm(out, 9, {1, 2, "200"}, {3, 4, "4477"});
    const protocol::pdu_view pdu{protocol::octets(out)};
    EXPECT_EQ(pdu.length(), out.size());
    EXPECT_EQ(pdu.command(), protocol::command_id::cancel_sm);
    EXPECT_EQ(protocol::characters(pdu.body()), std::string_view("\0\0\x01\x02"
                                                                 "200\0\x03\x04"
                                                                 "4477\0",
                                                                 15));
}

TEST(PduBuilder, AnotherTextLeavesEverythingElse) {
    octet_buffer plain, expected, out{7};
    const std::array<std::uint8_t, 2> value{1, 2};
    const std::array<protocol::tlv, 1> tlvs{{{0x1400, value}}};
    protocol::outgoing_message message;
    message.source.digits = "200";
    message.destination.digits = "4477";
    message.esm_class = 3;
    message.tlvs = tlvs;
    message.text = octets_of("Hello");
    protocol::append_short_message(plain, message);
    message.text = octets_of("Hello again");
    protocol::append_short_message(expected, message);
    const protocol::pdu_view pdu{protocol::octets(plain)};
    protocol::append_with_text(out, pdu, protocol::read_short_message(pdu).message.text, octets_of("Hello again"));
    EXPECT_EQ(octet_buffer(out.begin() + 1, out.end()), expected);
}

TEST(PduBuilder, StringsEndAtTheirFirstNulAndAreNeverCut) {
    octet_buffer out;
    protocol::outgoing_message message;
    message.service_type = std::string_view("CM\0T", 4);
    message.source.digits = "123456789012345678901234567890";
    message.text = octets_of("x");
    protocol::append_short_message(out, message);
    const auto [read, found] = protocol::read_short_message(protocol::pdu_view(out));
    EXPECT_EQ(found, protocol::flaw::overlong);
    EXPECT_EQ(read.service_type, "CM");
    EXPECT_EQ(read.source.digits, "123456789012345678901234567890");
    EXPECT_EQ(protocol::characters(read.text), "x");
}

TEST(PduBuilder, AParameterNeverPromisesMoreThanItHas) {
    const std::string value(70'000, 'v');
    const std::array<protocol::tlv, 2> tlvs{{{0x1401, octets_of(value)}, {0x1402, octets_of("behind")}}};
    protocol::outgoing_message message;
    message.tlvs = tlvs;
    octet_buffer out;
    protocol::append_short_message(out, message);
    const auto [read, found] = protocol::read_short_message(protocol::pdu_view(out));
    EXPECT_EQ(found, protocol::flaw::none);
    EXPECT_EQ(protocol::find_tlv(read.tlvs, static_cast<protocol::tlv_tag>(0x1401))->size(), 65'535U);
    EXPECT_EQ(protocol::characters(*protocol::find_tlv(read.tlvs, static_cast<protocol::tlv_tag>(0x1402))), "behind");
}

}  // namespace
