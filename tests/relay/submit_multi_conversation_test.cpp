// One text to several destinations: passed, passed in part, refused or held.
#include <gtest/gtest.h>

#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::relay::stall;
using store::ruling;

constexpr std::string_view third_person = "447700900789";

bytes refused_multi(std::uint32_t sequence, command_status status = command_status::submit_failed) {
    return header(command_id::submit_multi_resp, sequence, status);
}

TEST(SubmitMultiConversation, WithNobodySuppressedItPassesAsItIs) {
    conversation{}
        .bound()
        .esme_sends(submit_multi(9, {person, other_person}, "friends"))
        .smsc_sees(submit_multi(2, {person, other_person}, "friends"))
        .smsc_sends(submit_multi_resp(2, {other_person}))
        .esme_sees(submit_multi_resp(9, {other_person}))
        .plays();
}

TEST(SubmitMultiConversation, WithoutAnyNumberThereIsNothingToJudge) {
    conversation{}
        .bound()
        .esme_sends(submit_multi(9, {}) + submit_multi(10, {}, "friends"))
        .smsc_sees(submit_multi(2, {}) + submit_multi(3, {}, "friends"))
        .plays();
}

TEST(SubmitMultiConversation, TheSuppressedAreTakenOutAndTheAnswerSaysSo) {
    conversation{}
        .bound()
        .suppressing(person)
        .suppressing(third_person)
        .esme_sends(submit_multi(9, {person, other_person, third_person}, "friends"))
        .smsc_sees(submit_multi(2, {other_person}, "friends"))
        .smsc_sends(submit_multi_resp(2))
        .esme_sees(submit_multi_resp(9, {person, third_person}))
        .checks([](stage& on) { EXPECT_EQ(on.counts.by_list[0].refused.value(), 2U); })
        .plays();
}

TEST(SubmitMultiConversation, WhatTheSmscRefusedStandsBeforeOurs) {
    conversation{}
        .bound()
        .suppressing(person)
        .esme_sends(submit_multi(9, {person, other_person, third_person}) + submit(10, {.to = third_person}))
        .smsc_sees(submit_multi(2, {other_person, third_person}) + submit(3, {.to = third_person}))
        .smsc_sends(submit_resp(3) + submit_multi_resp(2, {third_person}))
        .esme_sees(submit_resp(10) + submit_multi_resp(9, {third_person, person}))
        .plays();
}

TEST(SubmitMultiConversation, WithEverybodySuppressedItIsRefused) {
    conversation{}
        .bound()
        .suppressing(person)
        .suppressing(other_person)
        .esme_sends(submit_multi(9, {person, other_person}))
        .esme_sees(refused_multi(9))
        .smsc_sees({})
        .esme_sends(submit_multi(10, {person, other_person}, "friends"))
        .smsc_sees(submit_multi(2, {}, "friends"))
        .smsc_sends(submit_multi_resp(2))
        .esme_sees(submit_multi_resp(10, {person, other_person}))
        .plays();
    conversation{}
        .bound({.version = 0x50})
        .suppressing(person)
        .esme_sends(submit_multi(9, {person}))
        .esme_sees(pdu(command_id::submit_multi_resp, 9, {0, 0}, command_status::submit_failed))
        .plays();
}

TEST(SubmitMultiConversation, AnErrorOrNackOfTheSmscPassesAsItIs) {
    conversation{}
        .bound()
        .suppressing(person)
        .esme_sends(submit_multi(9, {person, other_person}) + submit_multi(10, {other_person, person}))
        .smsc_sees(submit_multi(2, {other_person}) + submit_multi(3, {other_person}))
        .smsc_sends(refused_multi(2, command_status::throttled))
        .esme_sees(refused_multi(9, command_status::throttled))
        .smsc_sends(header(command_id::generic_nack, 3, command_status::invalid_command_id))
        .esme_sees(header(command_id::generic_nack, 10, command_status::invalid_command_id))
        .plays();
}

TEST(SubmitMultiConversation, ALateAnswerStillSaysWhoWasTakenOut) {
    conversation{}
        .with([](auto& its) { its.bounds.enquire_link = 24h; })
        .bound()
        .suppressing(person)
        .esme_sends(submit_multi(9, {person, other_person}))
        .smsc_sees(submit_multi(2, {other_person}))
        .later(61s)
        .checks([](stage& on) { EXPECT_EQ(on.link().in_flight(side::smsc), 0U); })
        .smsc_sends(submit_multi_resp(2))
        .esme_sees(submit_multi_resp(9, {person}))
        .plays();
}

