// Another configuration while links stand: wholly or not at all, and nothing dropped that need not be.
#include <gmock/gmock.h>

#include <future>

#include "tests/app/loopback.hpp"

namespace app_test {
namespace {

using boost::asio::ip::tcp;
using proxy::admin::reload_report;
using testing::HasSubstr;
using testing::IsEmpty;

octet_buffer submit(std::uint32_t sequence, std::string_view from, std::string_view to) {
    return message(command_id::submit_sm, sequence, from, to, "hello");
}

class Reload : public Gateway {
protected:
    // A second [[link]], to an SMSC of its own.
    Reload() {
        settings_.links.push_back(link_to("second", other_smsc_));
        next_.settings = settings_;
    }

    static proxy::app::link_configuration link_to(const std::string& name, const tcp::acceptor& smsc) {
        return {.name = name,
                .listen = {.host = "127.0.0.1", .port = 0, .unix_path = {}},
                .upstream = {{.host = "127.0.0.1", .port = smsc.local_endpoint().port(), .unix_path = {}}}};
    }

    void start(unsigned workers = 1) {
        Gateway::start(workers);
        next_.settings.workers = settings_.workers;
        next_.settings.bounds = settings_.bounds;
    }

    reload_report reload(bool dry_run = false) {
        std::promise<reload_report> told;
        gateway_->reload(dry_run, [&](const reload_report& report) { told.set_value(report); });
        return told.get_future().get();
    }

    bool refused_at(std::uint16_t port) {
        tcp::socket socket{context_};
        boost::system::error_code failed;
        socket.connect({boost::asio::ip::address_v4::loopback(), port}, failed);
        return failed == boost::asio::error::connection_refused;
    }
    // A port that is free now.
    std::uint16_t free_port() {
        return tcp::acceptor{context_, {boost::asio::ip::address_v4::loopback(), 0}}.local_endpoint().port();
    }

    void suppress(std::string_view person) {
        std::promise<bool> stored;
        gateway_->change({.list = "default",
                          .sender = "123",
                          .recipient = std::string{person},
                          .reason = {},
                          .actor = "test",
                          .origin = {},
                          .bound = {}},
                         [&](const store::change_result& result, const std::string&) { stored.set_value(result.stored); });
        ASSERT_TRUE(stored.get_future().get());
    }

    // It passes one text and its answer.
    static void passes(link& on, std::uint32_t sequence) {
        on.sender.send(submit(sequence, "123", "4499"));
        const auto arrived = on.smsc.next();
        ASSERT_EQ(arrived.command(), command_id::submit_sm);
        octet_buffer answer;
        protocol::append_with_c_string(answer, command_id::submit_sm_resp, command_status::ok, arrived.sequence(), "m");
        on.smsc.send(answer);
        ASSERT_EQ(on.sender.next().sequence(), sequence);
    }
    // Both sides are unbound, sender first, and closed.
    static void leaves(link& on) {
        for (auto* const side : {&on.sender, &on.smsc}) {
            const auto farewell = side->next();
            ASSERT_EQ(farewell.command(), command_id::unbind);
            side->send(header_only(command_id::unbind_resp, command_status::ok, farewell.sequence()));
            EXPECT_TRUE(side->ended());
            side->half_close();
        }
    }

