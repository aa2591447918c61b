// Imports, exports and scrubs, from body to answer.
#include <sstream>

#include "tests/admin/fake_stream.hpp"

namespace tests::admin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Imports : public StreamedRoutes {};

TEST_F(Imports, TakesWhatIsGoodAndNamesWhatIsNot) {
    const auto did = import("?name=old.csv&reason=moved",
                            {"recipient,sender,list,reason\r\n+44 7700 900001,,,\r\n44770", "0900002,200,,said so\nx,,,\n\"447",
                             "7,,,\n447700900001,,,\n447700900003,,nolist,\n"});
    ASSERT_TRUE(did.through->head) << did.whole->body;
    EXPECT_EQ(did.through->head->content_type, "application/x-ndjson");
    const auto done = did.find("import");
    EXPECT_EQ(done.at("state"), "done");
    EXPECT_EQ(done.at("lines"), 7);
    EXPECT_EQ(done.at("added"), 2);
    EXPECT_EQ(done.at("merged"), 1);
    EXPECT_EQ(done.at("rejected"), 3);
    std::vector<int> lines;
    for (const auto& each : did.lines())
        if (each.contains("rejected")) lines.push_back(each["rejected"]["line"]);
    EXPECT_EQ(lines, (std::vector{4, 5, 7}));
    EXPECT_TRUE(is_suppressed("447700900001"));
    EXPECT_TRUE(is_suppressed("447700900002", "200"));
    EXPECT_FALSE(is_suppressed("447700900002", "300"));
    const auto found = get("/v1/suppressions?recipient=447700900002").at("suppressions").at(0);
    EXPECT_EQ(found.at("source"), "import");
    EXPECT_EQ(found.at("reason"), "said so");
    EXPECT_EQ(get("/v1/imports").at("imports").at(0), done);
    EXPECT_EQ(get("/v1/imports/" + done.at("id").get<std::string>()), done);
    EXPECT_EQ(get("/v1/suppressions?import=" + done.at("id").get<std::string>()).at("suppressions").size(), 2U);
    detail_of(ask("GET", "/v1/imports/4711"), 404);
}

TEST_F(Imports, AreListedNewestFirstInPages) {
    for (const auto* body : {"recipient\n4477\n", "recipient\n4478\n"}) import("", {body});
    const auto first = get("/v1/imports?limit=1");
    ASSERT_EQ(first.at("imports").size(), 1U);
    EXPECT_EQ(first.at("cursor"), first.at("imports")[0].at("id"));
    const auto last = get("/v1/imports?limit=1&cursor=" + first.at("cursor").get<std::string>());
    ASSERT_EQ(last.at("imports").size(), 1U);
    EXPECT_NE(last.at("imports"), first.at("imports"));
    EXPECT_TRUE(last.at("cursor").is_null()) << "nothing comes behind it";
    EXPECT_TRUE(get("/v1/imports").at("cursor").is_null());
}

TEST_F(Imports, FindsColumnsAndSeparatorByTheHeader) {
    EXPECT_EQ(import("?columns=recipient:Phone,list:-", {"name;PHONE;list\nann;4477;nolist\n"}).find("import").at("added"), 1);
    EXPECT_TRUE(is_suppressed("4477"));
    EXPECT_THAT(detail_of(*import("", {"phone,name\n4478,x\n"}).whole, 400), HasSubstr("no column is called \"recipient\""));
    EXPECT_THAT(detail_of(*import("", {}).whole, 400), HasSubstr("empty"));
    EXPECT_THAT(detail_of(*import("?columns=number:phone", {"x\n"}).whole, 400), HasSubstr("columns"));
    EXPECT_THAT(detail_of(*import("?list=nolist", {"recipient\n1\n"}).whole, 400), HasSubstr("not configured"));
    EXPECT_EQ(get("/v1/imports").at("imports").size(), 1U);
}

TEST_F(Imports, ReadsNdjson) {
    const auto did =
        import("?format=ndjson", {"{\"recipient\":\"+4477\"}\n{\"recipient\":4478,\"sender\":\"2", "00\"}\nnonsense\n{}"});
    EXPECT_EQ(did.find("import").at("added"), 2);
    EXPECT_EQ(did.find("import").at("rejected"), 2);
    EXPECT_TRUE(is_suppressed("4478", "200"));
}

TEST_F(Imports, OfAllOrNothingIsNothingWhenALineIsWrong) {
    const auto refused = import("?all_or_nothing=true", {"recipient\n4477\nx\n"});
    EXPECT_EQ(refused.find("import").at("state"), "refused");
    EXPECT_EQ(refused.find("import").at("rejected"), 1);
    EXPECT_FALSE(is_suppressed("4477"));
    EXPECT_THAT(get("/v1/imports").at("imports"), IsEmpty());
    const auto taken = import("?all_or_nothing=true", {"recipient\n4477\n44", "78\n"});
    EXPECT_EQ(taken.find("import").at("added"), 2);
    EXPECT_TRUE(is_suppressed("4478"));
}

TEST_F(Imports, TellsOfAsManyRejectsAsAreWanted) {
    for (const auto* const way : {"?rejects=1", "?rejects=1&all_or_nothing=true"}) {
        const auto taken = import(way, {"recipient\nx\n4477\ny\nz\n"});
        EXPECT_EQ(std::ranges::count_if(taken.lines(), [](const json& each) { return each.contains("rejected"); }), 1) << way;
        EXPECT_EQ(taken.find("rejected").at("line"), 2);
        EXPECT_EQ(taken.find("import").at("rejected"), 3) << way;
    }
}

