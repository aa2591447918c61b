// What the API shows as evidence of an entry.
#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

class EvidenceOf : public Routes {
protected:
    json evidence_of(const std::string& recipient) {
        return get("/v1/suppressions?evidence=true&recipient=" + recipient).at("suppressions").at(0).at("evidence");
    }
    store::change_result apply(store::change wanted) {
        std::promise<store::change_result> made;
        gateway_.store().apply(std::move(wanted), [&](const store::change_result& result) { made.set_value(result); });
        return made.get_future().get();
    }
    void settle(std::uint64_t outbox_id, store::confirmation_outcome how, std::uint32_t status, const std::string& message_id) {
        std::promise<bool> stored;
        gateway_.store().settle(outbox_id, how, status, message_id, [&](bool done) { stored.set_value(done); });
        EXPECT_TRUE(stored.get_future().get());
    }
    // A STOP answered by an order to cancel and a text.
    static store::change answered_opt_out() {
        store::change wanted;
        wanted.recipient = "4477";
        wanted.bindings = {from_200};
        wanted.because = reply_of("4477", "200", "STOP");
        store::confirmation order, text;
        order.what = store::confirmation::form::cancel;
        text.text = "Goodbye";
        text.list = "default";
        wanted.answers = {order, text};
        return wanted;
    }
};

TEST_F(EvidenceOf, AKeywordIsTheReplyAndWhatItAnswered) {
    gateway_.opt_out("4477", from_200, "STOP");
    const auto shown = evidence_of("4477");
    EXPECT_EQ(shown.at("event"), get("/v1/suppressions").at("suppressions").at(0).at("event"));
    EXPECT_EQ(shown.at("kind"), "opt-out");
    EXPECT_EQ(shown.at("at"), "2023-11-14T22:13:20.042Z");
    EXPECT_EQ(shown.at("durable_at"), "2023-11-14T22:13:20.042Z");
    EXPECT_EQ(shown.at("reply"), json::parse(R"({"link": "carrier", "system_id": "app", "text": "STOP", "message_id": "m-1",
        "from": {"ton": 1, "npi": 1, "number": "4477"}, "to": {"ton": 1, "npi": 1, "number": "200"}, "sequence": 7,
        "pdu": "002a"})"));
    EXPECT_EQ(shown.at("answered"), json({{"sent_at", "2023-11-14T22:13:20.000Z"}, {"text", "Sale!"}, {"pdu", "01ff"}}));
    EXPECT_EQ(shown.at("silenced"), "none");
    EXPECT_THAT(shown.at("confirmation"), IsEmpty());
    EXPECT_THAT(shown.at("refused"), IsEmpty());
}

TEST_F(EvidenceOf, HasHowEachMessageOfOursEnded) {
    const auto result = apply(answered_opt_out());
    ASSERT_EQ(result.queued.size(), 2U);
    settle(result.queued[1].id, store::confirmation_outcome::accepted, 0, "A1");
    EXPECT_EQ(evidence_of("4477").at("confirmation").size(), 1U) << "what waits has no end yet";
    settle(result.queued[0].id, store::confirmation_outcome::refused, 0x11, "");
    const auto shown = evidence_of("4477").at("confirmation");
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_EQ(shown[0].at("form"), "cancel");
    EXPECT_EQ(shown[0].at("outcome"), "refused");
    EXPECT_EQ(shown[0].at("command_status"), 0x11);
    EXPECT_EQ(shown[1], json::parse(R"({"form": "text", "part": 2, "of": 2, "at": "2023-11-14T22:13:20.042Z",
        "text": "Goodbye", "outcome": "accepted", "command_status": 0, "command_status_name": "ESME_ROK", "message_id": "A1"})"));
}

TEST_F(EvidenceOf, HasWhatWasRefusedSince) {
    gateway_.opt_out("4477", from_200);
    gateway_.store().note("4477", {"200", "default", 3, 1'700'000'001'000, 1'700'000'002'000});
    EXPECT_EQ(evidence_of("4477").at("refused"), json::parse(R"([{"sender": "200", "list": "default", "count": 3,
        "first_at": "2023-11-14T22:13:21.000Z", "last_at": "2023-11-14T22:13:22.000Z"}])"));
}

TEST_F(EvidenceOf, StaffHadNoReply) {
    EXPECT_EQ(put({{"recipient", "4477"}, {"sender", "200"}}, "operator-token").status, 200U);
    const auto shown = evidence_of("4477");
    EXPECT_TRUE(shown.at("reply").is_null());
    EXPECT_TRUE(shown.at("answered").is_null());
    EXPECT_EQ(shown.at("actor"), "desk");
    EXPECT_FALSE(shown.at("durable_at").is_null());
}

TEST_F(EvidenceOf, IsAskedForAndOfOneRecipient) {
    gateway_.opt_out("4477", from_200);
    EXPECT_FALSE(get("/v1/suppressions?recipient=4477").at("suppressions").at(0).contains("evidence"));
    EXPECT_FALSE(get("/v1/suppressions?recipient=4477&evidence=false").at("suppressions").at(0).contains("evidence"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/suppressions?evidence=true"), 400), HasSubstr("\"evidence\" needs a recipient"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/suppressions?recipient=4477&evidence=1"), 400), HasSubstr("true or false"));
}

TEST_F(EvidenceOf, ManyEntriesComeInPages) {
    for (int sender = 0; sender < 60; ++sender) {
        gateway_.opt_out("4477", {store::scope::sender, "default", std::to_string(1'000 + sender)});
    }
    const auto first = get("/v1/suppressions?evidence=true&recipient=4477");
    EXPECT_EQ(first.at("suppressions").size(), 50U);
    const auto rest = get("/v1/suppressions?evidence=true&recipient=4477&cursor=" + first.at("cursor").get<std::string>());
    EXPECT_EQ(rest.at("suppressions").size(), 10U);
    EXPECT_TRUE(rest.at("cursor").is_null());
}

TEST_F(EvidenceOf, EventsSayWhyAnAnswerWasNotGiven) {
    auto wanted = answered_opt_out();
    wanted.what = store::action::help;
    wanted.bindings.clear();
    wanted.answers_per_day = 3;
    apply(wanted);
    apply(wanted);
    const auto events = get("/v1/events?recipient=4477").at("events");
    ASSERT_EQ(events.size(), 2U);
    EXPECT_FALSE(events[0].contains("silenced"));
    EXPECT_EQ(events[1].at("silenced"), "repeated");
}

}  // namespace
