// One table: two files, and what lies between them.
#include "proxy/app/configuration_changes.hpp"

#include "tests/app/configuration_faults.hpp"

using namespace tests::app;
using proxy::app::changes_between;
using proxy::app::configuration_changes;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

configuration_changes between(const std::string& from, const std::string& to) {
    const auto before = reads(from), after = reads(to);
    EXPECT_THAT(before.faults, IsEmpty()) << all(before.faults);
    EXPECT_THAT(after.faults, IsEmpty()) << all(after.faults);
    return changes_between(before.settings, after.settings);
}

// "key: from -> to (effect)"
std::vector<std::string> lines(const configuration_changes& of) {
    std::vector<std::string> told;
    for (const auto& one : of.all) told.push_back(one.key + ": " + one.from + " -> " + one.to + " (" + one.effect + ")");
    return told;
}

struct change {
    const char* about;
    std::string from, to;  // lines after `least`
    std::string line;
    bool unbinds = false, needs_restart = false;
};

class Change : public testing::TestWithParam<change> {};

TEST_P(Change, IsToldWithItsEffect) {
    const auto& given = GetParam();
    const auto found = between(least + given.from, least + given.to);
    EXPECT_THAT(lines(found), ElementsAre(given.line));
    EXPECT_EQ(found.unbound.size(), given.unbinds ? 1U : 0U);
    EXPECT_EQ(found.need_restart.size(), given.needs_restart ? 1U : 0U);
    EXPECT_THAT(between(least + given.to, least + given.to).all, IsEmpty());
}

const std::string token = "[[admin.token]]\nname = \"desk\"\n";
const std::string a = "sha256 = \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"\n";
const std::string e = "sha256 = \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n";
const std::string other = "[[link]]\nname = \"b\"\nlisten = \"h:2\"\nupstream = [\"h:1\"]\n";
const std::string other_json =
    R"({"listen":"h:2","upstream":["h:1"],"default_alphabet":"gsm7","default_region":"","window":10,"listen_tls":null,"upstream_tls":null,"proxy_protocol_from":[],"already_bound_seconds":0,"carrier_answers":false,"cancel_queued":false,"staff_system_ids":[],"opted_out_codes":[],"outbind_listen":null,"outbind_to":[],"outbind_listen_tls":null,"outbind_to_tls":null})";

