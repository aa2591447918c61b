// Other settings while a link stands: they hold from the next octet on, and nothing is dropped.
#include <gtest/gtest.h>

#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::relay::end_reason;
using proxy::relay::phase;
using proxy::relay::settings;

auto lists_of(std::vector<proxy::consent::list> all) { return std::make_shared<const proxy::consent::lists>(std::move(all)); }

TEST(SettingsConversation, AnotherRefusalHoldsForABoundSender) {
    conversation{}
        .bound()
        .suppressing(person)
        .esme_sends(submit(1))
        .esme_sees(refused(1))
        .adopts([](settings& its) { its.refusal = command_status::throttled; })
        .is(phase::bound)
        .esme_sends(submit(2))
        .esme_sees(refused(2, command_status::throttled))
        .plays();
}

TEST(SettingsConversation, WhatIsHeldIsDecidedByTheNewOnes) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1))
        .smsc_sees({})
        .adopts([](settings& its) { its.when_store_fails = proxy::relay::on_store_error::forward; })
        .disk_says(store::ruling::failed)
        .smsc_sees(submit(2))
        .plays();
}

TEST(SettingsConversation, AWiderWindowLetsAWaitingConfirmationGo) {
    conversation{}
        .with([](settings& its) { its.window = 1; })
        .bound()
        .esme_sends(submit(1))
        .smsc_sees(submit(2))
        .offers(101)
        .smsc_sees({})
        .adopts([](settings& its) { its.window = 2; })
        .checks([](stage& on) { EXPECT_EQ(on.link().in_flight(side::smsc), 2U); })
        .plays();
}

TEST(SettingsConversation, ShorterTimesCountFromWhenTheSilenceBegan) {
    conversation{}
        .bound()
        .later(20s)
        .esme_sees({})
        .adopts([](settings& its) { its.bounds.enquire_link = 25s; })
        .later(5s)
        .esme_sees(header(command_id::enquire_link, 1))
        .plays();
}

TEST(SettingsConversation, AWaitWithAnEndKeepsIt) {
    conversation{}
        .with([](settings& its) { its.bounds.session_init = 10s; })
        .adopts([](settings& its) { its.bounds.session_init = 60s; })
        .later(10s)
        .over(end_reason::session_init, side::esme)
        .plays();
}

TEST(SettingsConversation, AnotherListAnswersWithItsOwnText) {
    proxy::consent::list fresh;
    fresh.name = "fresh";
    fresh.opt_out_text = "Gone.";
    conversation{}
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .adopts([=](settings& its) { its.lists = lists_of({fresh}); })
        .smsc_sends(deliver(51, {.text = "STOP"}))
        .checks([](stage& on) {
            ASSERT_EQ(on.changes.size(), 2U);
            EXPECT_EQ(on.changes[0].bindings.at(0).list, "default");
            EXPECT_EQ(on.changes[1].bindings.at(0).list, "fresh");
            EXPECT_EQ(on.changes[1].answers.at(0).text, "Gone.");
        })
        .plays();
}

// As the shell does it: with a tally for other lists, while one submit is held and one is in flight.
TEST(SettingsConversation, CountersStayAndGaugesAreRightInTheSum) {
    const auto with_lists = [](std::vector<proxy::consent::list> all) {
        settings its;
        its.lists = lists_of(std::move(all));
        return std::make_shared<const settings>(its);
    };
    proxy::relay::tally before{1}, after{2};
    proxy::relay::receipt_book receipts;
    proxy::relay::refused_ids ids{1, 0, 1, [] { return std::int64_t{0}; }};
    table_store table;
    proxy::relay::outgoing to[2];
    proxy::relay::effects out;
    out.to[0] = &to[0];
    out.to[1] = &to[1];
    const auto now = proxy::relay::time_point{} + 1h;
    const auto sum = [&](auto gauge) { return gauge(before).value() + gauge(after).value(); };
    const auto in_flight = [](auto& of) -> auto& { return of.in_flight[1]; };
    const auto held = [](auto& of) -> auto& { return of.held; };
    const auto bound = [](auto& of) -> auto& { return of.bound[2]; };
    {
        proxy::relay::link link{with_lists({}), table, table, receipts, ids, before, now};
        const auto tell = [&](side from, bytes octets) { EXPECT_EQ(link.received(from, octets, now, out), octets.size()); };
        tell(side::esme, bind(1));
        link.connected(now, out);
        tell(side::smsc, bind_resp(1));
        table.on_disk.insert(std::string{person});
        table.entries.push_back({std::string{other_person}, {store::scope::list, "second", {}}});
        tell(side::esme, submit(1) + submit(2, {.to = other_person}));

        proxy::consent::list first, second;
        first.name = "first";
        first.match_sender = "nobody";
        second.name = "second";
        link.adopt(with_lists({first, second}), after, now, out);
        tell(side::esme, submit(3, {.to = other_person}));
        EXPECT_EQ(after.by_list[1].refused.value(), 1U);
        EXPECT_EQ(sum(bound), 1);
        EXPECT_EQ(sum(in_flight), 1);
        EXPECT_EQ(sum(held), 1);
        // The list of the held one is no longer there.
        table.on_disk.clear();
        link.judged(out.lookups.at(0).asker, store::ruling::suppressed, now, out);
        EXPECT_EQ(after.by_list[2].refused.value(), 1U);
        EXPECT_EQ(sum(held), 0);
    }
    EXPECT_EQ(sum(bound), 0);
    EXPECT_EQ(sum(in_flight), 0);
}

}  // namespace
}  // namespace tests::relay
