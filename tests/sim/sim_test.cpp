// The simulators against each other, as the processes that other tests start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/sim/program.hpp"

namespace sim {
namespace {

constexpr const char* rejected_length = "00000010800000000000000200000000";  // generic_nack, ESME_RINVCMDLEN, sequence 0

class Simulators : public ::testing::Test {
protected:
    void start_smsc(std::vector<std::string> options = {}) {
        options.insert(options.end(), {"--listen", "127.0.0.1:0"});
        smsc = std::make_unique<program>(STOPGATE_SMSC, options);
        port = smsc->next({{"event", "listening"}}).at("port").get<int>();
    }

    std::unique_ptr<program> start_sender(std::vector<std::string> options = {}) {
        options.insert(options.end(),
                       {"--connect", "127.0.0.1:" + std::to_string(port), "--system-id", "app", "--password", "secret"});
        return std::make_unique<program>(STOPGATE_SENDER, options);
    }

    void start_both(std::vector<std::string> smsc_options = {}, std::vector<std::string> sender_options = {}) {
        start_smsc(std::move(smsc_options));
        sender = start_sender(std::move(sender_options));
        EXPECT_EQ(sender->next({{"event", "bound"}}).at("status"), 0);
        smsc->next({{"event", "bound"}});
    }

    // What the SMSC answers the next text with.
    json answer_to_a_text() {
        sender->tell("submit 1000 4477001 Hello");
        return sender->next({{"direction", "in"}, {"command", "submit_sm_resp"}});
    }