const change all_changes[] = {
    {"patience", "", "already_bound_seconds = 20", "link[carrier].already_bound_seconds: 0 -> 20 (at once)"},
    {"an outbind", "outbind_listen = \"h:3\"\noutbind_to = [\"h:1\"]", "outbind_listen = \"h:3\"\noutbind_to = [\"h:4\"]",
     R"(link[carrier].outbind_to: ["h:1"] -> ["h:4"] (new connections))"},
    {"window", "", "window = 20", "link[carrier].window: 10 -> 20 (at once)"},
    {"alphabet", "", "default_alphabet = \"latin1\"", R"(link[carrier].default_alphabet: "gsm7" -> "latin1" (at once))"},
    {"region", "", "default_region = \"DE\"", R"(link[carrier].default_region: "" -> "DE" (at once))"},
    {"upstream tls", "", "upstream_tls = { server_name = \"x\" }",
     R"(link[carrier].upstream_tls: null -> {"cert":"","key":"","ca":"","verify":"require","server_name":"x"} (new connections))"},
    {"balancers", "", "proxy_protocol_from = [\"10.0.0.0/8\"]",
     R"(link[carrier].proxy_protocol_from: [] -> ["10.0.0.0/8"] (new connections))"},
    {"a default that is written down", "window = 9", "window = 10", "link[carrier].window: 9 -> 10 (at once)"},
    {"listen", other, "[[link]]\nname = \"b\"\nlisten = \"[::1]:2\"\nupstream = [\"h:1\"]\n",
     R"(link[b].listen: "h:2" -> "[::1]:2" (new connections))"},
    {"upstream", other, "[[link]]\nname = \"b\"\nlisten = \"h:2\"\nupstream = [\"h:1\", \"h:3\"]\n",
     R"(link[b].upstream: ["h:1"] -> ["h:1","h:3"] (links of b are unbound))", true},
    {"a link more", "", other, "link[b]: null -> " + other_json + " (new connections)"},
    {"a link less", other, "", "link[b]: " + other_json + " -> null (links of b are unbound)"},
    {"store", "", "[store]\npath = \"x\"", R"(store.path: "/var/lib/stopgate" -> "x" (needs a restart))", false, true},
    {"admin tls", "", "[admin]\ntls = { cert = \"c\", key = \"k\" }",
     R"(admin.tls: null -> {"cert":"c","key":"k","ca":"","verify":"none","server_name":""} (new connections))"},
    {"admin pace", "", "[admin]\nrequests_per_second = 9", "admin.requests_per_second: 500 -> 9 (at once)"},
    {"admin addresses", "", "[admin]\nlisten = [\"127.0.0.1:9775\", \"unix:/a\"]",
     R"(admin.listen: "127.0.0.1:9775" -> ["127.0.0.1:9775","unix:/a"] (needs a restart))", false, true},
    {"admin", "", "[admin]\nlisten = \"unix:/a\"", R"(admin.listen: "127.0.0.1:9775" -> "unix:/a" (needs a restart))", false,
     true},
    {"workers", "", "[limits]\nworkers = 3", "limits.workers: 0 -> 3 (needs a restart)", false, true},
    {"log", "", "[log]\nlevel = \"debug\"", R"(log.level: "info" -> "debug" (at once))"},
    {"log format", "", "[log]\nformat = \"json\"", R"(log.format: "logfmt" -> "json" (at once))"},
    {"role", token + "role = \"viewer\"\n" + a, token + "role = \"admin\"\n" + a,
     R"(admin.token[desk].role: "viewer" -> "admin" (at once))"},
    {"digest", token + "role = \"viewer\"\n" + a, token + "role = \"viewer\"\n" + e,
     R"(admin.token[desk].sha256: "ba7816bf…" -> "e3b0c442…" (at once))"},
    {"a token less", token + "role = \"viewer\"\n" + a, "",
     R"(admin.token[desk]: {"role":"viewer","sha256":"ba7816bf…"} -> null (at once))"},
    {"mode", "", "[refusal]\nmode = \"receipt\"", R"(refusal.mode: "status" -> "receipt" (at once))"},
    {"status", "", "[refusal]\ncommand_status = 0x400", "refusal.command_status: 69 -> 1024 (at once)"},
    {"memory filter", "", "[store]\nmemory_filter = false", "store.memory_filter: true -> false (needs a restart)", false, true},
    {"undo", "", "[store]\nundo_days = 7", "store.undo_days: 30 -> 7 (needs a restart)", false, true},
    {"store error", "", "[refusal]\non_store_error = \"forward\"", R"(refusal.on_store_error: "refuse" -> "forward" (at once))"},
    {"pdu", "", "[limits]\npdu_octets = 4096", "limits.pdu_octets: 131072 -> 4096 (at once)"},
    {"init", "", "[limits]\nsession_init_seconds = 1", "limits.session_init_seconds: 10 -> 1 (at once)"},
    {"partial", "", "[limits]\npartial_pdu_seconds = 1", "limits.partial_pdu_seconds: 10 -> 1 (at once)"},
    {"enquire", "", "[limits]\nenquire_link_seconds = 1", "limits.enquire_link_seconds: 30 -> 1 (at once)"},
    {"inactivity", "", "[limits]\ninactivity_seconds = 1", "limits.inactivity_seconds: 0 -> 1 (at once)"},
    {"response", "", "[limits]\nresponse_seconds = 1", "limits.response_seconds: 60 -> 1 (at once)"},
    {"stall", "", "[limits]\nwrite_stall_seconds = 1", "limits.write_stall_seconds: 30 -> 1 (at once)"},
    {"drain", "", "[limits]\ndrain_seconds = 1", "limits.drain_seconds: 10 -> 1 (at once)"},
    {"match", "", "[[list]]\nmatch = { sender = \"44*\" }", R"(list[default].match.sender: "*" -> "44*" (at once))"},
    {"system id", "", "[[list]]\nmatch = { system_id = \"a\" }", R"(list[default].match.system_id: "*" -> "a" (at once))"},
    {"service", "", "[[list]]\nmatch = { service_type = \"a\" }", R"(list[default].match.service_type: "*" -> "a" (at once))"},
    {"scope", "", "[[list]]\nscope = \"global\"", R"(list[default].scope: "sender" -> "global" (at once))"},
    {"forward", "", "[[list]]\nforward_keywords = true", "list[default].forward_keywords: false -> true (at once)"},
    {"confirm", "", "[[list]]\nconfirm = false", "list[default].confirm: true -> false (at once)"},
    {"codes", "opted_out_codes = [257]", "opted_out_codes = [9]", "link[carrier].opted_out_codes: [257] -> [9] (at once)"},
    {"answers", "", "[[list]]\nanswers_per_day = 3", "list[default].answers_per_day: 20 -> 3 (at once)"},
    {"review", "", "[[list]]\nreview = \"off\"", R"(list[default].review: "queue" -> "off" (at once))"},
    {"texts", "", "[limits]\nremembered_texts_mib = 2", "limits.remembered_texts_mib: 64 -> 2 (needs a restart)", false, true},
    {"opt in", "", "[[list]]\nopt_in_by_keyword = false", "list[default].opt_in_by_keyword: true -> false (at once)"},
    {"lifted by", "", "[[list]]\nlifted_by = \"admin\"", R"(list[default].lifted_by: "operator" -> "admin" (at once))"},
    {"help", "", "[[list]]\nhelp_text = \"Hi\"", R"(list[default].help_text: "" -> "Hi" (at once))"},
    {"text", "[[list]]\nopt_out_text = \"a\"", "[[list]]\nopt_out_text = \"b\"",
     R"(list[default].opt_out_text: "a" -> "b" (at once))"},
    {"languages", "[[list]]\nopt_out_text = \"a\"\nopt_in_text = \"b\"",
     "[[list]]\nopt_out_text = \"a\"\nopt_in_text = \"b\"\nlanguages = [\"en\", \"de\"]",
     R"(list[default].languages: ["en"] -> ["en","de"] (at once))"},
    {"match mode", "", "[[list]]\nmatch_mode = \"lenient\"", R"(list[default].match_mode: "exact" -> "lenient" (at once))"},
    {"keywords", "", "[[list]]\nkeywords = { removed = [\"END\"] }",
     R"(list[default].keywords.removed: [] -> ["END"] (at once))"},
    {"text of a language", "", "[[list]]\n[list.text.en]\nhelp_text = \"Hi\"",
     R"(list[default].text: {} -> {"en":{"help_text":"Hi"}} (at once))"},
    {"default text that is written down", "",
     "[[list]]\nopt_in_text = \"You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data "
     "Rates May "
     "Apply.\"\nhelp_text = \"Hi\"",
     R"(list[default].help_text: "" -> "Hi" (at once))"},
    {"order of lists", "[[list]]\nname = \"a\"\n[[list]]\nname = \"b\"", "[[list]]\nname = \"b\"\n[[list]]\nname = \"a\"",
     R"(list: ["a","b"] -> ["b","a"] (at once))"},
};

