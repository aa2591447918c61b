// Flushes and their undo through the API, against a real store.
#include "proxy/admin/flush_file.hpp"
#include "tests/admin/fake_stream.hpp"

using namespace tests::admin;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

class Flushes : public StreamedRoutes {
protected:
    void opt_out_all() {
        for (const auto* const who : {"4477", "4478", "331"}) gateway_.opt_out(who, from_200);
        gateway_.opt_out("4479", {store::scope::list, "locked", ""});
    }
    response remove(const std::string& query, const std::string& token = "admin-token") {
        return ask("DELETE", "/v1/suppressions?" + query, token);
    }
    json done(const response& answer) {
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return json::parse(answer.body);
    }
    std::size_t left() { return get("/v1/suppressions").at("suppressions").size(); }
    response undo(const json& id, const std::string& body = R"({"reason": "a mistake"})",
                  const std::string& token = "admin-token") {
        return ask("POST", "/v1/flushes/" + id.get<std::string>() + "/undo", token, body);
    }
    response file(const std::string& query, std::deque<std::string> pieces, std::string broken = {}) {
        const auto through = std::make_shared<fake_stream>();
        through->pieces = std::move(pieces);
        through->broken = std::move(broken);
        return stream("POST", "/v1/flushes" + query, through).whole.value();
    }
};

TEST_F(Flushes, ADryRunCountsAndChangesNothing) {
    opt_out_all();
    const auto all = done(remove("all=true&dry_run=true"));
    EXPECT_EQ(all.at("matched"), 4);
    EXPECT_EQ(all.at("by_list"), json({{"default", 3}, {"locked", 1}}));
    EXPECT_EQ(all.at("sample").size(), 4U);
    EXPECT_TRUE(all.at("preview").is_string());
    EXPECT_EQ(done(remove("prefix=%2B44&dry_run=true", "operator-token")).at("matched"), 3);
    EXPECT_EQ(done(remove("list=none&dry_run=true")).at("matched"), 0);
    EXPECT_EQ(left(), 4U);
    EXPECT_THAT(get("/v1/flushes").at("flushes"), IsEmpty());
}

TEST_F(Flushes, OneEntryGoesAtOnceAndMoreWhenTheirCountIsConfirmed) {
    opt_out_all();
    EXPECT_EQ(done(remove("list=locked")).at("suppression").at("recipient"), "4479");
    EXPECT_EQ(gateway_.last_change.actor, "boss");
    const auto unconfirmed = remove("list=default");
    EXPECT_THAT(detail_of(unconfirmed, 409), HasSubstr("3 entries match"));
    const auto counted = json::parse(unconfirmed.body);
    EXPECT_EQ(counted.at("matched"), 3);
    EXPECT_EQ(counted.at("by_list"), json({{"default", 3}}));
    EXPECT_EQ(left(), 3U);

    EXPECT_THAT(detail_of(remove("list=default&confirm=3"), 400), HasSubstr("\"reason\" is missing"));
    EXPECT_THAT(detail_of(remove("list=default&confirm=3&reason=x", "operator-token"), 403), HasSubstr("admin"));
    const auto wrong = remove("list=default&confirm=2&reason=x");
    EXPECT_THAT(detail_of(wrong, 409), HasSubstr("3 entries match now, not the 2"));
    EXPECT_EQ(json::parse(wrong.body).at("matched"), 3);
    EXPECT_EQ(left(), 3U);

    const auto flushed =
        done(remove("list=default&confirm=3&reason=asked%20by%20legal&preview=" + counted.at("preview").get<std::string>()));
    EXPECT_EQ(flushed.at("flushed"), 3);
    EXPECT_FALSE(flushed.at("event").get<std::string>().empty());
    EXPECT_EQ(left(), 0U);
    EXPECT_EQ(detail_of(remove("list=default"), 404), "No entry matches.");
    EXPECT_EQ(json::parse(remove("list=default&confirm=3&reason=again").body).at("matched"), 0) << "somebody was faster";
}