    tcp::acceptor other_smsc_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
};

TEST_F(Reload, NothingNewChangesNothing) {
    start();
    auto first = bind(connect(0), smsc_);
    const auto report = reload();
    EXPECT_THAT(report.faults, IsEmpty());
    EXPECT_THAT(report.changes, IsEmpty());
    EXPECT_EQ(report.generation, 2U);
    passes(first, 7);
}

TEST_F(Reload, WhatHoldsAtOnceHoldsForABoundSender) {
    start(2);
    auto first = bind(connect(0), smsc_);
    auto second = bind(connect(1), other_smsc_);
    suppress("4477");
    next_.settings.refusal = command_status::throttled;
    const auto report = reload();
    ASSERT_EQ(report.changes.size(), 1U);
    EXPECT_EQ(report.changes[0].key, "refusal.command_status");
    for (auto* const on : {&first, &second}) {
        on->sender.send(submit(9, "123", "4477"));
        EXPECT_EQ(on->sender.next().status(), command_status::throttled);
        passes(*on, 10);
    }
}

TEST_F(Reload, FaultsChangeNothing) {
    start();
    auto first = bind(connect(0), smsc_);
    suppress("4477");
    next_.settings.refusal = command_status::throttled;
    next_.faults = {{"s.toml", 3, "link[0].window", "is 0"}, {"s.toml", 9, "", "is odd"}};
    const auto report = reload();
    ASSERT_EQ(report.faults.size(), 2U);
    EXPECT_EQ(report.faults[1].line, 9U);
    EXPECT_EQ(report.generation, 1U);
    EXPECT_THAT(report.changes, IsEmpty());
    first.sender.send(submit(9, "123", "4477"));
    EXPECT_EQ(first.sender.next().status(), command_status::submit_failed);
}

TEST_F(Reload, WhatNeedsARestartIsAFaultAtItsLine) {
    start();
    next_.settings.workers = 7;
    next_.settings.refusal = command_status::throttled;
    next_.settings.source = {.file = "s.toml", .lines = {{"limits.workers", 12}}};
    const auto report = reload();
    ASSERT_EQ(report.faults.size(), 1U);
    EXPECT_EQ(describe(report.faults[0]), "s.toml:12: limits.workers: has changed: this needs a restart of the gateway");
    EXPECT_EQ(report.generation, 1U);
}

TEST_F(Reload, ADryRunOnlyTells) {
    start();
    auto first = bind(connect(0), smsc_);
    suppress("4477");
    next_.settings.refusal = command_status::throttled;
    next_.settings.links.pop_back();
    const auto report = reload(true);
    EXPECT_EQ(report.changes.size(), 2U);
    EXPECT_EQ(report.generation, 1U);
    first.sender.send(submit(9, "123", "4477"));
    EXPECT_EQ(first.sender.next().status(), command_status::submit_failed);
    auto second = bind(connect(1), other_smsc_);
    passes(second, 1);
}

TEST_F(Reload, AnAddressThatIsTakenRefusesTheWhole) {
    start();
    auto first = bind(connect(0), smsc_);
    suppress("4477");
    next_.settings.refusal = command_status::throttled;
    next_.settings.links[0].listen.port = free_port();
    next_.settings.links[1].listen.port = other_smsc_.local_endpoint().port();
    for (const bool dry_run : {true, false}) {
        const auto report = reload(dry_run);
        ASSERT_EQ(report.faults.size(), 1U);
        EXPECT_EQ(report.faults[0].key, "link[1].listen");
        EXPECT_THAT(report.faults[0].what, HasSubstr("Address already in use"));
    }
    EXPECT_TRUE(refused_at(next_.settings.links[0].listen.port)) << "what was opened for it is closed again";
    first.sender.send(submit(9, "123", "4477"));
    EXPECT_EQ(first.sender.next().status(), command_status::submit_failed);
    auto second = bind(connect(1), other_smsc_);
    passes(second, 1);
}

TEST_F(Reload, AnotherAddressKeepsTheLinksOfTheOldOne) {
    start();
    const auto before = port_of(0);
    auto first = bind(dial(before), smsc_);
    next_.settings.links[0].listen.port = free_port();
    const auto report = reload();
    ASSERT_THAT(report.faults, IsEmpty());
    EXPECT_EQ(report.changes.at(0).effect, "new connections");
    EXPECT_EQ(port_of(0), next_.settings.links[0].listen.port);
    EXPECT_TRUE(refused_at(before));
    passes(first, 7);
    auto late = bind(connect(0), smsc_);
    passes(late, 8);
}

TEST_F(Reload, TwoLinksMaySwapTheirAddresses) {
    settings_.links[0].listen.port = free_port();
    settings_.links[1].listen.port = free_port();
    next_.settings = settings_;
    start();
    auto first = bind(dial(settings_.links[0].listen.port), smsc_);
    std::swap(next_.settings.links[0].listen, next_.settings.links[1].listen);
    ASSERT_THAT(reload().faults, IsEmpty());
    passes(first, 7);
    auto second = bind(dial(settings_.links[0].listen.port), other_smsc_);
    passes(second, 8);
    auto third = bind(dial(settings_.links[1].listen.port), smsc_);
    passes(third, 9);
}

TEST_F(Reload, AnAddressInsideAnotherOfOursSaysWhatStandsInTheWay) {
    settings_.links[0].listen = {.host = "0.0.0.0", .port = free_port(), .unix_path = {}};
    next_.settings = settings_;
    start();
    next_.settings.links[0].listen.host = "127.0.0.1";
    const auto report = reload();
    ASSERT_EQ(report.faults.size(), 1U);
    EXPECT_THAT(report.faults[0].what, HasSubstr("link carrier listens on 0.0.0.0:"));
    EXPECT_THAT(report.faults[0].what, HasSubstr("needs a restart"));
}

TEST_F(Reload, AnotherUpstreamMovesTheLinksOfThatLinkAlone) {
    start(2);
    auto first = bind(connect(0), smsc_);
    auto second = bind(connect(1), other_smsc_);
    auto waiting = connect();  // not bound yet
    waiting.send(header_only(command_id::enquire_link, command_status::ok, 5));
    ASSERT_EQ(waiting.next().command(), command_id::enquire_link_resp);
    tcp::acceptor fresh{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    next_.settings.links[0].upstream = link_to("carrier", fresh).upstream;
    const auto report = reload();
    ASSERT_EQ(report.changes.size(), 1U);
    EXPECT_EQ(report.changes[0].effect, "links of carrier are unbound");
    leaves(first);
    passes(second, 7);
    auto again = bind(connect(0), fresh);
    passes(again, 8);
    auto moved = bind(std::move(waiting), fresh);
    passes(moved, 9);
}

TEST_F(Reload, ALinkThatLeavesGetsItsAnswersFirst) {
    start();
    auto first = bind(connect(0), smsc_);
    first.sender.send(submit(3, "123", "4499"));
    const auto open = first.smsc.next();
    next_.settings.links.erase(next_.settings.links.begin());
    ASSERT_THAT(reload().faults, IsEmpty());
    octet_buffer answer;
    protocol::append_with_c_string(answer, command_id::submit_sm_resp, command_status::ok, open.sequence(), "m");
    first.smsc.send(answer);
    EXPECT_EQ(first.sender.next().sequence(), 3U);
    leaves(first);
}

TEST_F(Reload, LinksComeAndGo) {
    start();
    auto first = bind(connect(0), smsc_);
    auto second = bind(connect(1), other_smsc_);
    const auto gone = port_of(1);
    tcp::acceptor fresh{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    next_.settings.links[1] = link_to("third", fresh);
    const auto report = reload();
    ASSERT_EQ(report.changes.size(), 2U);
    EXPECT_EQ(report.changes[0].key, "link[third]");
    EXPECT_EQ(report.changes[1].effect, "links of second are unbound");
    leaves(second);
    EXPECT_TRUE(refused_at(gone));
    passes(first, 7);
    auto third = bind(connect(1), fresh);
    passes(third, 8);
}

TEST_F(Reload, CountersStayWhateverChanges) {
    start(2);
    auto first = bind(connect(0), smsc_);
    auto second = bind(connect(1), other_smsc_);
    suppress("4477");
    first.sender.send(submit(9, "123", "4477"));
    EXPECT_EQ(first.sender.next().status(), command_status::submit_failed);
    passes(second, 3);
    const std::string refused = "stopgate_submits_refused_total{link=\"carrier\",list=\"default\"} ";
    const std::string passed =
        "stopgate_pdus_total{link=\"second\",direction=\"upstream\",command=\"submit_sm\",outcome=\"relayed\"} ";
    EXPECT_THAT(gateway_->metrics(), HasSubstr(refused + "1\n"));
    EXPECT_THAT(gateway_->metrics(), HasSubstr("stopgate_config_generation 1\n"));

    // Another list in front, and the second link goes.
    proxy::consent::list vip;
    vip.name = "vip";
    vip.match_sender = "777";
    next_.settings.lists.insert(next_.settings.lists.begin(), vip);
    next_.settings.links.pop_back();
    ASSERT_THAT(reload().faults, IsEmpty());
    const auto after = gateway_->metrics();
    EXPECT_THAT(after, HasSubstr(refused + "1\n"));
    EXPECT_THAT(after, HasSubstr("stopgate_submits_refused_total{link=\"carrier\",list=\"vip\"} 0\n"));
    EXPECT_THAT(after, HasSubstr(passed + "1\n"));
    EXPECT_THAT(after, HasSubstr("stopgate_links_bound{link=\"carrier\",bind_type=\"transceiver\"} 1\n"));
    EXPECT_THAT(after, HasSubstr("stopgate_config_generation 2\n"));

    // And back again: what was counted in between is there as well.
    first.sender.send(submit(10, "123", "4477"));
    EXPECT_EQ(first.sender.next().status(), command_status::submit_failed);
    next_.settings = settings_;
    ASSERT_THAT(reload().faults, IsEmpty());
    EXPECT_THAT(gateway_->metrics(), HasSubstr(refused + "2\n"));
    EXPECT_THAT(gateway_->metrics(), HasSubstr("list=\"vip\"} 0\n")) << "what was shown once stays";
    leaves(second);
}

TEST_F(Reload, ReloadsThatComeAtOnceTakeTurns) {
    start(2);
    auto first = bind(connect(), smsc_);
    std::vector<std::promise<reload_report>> told(9);
    for (std::size_t i = 0; i < told.size(); ++i) {
        gateway_->reload(i % 3 == 1, [&told, i](const reload_report& report) { told[i].set_value(report); });
    }
    for (std::uint64_t i = 0; i < told.size(); ++i) {
        const auto report = told[i].get_future().get();
        EXPECT_THAT(report.faults, IsEmpty());
        EXPECT_EQ(report.generation, 1 + (i + 3) / 3 + (i + 1) / 3) << "the second of three is a dry run; " << i;
    }
    passes(first, 7);
}

TEST_F(Reload, ADrainingGatewayReloadsNothing) {
    start();
    auto first = bind(connect(0), smsc_);
    gateway_->drain();
    const auto report = reload();
    ASSERT_EQ(report.faults.size(), 1U);
    EXPECT_THAT(report.faults[0].what, HasSubstr("draining"));
    leaves(first);
}

}  // namespace
}  // namespace app_test