    int port = 0;
    std::unique_ptr<program> smsc, sender;
};

TEST_F(Simulators, SayWhoIsBound) {
    start_smsc();
    for (const auto* bind : {"trx", "tx", "rx"}) {
        const auto bound = start_sender({"--bind", bind, "--version", "0x50"});
        const auto event = smsc->next({{"event", "bound"}});
        EXPECT_EQ(event.at("system_id"), "app");
        EXPECT_EQ(event.at("bind"), bind);
        EXPECT_EQ(event.at("interface_version"), 0x50);
        EXPECT_EQ(bound->next({{"event", "bound"}}).at("status"), 0);
    }
}

TEST_F(Simulators, ExchangeTextsBothWays) {
    start_both();
    sender->tell("submit Shop +4477001 Grüße für 3 €");
    const auto out = sender->next({{"direction", "out"}, {"command", "submit_sm"}});
    const auto in = smsc->next({{"direction", "in"}, {"command", "submit_sm"}});
    EXPECT_EQ(in.at("hex"), out.at("hex"));
    EXPECT_EQ(in.at("from"), "Shop");
    EXPECT_EQ(in.at("from_ton"), 5);
    EXPECT_EQ(in.at("to"), "+4477001");
    EXPECT_EQ(in.at("text"), "Grüße für 3 €");
    EXPECT_EQ(in.at("data_coding"), 0);
    EXPECT_EQ(sender->next({{"command", "submit_sm_resp"}}).at("message_id"), "m1");

    smsc->tell("mo@1 4477001:2:8 1000 Стоп");
    const auto reply = sender->next({{"direction", "in"}, {"command", "deliver_sm"}});
    EXPECT_EQ(reply.at("text"), "Стоп");
    EXPECT_EQ(reply.at("data_coding"), 8);
    EXPECT_EQ(reply.at("from_ton"), 2);
    EXPECT_EQ(reply.at("from_npi"), 8);
    EXPECT_EQ(smsc->next({{"command", "deliver_sm_resp"}}).at("sequence"), reply.at("sequence"));
}

TEST_F(Simulators, CarryLongTextsInMessagePayload) {
    start_both();
    const std::string text(1000, 'x');
    sender->tell("submit 1000 4477001 " + text);
    EXPECT_EQ(smsc->next({{"command", "submit_sm"}}).at("text"), text);
}

TEST_F(Simulators, SendReceiptsWhenAsked) {
    start_both({"--receipts"}, {"--registered-delivery", "1"});
    const auto answer = answer_to_a_text();
    const auto receipt = sender->next({{"direction", "in"}, {"command", "deliver_sm"}});
    EXPECT_EQ(receipt.at("esm_class"), 4);
    EXPECT_EQ(receipt.at("from"), "4477001");
    EXPECT_THAT(receipt.at("text").get<std::string>(),
                ::testing::StartsWith("id:" + answer.at("message_id").get<std::string>() + " "));
    smsc->tell("receipt abc 4477001 1000 UNDELIV");
    EXPECT_THAT(sender->next({{"direction", "in"}, {"command", "deliver_sm"}}).at("text").get<std::string>(),
                ::testing::HasSubstr("stat:UNDELIV"));
}

TEST_F(Simulators, RefuseSubmitsOnCommand) {
    start_both();
    smsc->tell("throttle on");
    smsc->tell("enquire");  // its answer says that the line above has been read
    smsc->next({{"command", "enquire_link_resp"}});
    EXPECT_EQ(answer_to_a_text().at("status_name"), "ESME_RTHROTTLED");
    smsc->tell("fail 0x14");
    smsc->tell("enquire");
    smsc->next({{"command", "enquire_link_resp"}});
    EXPECT_EQ(answer_to_a_text().at("status_name"), "ESME_RMSGQFUL");
    smsc->tell("fail off");
    smsc->tell("enquire");
    smsc->next({{"command", "enquire_link_resp"}});
    EXPECT_EQ(answer_to_a_text().at("message_id"), "m1");
}

TEST_F(Simulators, RefuseWrongPasswordsAndPdusBeforeTheBind) {
    start_smsc({"--password", "other"});
    sender = start_sender();
    EXPECT_EQ(sender->next({{"event", "bound"}}).at("status_name"), "ESME_RINVPASWD");
    EXPECT_EQ(answer_to_a_text().at("status_name"), "ESME_RINVBNDSTS");
}

TEST_F(Simulators, AnswersComeInOrderWhenTheSmscIsSlow) {
    start_both({"--answer-delay-ms", "50"});
    sender->tell("submit 1 2 first");
    const auto first = smsc->next({{"command", "submit_sm"}});
    smsc->tell("delay 0");
    smsc->tell("enquire");
    smsc->next({{"command", "enquire_link_resp"}});
    sender->tell("submit 1 2 second");
    EXPECT_EQ(sender->next({{"command", "submit_sm_resp"}}).at("sequence"), first.at("sequence"));
    EXPECT_EQ(sender->next({{"command", "submit_sm_resp"}}).at("message_id"), "m2");
}

TEST_F(Simulators, AMuteSmscReadsAndADeafOneDoesNot) {
    start_both();
    smsc->tell("mute on");
    smsc->tell("enquire");
    smsc->next({{"command", "enquire_link_resp"}});
    sender->tell("submit 1 2 unanswered");
    smsc->next({{"command", "submit_sm"}, {"text", "unanswered"}});
    smsc->tell("mute off");
    smsc->tell("deaf on");
    smsc->tell("bogus");  // its event says that the lines above have been read
    smsc->next({{"event", "error"}});
    sender->tell("submit 1 2 unread");
    sender->next({{"direction", "out"}, {"text", "unread"}});
    smsc->tell("bogus");
    smsc->next({{"event", "error"}});
    EXPECT_THAT(smsc->passed(), ::testing::IsEmpty());
    smsc->tell("deaf off");
    smsc->next({{"command", "submit_sm"}, {"text", "unread"}});
    // The SMSC took the first text as well; only its answer was lost.
    EXPECT_EQ(sender->next({{"command", "submit_sm_resp"}}).at("message_id"), "m2");
}

TEST_F(Simulators, CountAFlood) {
    start_both({"--quiet-pdus"});
    sender->tell("flood 500 1000 4477 20");
    const auto event = sender->next({{"event", "flooded"}});
    EXPECT_EQ(event.at("count"), 500);
    EXPECT_EQ(event.at("refused"), 0);
}

TEST_F(Simulators, UnbindFromEitherSide) {
    start_both();
    sender->tell("unbind");
    EXPECT_EQ(sender->next({{"event", "closed"}}).at("why"), "unbound");
    EXPECT_EQ(sender->exit_code(), 0);
    EXPECT_EQ(smsc->next({{"event", "closed"}}).at("session"), 1);

    sender = start_sender();
    smsc->next({{"event", "bound"}, {"session", 2}});
    smsc->tell("unbind 2");
    EXPECT_EQ(sender->next({{"event", "closed"}}).at("why"), "unbound by the peer");
    EXPECT_EQ(sender->exit_code(), 1);
    EXPECT_EQ(smsc->next({{"event", "closed"}}).at("why"), "unbound by us");
}

TEST_F(Simulators, NackWhatCantBeFramed) {
    start_both();
    sender->tell("hex 0000000f 00000004");
    EXPECT_EQ(sender->next({{"command", "generic_nack"}}).at("hex"), rejected_length);
    sender->next({{"event", "closed"}});
    EXPECT_EQ(smsc->next({{"event", "closed"}}).at("why"), "bad command_length");
}

TEST_F(Simulators, TakeAPduInPieces) {
    start_both();
    sender->tell("hex 0000001000000015");
    sender->tell("hex 0000000000000063");
    EXPECT_EQ(smsc->next({{"command", "enquire_link"}, {"direction", "in"}}).at("sequence"), 0x63);
    EXPECT_EQ(sender->next({{"command", "enquire_link_resp"}}).at("sequence"), 0x63);
}

TEST_F(Simulators, DropAndQuit) {
    start_both();
    smsc->tell("drop 1");
    EXPECT_EQ(smsc->next({{"event", "closed"}}).at("why"), "dropped");
    sender->next({{"event", "closed"}});
    EXPECT_EQ(sender->exit_code(), 1);
    smsc->close_input();
    EXPECT_EQ(smsc->exit_code(), 0);
    sender = start_sender();
    EXPECT_EQ(sender->next({{"event", "closed"}}).at("why"), "refused");
    EXPECT_EQ(sender->exit_code(), 1);
}

}  // namespace
}  // namespace sim