INSTANTIATE_TEST_SUITE_P(Changes, Change, testing::ValuesIn(all_changes), [](const auto& each) {
    std::string name = each.param.about;
    for (auto& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return name;
});

TEST(Changes, OfOneConfigurationToItselfAreNone) {
    const auto found = between(least, least + "window = 10\n[limits]\ndrain_seconds = 10\n[[list]]\nname = \"default\"\n");
    EXPECT_THAT(found.all, IsEmpty()) << "what is written down is what was so before";
}

TEST(Changes, LinksAreKnownByTheirNamesWhereverTheyStand) {
    const std::string tail = "[[link]]\nname = \"carrier\"\nlisten = \"0.0.0.0:2775\"\nupstream = [\"smsc.example:2775\"]\n";
    EXPECT_THAT(between(least + other, other + tail).all, IsEmpty());
}

TEST(Changes, AListMoreIsToldWithItsPlace) {
    const auto found = between(least, least + "[[list]]\nname = \"vip\"\nscope = \"list\"\n[[list]]\n");
    ASSERT_EQ(found.all.size(), 2U);
    EXPECT_EQ(found.all[0].key, "list[vip]");
    EXPECT_THAT(found.all[0].to, testing::HasSubstr(R"("scope":"list")"));
    EXPECT_EQ(lines(found)[1], R"(list: ["default"] -> ["vip","default"] (at once))");
}

TEST(Changes, SeveralAreToldInTheOrderOfTheFileAndEachWithItsOwnEffect) {
    const auto found = between(least + other, "[store]\npath = \"x\"\n" + least + "window = 11\n[limits]\nworkers = 2\n");
    EXPECT_THAT(lines(found), ElementsAre(R"(store.path: "/var/lib/stopgate" -> "x" (needs a restart))",
                                          "link[carrier].window: 10 -> 11 (at once)", "limits.workers: 0 -> 2 (needs a restart)",
                                          "link[b]: " + other_json + " -> null (links of b are unbound)"));
    EXPECT_THAT(found.need_restart, ElementsAre("store.path", "limits.workers"));
    EXPECT_THAT(found.unbound, IsEmpty()) << "a link that goes away is no link of both";
}

}  // namespace