TEST(SubmitMultiConversation, MoreEntriesThanCanBeCountedRefuseItWhole) {
    bytes everybody{'m', '1', 0, 255};
    for (int i = 0; i < 255; ++i) everybody = everybody + bytes{1, 1, '7', 0, 0, 0, 0, 11};
    conversation{}
        .bound()
        .suppressing(person)
        .esme_sends(submit_multi(9, {person}, "friends"))
        .smsc_sees(submit_multi(2, {}, "friends"))
        .smsc_sends(pdu(command_id::submit_multi_resp, 2, everybody))
        .esme_sees(refused_multi(9))
        .plays();
}

TEST(SubmitMultiConversation, WhatCantBeReadIsRefused) {
    const auto unreadable = pdu(command_id::submit_multi, 9, {0, 1, 1, '1', 0, 2, 1, 1, 1, '7', 0, 9, 9});
    conversation{}
        .bound()
        .esme_sends(unreadable)
        .esme_sees(refused_multi(9, command_status::invalid_destination_address))
        .smsc_sees({})
        .plays();
}

TEST(SubmitMultiConversation, ItWaitsUntilTheDiskHasSaidAllOfIt) {
    conversation{}
        .by_hand()
        .bound()
        .suppressing(third_person)
        .on_disk(person)
        .on_disk(other_person)
        .esme_sends(submit_multi(9, {person, other_person, third_person, "447700900111"}) + submit(10, {.to = "447700900222"}) +
                    submit(11, {.to = "447700900111"}))
        .smsc_sees(submit(2, {.to = "447700900222"}))
        .disk_says(ruling::pass)
        .smsc_sees({})
        .disk_says(ruling::suppressed)
        .smsc_sees(submit_multi(3, {person, "447700900111"}) + submit(4, {.to = "447700900111"}))
        .smsc_sends(submit_multi_resp(3))
        .esme_sees(submit_multi_resp(9, {other_person, third_person}))
        .plays();
}

TEST(SubmitMultiConversation, AStopThatComesWhileItWaitsCounts) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit_multi(9, {person, other_person}))
        .smsc_sees({})
        .smsc_sends(deliver(5, {.text = "STOP", .from = other_person}))
        .disk_says(ruling::pass)
        .smsc_sees(submit_multi(2, {person}))
        .smsc_sends(submit_multi_resp(2))
        .esme_sees(submit_multi_resp(9, {other_person}))
        .plays();
}

TEST(SubmitMultiConversation, ItQueuesBehindAHeldSubmitToOneOfItsRecipients) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(9) + submit_multi(10, {other_person, person}) + submit(11, {.to = other_person}))
        .smsc_sees({})
        .on_disk(person, false)
        .disk_says(ruling::pass)
        .smsc_sees(submit(2) + submit_multi(3, {other_person, person}) + submit(4, {.to = other_person}))
        .plays();
}

TEST(SubmitMultiConversation, WhatTheStoreCantSayIsRefusedOrForwarded) {
    conversation{}
        .bound()
        .store_unreadable()
        .esme_sends(submit_multi(9, {person, other_person}))
        .esme_sees(refused_multi(9, command_status::throttled))
        .plays();
    conversation{}
        .with([](auto& its) { its.when_store_fails = proxy::relay::on_store_error::forward; })
        .bound()
        .store_unreadable()
        .suppressing(person)
        .esme_sends(submit_multi(9, {person, other_person}))
        .smsc_sees(submit_multi(2, {other_person}))
        .plays();
}

TEST(SubmitMultiConversation, OneIsHeldHoweverManyDestinationsItHas) {
    conversation{}
        .with([](auto& its) { its.bounds.held_submits = 1; })
        .by_hand()
        .bound()
        .on_disk(person)
        .on_disk(other_person)
        .on_disk(third_person)
        .esme_sends(submit_multi(9, {person, other_person}) + submit(10, {.to = third_person}))
        .stalls(side::esme, stall::store)
        .disk_says(ruling::pass)
        .disk_says(ruling::pass)
        .smsc_sees(submit_multi(2, {person, other_person}))
        .stalls(side::esme, stall::none)
        .disk_says(ruling::pass)
        .smsc_sees(submit(3, {.to = third_person}))
        .plays();
}

TEST(SubmitMultiConversation, WhatWaitsForAnswersHasALimit) {
    conversation{}
        .with([](auto& its) { its.bounds.partial_octets = 1; })
        .bound()
        .suppressing(person)
        .esme_sends(submit_multi(9, {person, other_person}) + submit_multi(10, {person, other_person}) +
                    submit_multi(11, {other_person}))
        .smsc_sees(submit_multi(2, {other_person}) + submit_multi(3, {other_person}))
        .esme_sees(refused_multi(10, command_status::throttled))
        .smsc_sends(submit_multi_resp(2))
        .esme_sees(submit_multi_resp(9, {person}))
        .esme_sends(submit_multi(12, {person, other_person}))
        .smsc_sees(submit_multi(4, {other_person}))
        .plays();
}

}  // namespace
}  // namespace tests::relay