TEST_F(Flushes, NobodyFlushesEverythingByLeavingWordsOut) {
    opt_out_all();
    EXPECT_THAT(detail_of(ask("DELETE", "/v1/suppressions"), 400), HasSubstr("all=true"));
    EXPECT_THAT(detail_of(remove("list=&confirm=4&reason=x"), 400), HasSubstr("all=true"));
    EXPECT_THAT(detail_of(remove("all=true&list=locked"), 400), HasSubstr("\"all\""));
    EXPECT_THAT(detail_of(remove("list=locked&dry_run=true&confirm=1"), 400), HasSubstr("\"confirm\""));
    EXPECT_THAT(detail_of(remove("list=locked&confirm=0"), 400), HasSubstr("\"confirm\""));
    EXPECT_THAT(detail_of(remove("prefix=4477009001&dry_run=true"), 400), HasSubstr("more than 9 digits"));
    EXPECT_THAT(detail_of(remove("recipient=331&lst=news"), 400), HasSubstr("\"lst\" is unknown"));
    EXPECT_EQ(detail_of(remove("all=true"), 409).substr(0, 15), "4 entries match");
    EXPECT_EQ(left(), 4U);
}

TEST_F(Flushes, AnOperatorWhoConfirmsOneGetsOne) {
    opt_out_all();
    EXPECT_THAT(detail_of(remove("list=default&confirm=1", "operator-token"), 409), HasSubstr("3 entries match"));
    EXPECT_EQ(done(remove("prefix=33&confirm=1", "operator-token")).at("flushed"), 1);
    EXPECT_THAT(get("/v1/flushes").at("flushes"), IsEmpty());
    const auto one = done(remove("recipient=4477&confirm=1"));
    EXPECT_EQ(one.at("flushed"), 1);
    EXPECT_EQ(get("/v1/flushes/" + one.at("flush_id").get<std::string>()).at("flushed"), 1);
}

TEST_F(Flushes, AreListedNewestFirstAndUndone) {
    opt_out_all();
    const auto first = done(remove("list=default&source=keyword&confirm=3&reason=one")).at("flush_id");
    gateway_.now_ms += 1'000;
    const auto second = done(remove("all=true&confirm=1")).at("flush_id");
    auto shown = get("/v1/flushes?limit=1");
    ASSERT_EQ(shown.at("flushes").size(), 1U);
    EXPECT_EQ(shown.at("flushes")[0].at("flush_id"), second);
    EXPECT_EQ(shown.at("flushes")[0].at("filter"), json::object());
    shown = get("/v1/flushes?limit=1&cursor=" + shown.at("cursor").get<std::string>());
    EXPECT_TRUE(shown.at("cursor").is_null());
    const auto one = shown.at("flushes").at(0);
    EXPECT_EQ(one.at("flush_id"), first);
    EXPECT_EQ(one.at("filter"), json({{"list", "default"}, {"source", "keyword"}}));
    EXPECT_EQ(one.at("by_list"), json({{"default", 3}}));
    EXPECT_EQ(one.at("actor"), "boss");
    EXPECT_EQ(one.at("reason"), "one");
    EXPECT_EQ(one.at("by_file"), false);
    EXPECT_EQ(one.at("can_be_undone"), true);
    EXPECT_TRUE(one.at("undone").is_null());
    EXPECT_EQ(one, get("/v1/flushes/" + first.get<std::string>()));

    EXPECT_EQ(ask("PUT", "/v1/suppressions", "admin-token", R"({"recipient": "331", "list": "default", "sender": "200"})").status,
              200U);
    EXPECT_EQ(undo(first, R"({"reason": "x"})", "operator-token").status, 403U);
    EXPECT_THAT(detail_of(undo(first, "{}"), 400), HasSubstr("\"reason\" is missing"));
    const auto undone = done(undo(first));
    EXPECT_EQ(undone.at("undone"), 2) << "one has opted out again";
    EXPECT_EQ(left(), 3U);
    EXPECT_EQ(get("/v1/flushes/" + first.get<std::string>()).at("undone").at("undo_id"), undone.at("undo_id"));
    EXPECT_EQ(get("/v1/flushes/" + first.get<std::string>()).at("can_be_undone"), false);
    EXPECT_THAT(detail_of(undo(first), 409), HasSubstr("undone already"));
    gateway_.now_ms += 31LL * 86'400'000;
    EXPECT_THAT(detail_of(undo(second), 409), HasSubstr("too old"));
    gateway_.store().purge_flushes();
    for (const auto* const id : {"77", "x", "18446744073709551615"}) {
        EXPECT_EQ(ask("POST", std::string("/v1/flushes/") + id + "/undo", "admin-token", R"({"reason": "x"})").status, 404U)
            << id;
        EXPECT_EQ(ask("GET", std::string("/v1/flushes/") + id).status, 404U) << id;
    }
    for (const auto* const path : {"/v1/flushes//undo", "/v1/flushes/1/2/undo", "/v1/flushes/1/undone", "/v1/flushes/"})
        EXPECT_EQ(ask("POST", path).status, 404U) << path;
    EXPECT_EQ(header(ask("GET", "/v1/flushes/1/undo"), "Allow"), "POST, OPTIONS");
}

