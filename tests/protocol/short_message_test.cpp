#include "protocol/short_message.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/golden.hpp"
#include "tests/support/readers.hpp"

namespace {

using namespace tests::support;
using protocol::address;
using protocol::command_id;
using protocol::flaw;
using protocol::read_route;
using protocol::read_short_message;

bool carries_a_message(const golden_pdu& pdu) {
    const auto command = pdu.view().command();
    return command == command_id::submit_sm || command == command_id::deliver_sm || command == command_id::data_sm;
}

TEST(ShortMessage, ReadsEveryFieldOfASubmit) {
    const auto [message, found] = read_short_message(golden("submit_sm.every_field_set").view());
    EXPECT_EQ(found, flaw::none);
    EXPECT_EQ(message.service_type, "CMT");
    EXPECT_EQ(message.source, (address{2, 8, "5550100"}));
    EXPECT_EQ(message.destination, (address{3, 9, "900123"}));
    EXPECT_EQ(message.esm_class, 0x03);
    EXPECT_EQ(message.protocol_id, 0x41);
    EXPECT_EQ(message.priority_flag, 3);
    EXPECT_EQ(message.schedule_delivery_time, "261122103000000+");
    EXPECT_EQ(message.validity_period, "000002000000000R");
    EXPECT_EQ(message.registered_delivery, 0x11);
    EXPECT_EQ(message.replace_if_present_flag, 1);
    EXPECT_EQ(message.data_coding, 3);
    EXPECT_EQ(message.sm_default_msg_id, 7);
    EXPECT_EQ(protocol::characters(message.text), "caf\xE9");
    EXPECT_TRUE(message.tlvs.empty());
}

TEST(ShortMessage, ReadsTheShorterLayoutOfDataSm) {
    const auto [message, found] = read_short_message(golden("data_sm.receipt").view());
    EXPECT_EQ(found, flaw::none);
    EXPECT_EQ(message.source, (address{1, 1, "447700900123"}));
    EXPECT_EQ(message.destination, (address{1, 1, "15550100"}));
    EXPECT_EQ(message.esm_class, 4);
    EXPECT_TRUE(message.text.empty());
    EXPECT_EQ(message.tlvs.size(), 12U);
}

struct text_of {
    const char* name;
    std::string_view text;
    std::size_t tlv_octets;
};

TEST(ShortMessage, TheTextIsTheMessageOrElseThePayload) {
    const text_of table[] = {
        {"submit_sm.plain", "Hello", 0},
        {"submit_sm.no_text", "", 0},
        {"submit_sm.text_and_payload", "short", 11},
        {"submit_sm.same_tlv_twice", "first", 19},
        {"submit_sm.trailing_nul", "Hello", 1},
        {"submit_sm.three_trailing_octets", "Hello", 3},
        {"submit_sm.unknown_tlvs", "Hello", 25},
        {"deliver_sm.stop_in_payload", "Stop", 8},
        {"data_sm.stop", "STOP", 13},
        {"data_sm.no_payload", "", 0},
    };
    for (const text_of& each : table) {
        const auto [message, found] = read_short_message(golden(each.name).view());
        EXPECT_EQ(found, flaw::none) << each.name;
        EXPECT_EQ(protocol::characters(message.text), each.text) << each.name;
        EXPECT_EQ(message.tlvs.size(), each.tlv_octets) << each.name;
    }
    EXPECT_EQ(read_short_message(golden("submit_sm.text_of_254_octets").view()).message.text.size(), 254U);
    EXPECT_EQ(read_short_message(golden("submit_sm.text_of_255_octets").view()).message.text.size(), 255U);
    EXPECT_EQ(read_short_message(golden("submit_sm.message_payload").view()).message.text.size(), 291U);
}

struct destination_of {
    const char* name;
    address destination;
    flaw found;
};

TEST(Route, ReadsWhatPeersReallySend) {
    const destination_of table[] = {
        {"submit_sm.plain", {1, 1, "447700900123"}, flaw::none},
        {"submit_sm.plus_in_destination", {0, 0, "+447700900123"}, flaw::none},
        {"submit_sm.double_zero_in_destination", {0, 1, "00447700900123"}, flaw::none},
        {"submit_sm.letters_in_destination", {1, 1, "CALL-ME"}, flaw::none},
        {"submit_sm.empty_destination", {1, 1, ""}, flaw::none},
        {"submit_sm.destination_of_20_digits", {1, 1, "12345678901234567890"}, flaw::none},
        {"submit_sm.destination_of_30_digits", {1, 1, "123456789012345678901234567890"}, flaw::overlong},
        {"submit_sm.overlong_service_type", {1, 1, "447700900123"}, flaw::overlong},
        {"submit_sm.ends_after_destination", {1, 1, "447700900123"}, flaw::none},
        {"submit_sm.text_too_short", {1, 1, "447700900123"}, flaw::none},
        {"deliver_sm.stop", {1, 1, "15550100"}, flaw::none},
        {"data_sm.plain", {1, 1, "447700900123"}, flaw::none},
        {"data_sm.long_addresses", {1, 1, "2222222222222222222222222222222222222222222222222222222222222222"}, flaw::none},
        {"data_sm.overlong_address", {1, 1, "33333333333333333333333333333333333333333333333333333333333333333"}, flaw::overlong},
    };
    for (const destination_of& each : table) {
        const auto route = read_route(golden(each.name).view());
        EXPECT_EQ(route.found, each.found) << each.name;
        EXPECT_EQ(route.destination, each.destination) << each.name;
    }
}

TEST(Route, SaysWhatKeptItFromReading) {
    constexpr std::pair<const char*, flaw> table[] = {
        {"submit_sm.no_body", flaw::truncated},
        {"submit_sm.endless_service_type", flaw::unterminated},
        {"submit_sm.ends_after_service_type", flaw::truncated},
        {"submit_sm.ends_after_source_ton", flaw::truncated},
        {"submit_sm.endless_source", flaw::unterminated},
        {"submit_sm.ends_after_source", flaw::truncated},
        {"submit_sm.endless_destination", flaw::unterminated},
        {"submit_sm.overlong_then_truncated", flaw::truncated},
        {"data_sm.no_body", flaw::truncated},
    };
    for (const auto& [name, expected] : table) EXPECT_EQ(read_route(golden(name).view()).found, expected) << name;
}

TEST(ShortMessage, SaysWhatIsWrong) {
    constexpr std::pair<const char*, flaw> table[] = {
        {"submit_sm.no_body", flaw::truncated},
        {"submit_sm.endless_service_type", flaw::unterminated},
        {"submit_sm.ends_after_service_type", flaw::truncated},
        {"submit_sm.ends_after_source_ton", flaw::truncated},
        {"submit_sm.endless_source", flaw::unterminated},
        {"submit_sm.ends_after_source", flaw::truncated},
        {"submit_sm.endless_destination", flaw::unterminated},
        {"submit_sm.ends_after_destination", flaw::truncated},
        {"submit_sm.endless_validity_period", flaw::unterminated},
        {"submit_sm.ends_before_sm_length", flaw::truncated},
        {"submit_sm.ends_before_text", flaw::truncated},
        {"submit_sm.text_too_short", flaw::truncated},
        {"submit_sm.overlong_then_truncated", flaw::truncated},
        {"submit_sm.tlv_past_end", flaw::bad_tlv},
        {"submit_sm.tlv_length_65535", flaw::bad_tlv},
        {"submit_sm.four_trailing_octets", flaw::bad_tlv},
        {"deliver_sm.stop_then_bad_tlv", flaw::bad_tlv},
        {"data_sm.no_body", flaw::truncated},
        {"data_sm.ends_after_destination", flaw::truncated},
        {"data_sm.tlv_past_end", flaw::bad_tlv},
    };
    for (const auto& [name, expected] : table) EXPECT_EQ(read_short_message(golden(name).view()).found, expected) << name;
}

TEST(ShortMessage, ABadParameterLeavesTheTextReadable) {
    const auto [message, found] = read_short_message(golden("deliver_sm.stop_then_bad_tlv").view());
    EXPECT_EQ(found, flaw::bad_tlv);
    EXPECT_EQ(protocol::characters(message.text), "STOP");
    EXPECT_EQ(message.source.digits, "447700900123");
}

TEST(ShortMessage, WellFormedOnesHaveNoFlaw) {
    for (const golden_pdu& each : golden_pdus()) {
        if (!carries_a_message(each) || each.family == "malformed") continue;
        const bool overlong = each.name.find("overlong") != std::string::npos || each.name.find("30_digits") != std::string::npos;
        const auto expected = overlong ? flaw::overlong : flaw::none;
        EXPECT_EQ(read_short_message(each.view()).found, expected) << each.name;
        EXPECT_EQ(read_route(each.view()).found, expected) << each.name;
    }
}

// Cut at every octet: what lies before the cut reads as before, what lies behind it is reported.
void cut_everywhere(const golden_pdu& pdu) {
    const auto [whole, whole_found] = read_short_message(pdu.view());
    const auto mandatory = static_cast<std::size_t>(whole.tlvs.data() - pdu.bytes.view().data());
    const auto route_end =
        static_cast<std::size_t>(protocol::octets_of(whole.destination.digits).data() - pdu.bytes.view().data()) +
        whole.destination.digits.size() + 1;
    for (std::size_t size = protocol::header_octets; size < pdu.bytes.size(); ++size) {
        const exact_buffer cut(pdu.bytes.view().first(size));
        const protocol::pdu_view view(cut.view());
        const auto [message, found] = read_short_message(view);
        const auto route = read_route(view);
        const bool stopped = found == flaw::truncated || found == flaw::unterminated;
        const bool route_stopped = route.found == flaw::truncated || route.found == flaw::unterminated;
        ASSERT_EQ(stopped, size < mandatory) << pdu.name << " cut at " << size;
        ASSERT_EQ(route_stopped, size < route_end) << pdu.name << " cut at " << size;
        if (!route_stopped) {
            ASSERT_EQ(route.destination, whole.destination) << pdu.name << " cut at " << size;
        }
        if (!stopped) {
            ASSERT_EQ(message.destination, whole.destination) << pdu.name << " cut at " << size;
            ASSERT_EQ(message.data_coding, whole.data_coding) << pdu.name << " cut at " << size;
            ASSERT_EQ(message.tlvs.size(), size - mandatory) << pdu.name << " cut at " << size;
        }
    }
}

TEST(ShortMessage, CutAtEveryOctet) {
    std::size_t tried = 0;
    for (const golden_pdu& each : golden_pdus()) {
        if (!carries_a_message(each) || each.family == "malformed") continue;
        cut_everywhere(each);
        ++tried;
    }
    EXPECT_GT(tried, 80U);
}

}  // namespace