TEST_F(Imports, KeepsOutWhoHasLiftedSinceTheFileWasMade) {
    gateway_.opt_out("4477", from_200);
    EXPECT_EQ(ask("DELETE", "/v1/suppressions?recipient=4477").status, 200U);
    EXPECT_EQ(import("?as_of=2020-01-01", {"recipient,sender\n4477,200\n4478,200\n"}).find("import").at("kept_out"), 1);
    EXPECT_FALSE(is_suppressed("4477"));
    EXPECT_TRUE(is_suppressed("4478"));
}

TEST_F(Imports, GoesOnWhereTheBodyBrokeOff) {
    auto through = std::make_shared<fake_stream>();
    through->pieces = {"recipient\n4477\nx\n4478\n44"};
    through->broken = "The body broke off.";
    const auto broken = stream("POST", "/v1/import", through);
    EXPECT_EQ(broken.find("error").at("code"), "body-broke-off");
    EXPECT_EQ(broken.find("error").at("detail"), "The body broke off.");
    const auto left = broken.find("error").at("import");
    EXPECT_EQ(left.at("state"), "interrupted");
    EXPECT_EQ(left.at("lines"), 4);
    const auto query = "?import=" + left.at("id").get<std::string>();
    EXPECT_TRUE(is_suppressed("4478"));

    const auto other = import(query, {"recipient\n4477\nx\n9\n4479\n"});
    EXPECT_EQ(other.find("error").at("code"), "other-file");
    EXPECT_THAT(other.find("error").at("detail").get<std::string>(), HasSubstr("not the file"));
    EXPECT_FALSE(is_suppressed("4479"));

    const auto resumed = import(query, {"recipient\n4477\nx\n4478\n4479\n"});
    const auto done = resumed.find("import");
    ASSERT_FALSE(done.is_null()) << resumed.written();
    EXPECT_EQ(done.at("added"), 3);
    EXPECT_EQ(done.at("rejected"), 1);
    EXPECT_EQ(done.at("lines"), 5);
    EXPECT_TRUE(resumed.find("rejected").is_null());
    EXPECT_THAT(detail_of(*import(query, {"recipient\n"}).whole, 409), HasSubstr("is done"));
    detail_of(*import("?import=4711", {"recipient\n"}).whole, 404);
}

TEST_F(Imports, EndsWhenNobodyReads) {
    auto through = std::make_shared<fake_stream>();
    through->deaf = true;
    through->pieces = {"recipient\n4477\n", "4478\n"};
    stream("POST", "/v1/import", through);
    EXPECT_EQ(get("/v1/imports").at("imports").at(0).at("state"), "interrupted");
}

TEST_F(Imports, AreAnAdminsToMake) {
    detail_of(*stream("POST", "/v1/import", std::deque<std::string>{}, "operator-token").whole, 403);
    EXPECT_TRUE(stream("GET", "/v1/export", std::deque<std::string>{}, "viewer-token").through->head);
}

TEST_F(Imports, ComeOutAsTheyWentIn) {
    import("", {"recipient,sender,list,reason\n4477,,,\"=1+1\"\n4478,ACME,locked,\"a, \"\"b\"\"\"\n4479,,,'=x\n"});
    const auto exported = stream("GET", "/v1/export");
    EXPECT_THAT(exported.written(),
                HasSubstr("recipient,sender,list,reason,scope,source,since,import\r\n4477,,default,'=1+1,list,"));
    const auto as_json = stream("GET", "/v1/export?format=ndjson&list=locked");
    ASSERT_EQ(as_json.lines().size(), 1U);
    EXPECT_EQ(as_json.lines()[0].at("reason"), "a, \"b\"");

    fake_gateway other;
    routes there(other, keyring({{"boss", role::admin, sha256_hex("admin-token")}}));
    auto through = std::make_shared<fake_stream>();
    through->pieces = {exported.written()};
    request asked{"POST", "/v1/import", "Bearer admin-token", ""};
    asked.stream = through;
    there.handle(asked, [](const response& given) { FAIL() << given.body; });
    const auto words = [](store::suppression_store& of) {
        std::vector<std::string> out;
        for (const auto& each : of.list({}, {}, 10).entries)
            out.push_back(each.recipient + "|" + each.bound.sender + "|" + each.bound.list + "|" + each.reason);
        return out;
    };
    EXPECT_EQ(words(other.store()), words(gateway_.store()));
    EXPECT_EQ(words(other.store()).size(), 3U);
}

TEST_F(Imports, ScrubGivesEachRowItsVerdict) {
    gateway_.opt_out("4477", from_200);
    const auto did = stream("POST", "/v1/scrub?sender=200&column=phone",
                            {"name;phone\n\"Ann; \"\"A\"\"\";+4477\nBob;44", "78\r\nEve;none\n"}, "viewer-token");
    ASSERT_TRUE(did.through->head) << did.whole->body;
    EXPECT_THAT(did.written(),
                HasSubstr("name;phone;verdict;verdict_reason\r\n\"Ann; \"\"A\"\"\";+4477;suppressed;keyword 2023-"));
    EXPECT_THAT(did.written(), HasSubstr("\r\nBob;4478;pass;\r\nEve;none;invalid;the recipient is no number\r\n"));
    EXPECT_FALSE(did.through->was_cut);
    EXPECT_THAT(detail_of(*stream("POST", "/v1/scrub", {"recipient\n1\n"}).whole, 400), HasSubstr("Who sends"));
    EXPECT_THAT(stream("POST", "/v1/scrub", {"recipient,sender\n4477,200\n4477,300\n"}).written(), HasSubstr("4477,300,pass,"));
}

}  // namespace
}  // namespace tests::admin