TEST_F(Flushes, TheTrailNamesNobodyWhoseEntriesWereFlushed) {
    opt_out_all();
    done(remove("recipient=4477&confirm=1&reason=by%20phone"));
    const auto shown = get("/v1/events?kind=flush");
    EXPECT_THAT(shown.dump(), HasSubstr("by phone"));
    EXPECT_THAT(shown.dump(), Not(HasSubstr("4477")));
    EXPECT_THAT(get("/v1/flushes").dump(), Not(HasSubstr("4477")));
}

TEST_F(Flushes, ByAFileOfNumbers) {
    opt_out_all();
    const auto counted = done(
        file("?dry_run=true", {"recipient,sender,list,rea", "son\n+4477,,,x\n\n0044", "79,,locked\n331,201,\n4478,200,default"}));
    EXPECT_EQ(counted.at("matched"), 3);
    EXPECT_EQ(counted.at("rejected"), 0);
    EXPECT_EQ(left(), 4U);
    EXPECT_THAT(detail_of(file("", {"recipient\n4477\n4478\n"}), 409), HasSubstr("2 entries match"));
    EXPECT_THAT(detail_of(file("?confirm=2", {"recipient\n4477\n4478\n"}), 400), HasSubstr("\"reason\""));
    EXPECT_THAT(detail_of(file("?confirm=3&reason=x", {"recipient\n4477\n4478\n"}), 409), HasSubstr("2 entries match now"));
    EXPECT_EQ(left(), 4U);
    const auto flushed = done(file("?confirm=2&reason=x", {"recipient\n4477\n4478\n"}));
    EXPECT_EQ(flushed.at("flushed"), 2);
    EXPECT_EQ(left(), 2U);
    EXPECT_EQ(get("/v1/flushes/" + flushed.at("flush_id").get<std::string>()).at("by_file"), true);
    EXPECT_EQ(done(undo(flushed.at("flush_id"))).at("undone"), 2);
    EXPECT_EQ(left(), 4U);
    EXPECT_EQ(file("", {"recipient\n1\n"}).status, 404U);
}

TEST_F(Flushes, ABadLineIsToldAndNothingIsFlushed) {
    opt_out_all();
    const std::string body = "recipient\n4477\nabc\n\"x\n44,78\n4478\n";
    const auto refused = file("?confirm=2&reason=x", {body});
    EXPECT_THAT(detail_of(refused, 422), HasSubstr("3 lines"));
    const auto told = json::parse(refused.body).at("rejects");
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0], json({{"line", 3}, {"reason", "the recipient is no number"}}));
    EXPECT_EQ(told[1].at("line"), 4);
    EXPECT_EQ(told[2], json({{"line", 5}, {"reason", "more cells than columns"}}));
    EXPECT_EQ(left(), 4U);
    EXPECT_EQ(done(file("?dry_run=true", {body})).at("rejected"), 3);
    EXPECT_EQ(done(file("?confirm=2&reason=x&skip_bad=true", {body})).at("flushed"), 2);
}

TEST_F(Flushes, AFileThatIsNoneIsRefusedAsAWhole) {
    EXPECT_THAT(detail_of(file("?dry_run=true", {}), 400), HasSubstr("is empty"));
    EXPECT_THAT(detail_of(file("?dry_run=true", {"4477\n4478\n"}), 400), HasSubstr("line 1: the column \"4477\" is unknown"));
    EXPECT_THAT(detail_of(file("?dry_run=true", {"sender\n200\n"}), 400), HasSubstr("no column recipient"));
    EXPECT_THAT(detail_of(file("?dry_run=true", {"recipient,recipient\n"}), 400), HasSubstr("is there twice"));
    EXPECT_EQ(detail_of(file("?dry_run=true", {"recipient\n44"}, "The body ended early."), 400), "The body ended early.");
}

TEST(FlushFile, HasALimit) {
    flush_file file(nullptr);
    EXPECT_TRUE(file.give("recipient\n"));
    std::string some;
    for (int row = 0; row < 1'000; ++row) some += "447700900001\n";
    for (int part = 0; part < 1'000; ++part) ASSERT_TRUE(file.give(some));
    EXPECT_FALSE(file.give("447700900001\n"));
    EXPECT_TRUE(file.too_many());
    EXPECT_THAT(file.fault(), HasSubstr("more than 1000000 numbers"));
}

}  // namespace
