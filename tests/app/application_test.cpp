// What only the whole gateway shows: threads, a slow or full disk, back pressure, the drain.
#include "proxy/app/application.hpp"

#include <sys/socket.h>

#include "protocol/short_message.hpp"
#include "tests/app/loopback.hpp"

namespace app_test {
namespace {

octet_buffer submit(std::uint32_t sequence, std::string_view from, std::string_view to) {
    return message(command_id::submit_sm, sequence, from, to, "hello");
}

octet_buffer stop(std::uint32_t sequence, std::string_view person, std::string_view texted) {
    return message(command_id::deliver_sm, sequence, person, texted, "STOP");
}

TEST_F(Gateway, ASubmitAfterAStopIsRefusedWhileTheStoreHasNotAnswered) {
    start();
    auto [sender, smsc] = bind();
    disk_.hold_syncs();
    smsc.send(stop(7, "447700900001", "123"));
    disk_.wait_for_held_sync();

    sender.send(submit(20, "123", "447700900001"));
    const auto refused = sender.next();
    EXPECT_EQ(refused.command(), command_id::submit_sm_resp);
    EXPECT_EQ(refused.status(), command_status::submit_failed);
    EXPECT_EQ(refused.sequence(), 20U);

    // No answer to the STOP has overtaken the fsync: the SMSC's own probe is answered first.
    smsc.send(header_only(command_id::enquire_link, command_status::ok, 8));
    EXPECT_EQ(smsc.next().command(), command_id::enquire_link_resp);

    disk_.let_syncs_go();
    const auto answer = smsc.next();
    EXPECT_EQ(answer.command(), command_id::deliver_sm_resp);
    EXPECT_EQ(answer.status(), command_status::ok);
    EXPECT_EQ(answer.sequence(), 7U);
    EXPECT_EQ(answer.octets.size(), 17U);

    const auto text = smsc.next();
    ASSERT_EQ(text.command(), command_id::submit_sm);
    const auto confirmation = protocol::read_short_message(text.view()).message;
    EXPECT_EQ(confirmation.source.digits, "123");
    EXPECT_EQ(confirmation.destination.digits, "447700900001");
}

TEST_F(Gateway, AnotherWorkerRefusesFromTheMomentTheSmscHasItsAnswer) {
    start(2);
    auto first = bind();
    auto second = bind(command_id::bind_transmitter);  // the least loaded worker is the other one
    for (std::uint32_t i = 0; i < 200; ++i) {
        const auto person = "4477" + std::to_string(1000 + i);
        first.smsc.send(stop(100 + i, person, "123"));
        auto answer = first.smsc.next();
        while (answer.command() == command_id::submit_sm) {  // confirmations come in between, by either link
            first.smsc.send(header_only(command_id::submit_sm_resp, command_status::submit_failed, answer.sequence()));
            answer = first.smsc.next();
        }
        ASSERT_EQ(answer.command(), command_id::deliver_sm_resp);
        second.sender.send(submit(i + 1, "123", person));
        const auto refused = second.sender.next();
        ASSERT_EQ(refused.status(), command_status::submit_failed) << person;
    }
}

TEST_F(Gateway, AnotherWorkerRefusesWhileTheStoreHasNotAnswered) {
    start(2);
    auto first = bind();
    auto second = bind(command_id::bind_transmitter);
    disk_.hold_syncs();
    first.smsc.send(stop(1, "4477", "123"));
    disk_.wait_for_held_sync();
    second.sender.send(submit(5, "123", "4477"));
    EXPECT_EQ(second.sender.next().status(), command_status::submit_failed);
}

TEST_F(Gateway, AFullDiskGetsATemporaryErrorAndStillSuppresses) {
    start();
    auto [sender, smsc] = bind();
    disk_.be_full(true);
    smsc.send(stop(3, "4477", "123"));
    const auto answer = smsc.next();
    EXPECT_EQ(answer.command(), command_id::deliver_sm_resp);
    EXPECT_EQ(answer.status(), command_status::receiver_temporary_error);
    EXPECT_NE(gateway_->not_ready(), "");
    sender.send(submit(4, "123", "4477"));
    EXPECT_EQ(sender.next().status(), command_status::submit_failed);

    disk_.be_full(false);
    // The SMSC delivers again until it is taken; the store has come back by one of these.
    auto again = answer;
    for (std::uint32_t i = 4; again.status() != command_status::ok && i < 100'000; ++i) {
        smsc.send(stop(i, "4477", "123"));
        again = smsc.next();
    }
    EXPECT_EQ(again.status(), command_status::ok);
    EXPECT_EQ(gateway_->not_ready(), "");
}

TEST_F(Gateway, ASenderThatReadsNothingStopsTheSmscAndLosesNothing) {
    start();
    auto [sender, smsc] = bind();
    constexpr std::size_t most = 100'000;
    const auto one = message(command_id::deliver_sm, 1, "4477", "123", std::string(200, 'x'));
    std::size_t sent = 0;
    std::size_t octets = 0;
    // Until no more fits into the sockets and the gateway's buffers.
    octet_buffer burst;
    for (int i = 0; i < 100; ++i) burst.insert(burst.end(), one.begin(), one.end());
    std::thread pump{[&] {
        while (sent < most) {
            const auto put = ::send(smsc.socket().native_handle(), burst.data() + octets % burst.size(),
                                    burst.size() - octets % burst.size(), 0);
            if (put <= 0) break;
            octets += static_cast<std::size_t>(put);
            sent = octets / one.size();
        }
        smsc.half_close();
    }};
    std::thread sink{[&] {
        while (smsc.next().command() == command_id::deliver_sm_resp) {
        }
    }};
    std::uint32_t expected = 0;
    std::size_t got = 0;
    while (true) {
        const auto next = sender.next();
        if (next.command() != command_id::deliver_sm) break;
        if (got++ == 0) expected = next.sequence();
        ASSERT_EQ(next.sequence(), expected++);
        ASSERT_EQ(next.octets.size(), one.size());
        octet_buffer answer;
        protocol::append_with_c_string(answer, command_id::deliver_sm_resp, command_status::ok, next.sequence(), {});
        sender.send(answer);
        if (got == most) break;
    }
    EXPECT_GE(got, most);
    pump.join();
    sender.half_close();
    sink.join();
}

TEST_F(Gateway, ALargePduPassesAndATooLargeOneIsNacked) {
    start();
    auto [sender, smsc] = bind();
    auto large = header_only(static_cast<command_id>(0x00010203), command_status::ok, 9);
    large.resize(settings_.bounds.pdu_octets, 0xAB);
    protocol::store32(large.data(), static_cast<std::uint32_t>(large.size()));
    sender.send(large);
    auto arrived = smsc.next();
    protocol::renumber(arrived.octets, 9);
    EXPECT_EQ(arrived.octets, large);

    protocol::store32(large.data(), static_cast<std::uint32_t>(large.size() + 1));
    sender.send(large);
    const auto nack = sender.next();
    EXPECT_EQ(nack.command(), command_id::generic_nack);
    EXPECT_EQ(nack.status(), command_status::invalid_command_length);
    EXPECT_EQ(nack.sequence(), 0U);
    EXPECT_TRUE(sender.ended());
    EXPECT_TRUE(smsc.ended());
}

TEST_F(Gateway, ADrainAnswersWhatWasAcceptedThenUnbinds) {
    start();
    auto [sender, smsc] = bind();
    sender.send(submit(1, "123", "4499"));
    const auto accepted = smsc.next();
    gateway_->drain();
    octet_buffer answer;
    protocol::append_with_c_string(answer, command_id::submit_sm_resp, command_status::ok, accepted.sequence(), "m1");
    smsc.send(answer);
    const auto first = sender.next();
    EXPECT_EQ(first.command(), command_id::submit_sm_resp);
    EXPECT_EQ(first.sequence(), 1U);
    const auto farewell = sender.next();
    ASSERT_EQ(farewell.command(), command_id::unbind);
    EXPECT_EQ(gateway_->not_ready(), "draining");
    sender.send(header_only(command_id::unbind_resp, command_status::ok, farewell.sequence()));
    const auto upstream = smsc.next();
    ASSERT_EQ(upstream.command(), command_id::unbind);
    smsc.send(header_only(command_id::unbind_resp, command_status::ok, upstream.sequence()));
    EXPECT_TRUE(sender.ended());
    EXPECT_TRUE(smsc.ended());
    sender.half_close();
    smsc.half_close();
    runner_.join();  // run() returns by itself
}

TEST_F(Gateway, TheSenderHearsThatTheSmscCannotBeReached) {
    smsc_.close();
    start();
    auto sender = connect();
    octet_buffer bind;
    protocol::append_bind(bind, {.command = command_id::bind_transmitter,
                                 .sequence = 77,
                                 .system_id = "app",
                                 .password = "pw",
                                 .system_type = {},
                                 .address_range = {}});
    sender.send(bind);
    const auto answer = sender.next();
    EXPECT_EQ(answer.command(), command_id::bind_transmitter_resp);
    EXPECT_EQ(answer.status(), command_status::bind_failed);
    EXPECT_EQ(answer.sequence(), 77U);
    EXPECT_TRUE(sender.ended());
}

}  // namespace
}  // namespace app_test
