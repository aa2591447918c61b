#include "protocol/command_id.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/support/golden.hpp"

namespace {

using namespace tests::support;
using protocol::command_id;

// Numbers and names as the specification's table has them (SMPP 3.4 §5.1.2.1, 5.0 §4.7.5).
constexpr std::pair<std::uint32_t, const char*> specified[] = {
    {0x80000000, "generic_nack"},
    {0x00000001, "bind_receiver"},
    {0x80000001, "bind_receiver_resp"},
    {0x00000002, "bind_transmitter"},
    {0x80000002, "bind_transmitter_resp"},
    {0x00000003, "query_sm"},
    {0x80000003, "query_sm_resp"},
    {0x00000004, "submit_sm"},
    {0x80000004, "submit_sm_resp"},
    {0x00000005, "deliver_sm"},
    {0x80000005, "deliver_sm_resp"},
    {0x00000006, "unbind"},
    {0x80000006, "unbind_resp"},
    {0x00000007, "replace_sm"},
    {0x80000007, "replace_sm_resp"},
    {0x00000008, "cancel_sm"},
    {0x80000008, "cancel_sm_resp"},
    {0x00000009, "bind_transceiver"},
    {0x80000009, "bind_transceiver_resp"},
    {0x0000000B, "outbind"},
    {0x00000015, "enquire_link"},
    {0x80000015, "enquire_link_resp"},
    {0x00000021, "submit_multi"},
    {0x80000021, "submit_multi_resp"},
    {0x00000102, "alert_notification"},
    {0x00000103, "data_sm"},
    {0x80000103, "data_sm_resp"},
    {0x00000111, "broadcast_sm"},
    {0x80000111, "broadcast_sm_resp"},
    {0x00000112, "query_broadcast_sm"},
    {0x80000112, "query_broadcast_sm_resp"},
    {0x00000113, "cancel_broadcast_sm"},
    {0x80000113, "cancel_broadcast_sm_resp"},
};

TEST(CommandId, HasTheSpecifiedNames) {
    for (const auto& [number, expected] : specified) EXPECT_EQ(protocol::name(static_cast<command_id>(number)), expected);
}

TEST(CommandId, TellsVendorsFromUnknown) {
    constexpr std::pair<std::uint32_t, const char*> others[] = {
        {0x000101FF, "unknown"}, {0x00010200, "vendor"},  {0x000102FF, "vendor"},  {0x00010300, "unknown"},
        {0x80010200, "vendor"},  {0x800102FF, "vendor"},  {0x80010300, "unknown"}, {0x00000000, "unknown"},
        {0x0000000A, "unknown"}, {0x8000000B, "unknown"}, {0x80000102, "unknown"}, {0xFFFFFFFF, "unknown"},
    };
    for (const auto& [number, expected] : others) {
        EXPECT_EQ(protocol::name(static_cast<command_id>(number)), expected) << std::hex << number;
    }
}

// The matrix of requests and answers, checked by the compiler.
static_assert(protocol::response_to(command_id::submit_sm) == command_id::submit_sm_resp);
static_assert(protocol::response_to(command_id::cancel_broadcast_sm) == command_id::cancel_broadcast_sm_resp);
static_assert(protocol::is_response(command_id::generic_nack));
static_assert(protocol::is_response(static_cast<command_id>(0x80010200)));
static_assert(!protocol::is_response(command_id::deliver_sm));
static_assert(!protocol::has_response(command_id::outbind));
static_assert(!protocol::has_response(command_id::alert_notification));
static_assert(protocol::has_response(static_cast<command_id>(0x000000A5)));
static_assert(protocol::is_bind(command_id::bind_receiver) && protocol::is_bind(command_id::bind_transmitter));
static_assert(protocol::is_bind(command_id::bind_transceiver) && !protocol::is_bind(command_id::outbind));
static_assert(!protocol::is_bind(command_id::bind_transceiver_resp));

TEST(CommandId, EverySpecifiedOneIsAmongTheGoldenPdus) {
    std::set<command_id> seen;
    for (const golden_pdu& each : golden_pdus()) {
        if (each.family != "malformed") seen.insert(each.view().command());
    }
    for (const auto& [number, expected] : specified) EXPECT_TRUE(seen.contains(static_cast<command_id>(number))) << expected;
}

TEST(CommandId, GoldenPdusAreNamedAfterTheirCommand) {
    for (const golden_pdu& each : golden_pdus()) {
        const std::string prefix = each.name.substr(0, each.name.find('.'));
        if (prefix == "text" || prefix == "receipt") {
            EXPECT_EQ(each.view().command(), command_id::deliver_sm) << each.name;
        } else {
            EXPECT_EQ(protocol::name(each.view().command()), prefix) << each.name;
        }
    }
}

}  // namespace
