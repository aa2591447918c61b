#include "proxy/relay/tally.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <set>

#include "proxy/relay/effects.hpp"
#include "proxy/relay/link.hpp"

namespace proxy::relay {
namespace {

using protocol::command_id;

constexpr std::array requests{
    command_id::bind_receiver,      command_id::bind_transmitter, command_id::query_sm,     command_id::submit_sm,
    command_id::deliver_sm,         command_id::unbind,           command_id::replace_sm,   command_id::cancel_sm,
    command_id::bind_transceiver,   command_id::outbind,          command_id::enquire_link, command_id::submit_multi,
    command_id::alert_notification, command_id::data_sm,          command_id::broadcast_sm, command_id::query_broadcast_sm,
    command_id::cancel_broadcast_sm};
constexpr std::array answers{command_id::generic_nack,
                             command_id::bind_receiver_resp,
                             command_id::bind_transmitter_resp,
                             command_id::query_sm_resp,
                             command_id::submit_sm_resp,
                             command_id::deliver_sm_resp,
                             command_id::unbind_resp,
                             command_id::replace_sm_resp,
                             command_id::cancel_sm_resp,
                             command_id::bind_transceiver_resp,
                             command_id::enquire_link_resp,
                             command_id::submit_multi_resp,
                             command_id::data_sm_resp,
                             command_id::broadcast_sm_resp,
                             command_id::query_broadcast_sm_resp,
                             command_id::cancel_broadcast_sm_resp};

TEST(Tally, EveryCommandHasAnIndexOfItsOwnAndItsName) {
    std::set<std::size_t> seen;
    const auto check = [&](command_id id) {
        const auto index = command_index(id);
        ASSERT_LT(index, command_count);
        EXPECT_TRUE(seen.insert(index).second) << protocol::name(id);
        EXPECT_EQ(command_label(index), protocol::name(id));
        EXPECT_EQ(index >= command_kinds, protocol::is_response(id));
    };
    for (const auto id : requests) check(id);
    for (const auto id : answers) check(id);
}

TEST(Tally, AllOthersShareOne) {
    for (const std::uint32_t id :
         {0U, 0x0AU, 0x0CU, 0x14U, 0x16U, 0x20U, 0x22U, 0x101U, 0x104U, 0x110U, 0x114U, 0x10299U, 0x7FFFFFFFU}) {
        EXPECT_EQ(command_label(command_index(static_cast<command_id>(id))), "other") << id;
        if (id == 0) continue;
        EXPECT_EQ(command_label(command_index(static_cast<command_id>(id | 0x80000000U))), "other_resp") << id;
    }
    EXPECT_EQ(command_label(command_index(static_cast<command_id>(0x8000000BU))), "other_resp") << "nothing answers an outbind";
    EXPECT_EQ(command_label(command_index(static_cast<command_id>(0x80000102U))), "other_resp") << "nor an alert_notification";
}

TEST(Tally, LabelsAreUniqueAndNoIndexInUseIsWithout) {
    std::map<std::string_view, int> labels;
    for (std::size_t index = 0; index < command_count; ++index) {
        if (const auto label = command_label(index); !label.empty()) ++labels[label];
    }
    EXPECT_EQ(labels.size(), requests.size() + answers.size() + 2);
    for (const auto& [label, times] : labels) EXPECT_EQ(times, 1) << label;
}

TEST(Tally, Counts) {
    tally counts{2};
    EXPECT_EQ(counts.by_list.size(), 3U);
    counts.count(side::smsc, command_id::deliver_sm, outcome::answered);
    counts.count(side::smsc, command_id::deliver_sm, outcome::answered);
    EXPECT_EQ(counts.pdus[1][command_index(command_id::deliver_sm)][1].value(), 2U);
    EXPECT_EQ(counts.pdus[0][command_index(command_id::deliver_sm)][1].value(), 0U);
}

// What one worker counts takes nothing out of the cache of another.
TEST(Tally, StandsInWholeCacheLines) {
    const auto whole = [](const auto& what) {
        return reinterpret_cast<std::uintptr_t>(&what) % metrics::cache_line == 0 && sizeof what % metrics::cache_line == 0;
    };
    for (int count = 0; count < 8; ++count) {
        const auto one = std::make_unique<tally>(1);
        EXPECT_TRUE(whole(*one));
        EXPECT_TRUE(whole(one->by_list[0]) && whole(one->by_list[1]));
    }
}

TEST(Tally, NamesAreLabels) {
    EXPECT_EQ(name(outcome::relayed), "relayed");
    EXPECT_EQ(name(outcome::dropped), "dropped");
    EXPECT_EQ(name(stall::none), "none");
    EXPECT_EQ(name(stall::window), "window");
    EXPECT_EQ(name(stall::drain), "drain");
    EXPECT_EQ(name(bind_type::transmitter), "transmitter");
    EXPECT_EQ(name(bind_type::transceiver), "transceiver");
    EXPECT_EQ(name(phase::open), "open");
    EXPECT_EQ(name(phase::over), "over");
    EXPECT_EQ(name(end_reason::sender_closed), "sender_closed");
    EXPECT_EQ(name(end_reason::bad_length), "bad_length");
    EXPECT_EQ(name(end_reason::write_stall), "write_stall");
}

}  // namespace
}  // namespace proxy::relay
