// Whole commands against an admin server with a real store behind it.
#include "proxy/cli/command_line.hpp"

#include <boost/asio.hpp>
#include <future>
#include <thread>

#include "proxy/admin/http_server.hpp"
#include "proxy/net/tls.hpp"
#include "tests/cli/commands_fixture.hpp"
#include "tests/support/certificates.hpp"

using namespace cli_test;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace {

// --- words ---

TEST_F(Cli, HelpAndVersion) {
    EXPECT_EQ(run({"--help"}), 0);
    for (const auto* each : {"run", "check-config", "suppressions", "review", "lookup", "events", "links", "reload", "drain",
                             "--token-file", "Exit codes"}) {
        EXPECT_THAT(out(), HasSubstr(each));
    }
    EXPECT_EQ(run({"suppressions", "--help"}), 0);
    for (const auto* each : {"add", "remove", "show", "list"}) EXPECT_THAT(out(), HasSubstr(each));
    EXPECT_EQ(run({"--version"}), 0);
    EXPECT_THAT(out(), AllOf(StartsWith("stopgate "), HasSubstr("(")));
}

TEST_F(Cli, WrongWordsAreWrongUsage) {
    const std::vector<std::vector<std::string>> all = {{},
                                                       {"stop"},
                                                       {"suppressions"},
                                                       {"suppressions", "add"},
                                                       {"suppressions", "add", "1", "2"},
                                                       {"lookup", "--sender", "1"},
                                                       {"events", "--follow", "--recipient", "4477"},
                                                       {"links", "--colour"},
                                                       {"check-config"},
                                                       {"run"},
                                                       {"links"},
                                                       {"links", "--admin", "http://127.0.0.1:1"},
                                                       {"links", "--token-file", "x"},
                                                       {"links", "--admin", "127.0.0.1:1", "--token-file", "x"},
                                                       {"links", "--admin", "ftp://127.0.0.1:1", "--token-file", "x"},
                                                       {"links", "--admin", "http://127.0.0.1", "--token-file", "x"},
                                                       {"links", "--admin", "unix:relative", "--token-file", "x"}};
    for (const auto& each : all) {
        EXPECT_EQ(run(each), 2) << testing::PrintToString(each);
        EXPECT_THAT(err(), Not(IsEmpty())) << testing::PrintToString(each);
    }
}

// --- the configuration ---

TEST_F(Cli, CheckConfig) {
    const auto good = file("good.toml", one_link);
    EXPECT_EQ(run({"check-config", good}), 0);
    EXPECT_EQ(out(),
              good +
                  ": ok\nlist default, match_mode exact, languages en\n  opt_out: STOP, STOPALL, STOP ALL, UNSUBSCRIBE, CANCEL, "
                  "END, QUIT, REVOKE, OPTOUT, OPT OUT, OPT-OUT, UNSUB\n  opt_in: START, UNSTOP, YES, SUBSCRIBE\n  help: HELP, "
                  "INFO\n  HELP passes through: no help_text\n");
    const auto clashing = file("clash.toml", one_link +
                                                 "[[list]]\nkeywords = { help = [\"Stop\"], prefix = [\"quit\"], removed = "
                                                 "[\"end\"] }\n");
    EXPECT_EQ(run({"check-config", clashing}), 0);
    EXPECT_THAT(out(), AllOf(HasSubstr("warning: \"STOP\" is opt_out (en) and help (en): it counts as opt_out"),
                             HasSubstr("CANCEL, QUIT (prefix), REVOKE")));
    EXPECT_EQ(run({"check-config", clashing, "--json"}), 0);
    EXPECT_EQ(json::parse(out()).at("lists").at(0).at("clashes").at(0).at("ignored_as"), "help");
    const auto bad = file("bad.toml", "[store]\npaht = \"x\"\n[limits]\nworkers = -1\n" + one_link);
    EXPECT_EQ(run({"check-config", bad}), 1);
    EXPECT_THAT(out(), AllOf(HasSubstr(bad + ":2: store.paht: "), HasSubstr(bad + ":4: limits.workers: ")));
    EXPECT_EQ(run({"check-config", bad, "--json"}), 1);
    EXPECT_EQ(json::parse(out()).at("faults").at(1).at("line"), 4);
    EXPECT_EQ(run({"check-config", directory_.path("none.toml")}), 1);
    EXPECT_THAT(out(), HasSubstr("No such file"));
}

TEST_F(Cli, CheckConfigWarnsOfTextsThatCostMore) {
    const auto costly = file("costly.toml", one_link + "[[list]]\nlanguages = [\"en\", \"fr\"]\nopt_out_text = \"It’s over\"\n" +
                                                "[list.text.fr]\nhelp_text = \"" + std::string(161, 'x') + "\"\n");
    EXPECT_EQ(run({"check-config", costly}), 0);
    EXPECT_THAT(out(), AllOf(StartsWith(costly + ": ok\nwarning: " + costly + ":7: list[0].opt_out_text: holds \"’\" (U+2019)"),
                             HasSubstr("\nwarning: " + costly + ":9: list[0].text.fr.help_text: needs 2 short messages"),
                             HasSubstr("\n  HELP passes through in en: no help_text\n")));
    EXPECT_EQ(run({"check-config", costly, "--json"}), 0);
    EXPECT_THAT(json::parse(out()).at("faults"), IsEmpty());
    EXPECT_EQ(json::parse(out()).at("warnings").at(1).at("key"), "list[0].text.fr.help_text");
    EXPECT_EQ(run({"run", "--config", costly}), 0);
    EXPECT_TRUE(ran_);
    EXPECT_THAT(err(), StartsWith("warning: " + costly + ":7: "));

    const auto answered = file("answered.toml", one_link + "[[list]]\nhelp_text = \"Call us.\"\n");
    EXPECT_EQ(run({"check-config", answered}), 0);
    EXPECT_THAT(out(), Not(HasSubstr("passes through")));
}

TEST_F(Cli, RunTakesAGoodConfigurationOnly) {
    const auto bad = file("bad.toml", one_link + "widow = 1\n");
    EXPECT_EQ(run({"run", "--config", bad}), 1);
    EXPECT_THAT(err(), HasSubstr(bad + ":5: link[0].widow: "));
    EXPECT_FALSE(ran_);
    const auto good = file("good.toml", one_link);
    EXPECT_EQ(run({"run", "--config", good}), 0);
    ASSERT_TRUE(ran_);
    EXPECT_EQ(ran_->links.at(0).name, "carrier");
    EXPECT_EQ(ran_path_, good);
}

TEST_F(Cli, HealthOfAGatewayThatIsNotThere) {
    EXPECT_EQ(run({"health"}), 2);
    EXPECT_EQ(run({"health", "--admin", "http://127.0.0.1:1"}), 3);
}

// --- with a gateway ---

TEST_F(CliOfGateway, HealthNeedsNoToken) {
    const auto admin = "http://" + server_->address();
    EXPECT_EQ(run({"health", "--admin", admin}), 0) << err();
    EXPECT_EQ(out(), "ready\n");
    gateway_.not_ready_now = "the disk is full";
    EXPECT_EQ(run({"health", "--admin", admin}), 1);
    EXPECT_EQ(err(), "stopgate: the disk is full\n");
    EXPECT_EQ(run({"health", "--alive", "--admin", admin, "--token-file", "/nowhere"}), 0) << err();
    EXPECT_EQ(out(), "ok\n");
}

TEST_F(CliOfGateway, AddShowRemove) {
    EXPECT_EQ(ask({"suppressions", "show", "+4477"}), 1);
    EXPECT_EQ(out(), "+4477 is not suppressed.\n");
    EXPECT_EQ(ask({"suppressions", "add", "+4477", "--list", "default", "--sender", "200", "--reason", "a letter & more"}), 0)
        << err();
    EXPECT_EQ(out(), "+4477 is suppressed now.\n");
    EXPECT_EQ(ask({"suppressions", "add", "+4477", "--list", "default", "--sender", "200"}), 0);
    EXPECT_EQ(out(), "+4477 was suppressed already.\n");
    EXPECT_EQ(ask({"suppressions", "show", "004477"}), 0);
    EXPECT_EQ(out(),
              "RECIPIENT  SENDER  LIST     SINCE                     SOURCE  REASON\n"
              "4477       200     default  2023-11-14T22:13:20.042Z  staff   a letter & more\n");
    EXPECT_EQ(ask({"suppressions", "remove", "4477"}), 0);
    EXPECT_THAT(out(), StartsWith("Lifted:\n"));
    EXPECT_EQ(ask({"suppressions", "remove", "4477"}), 1);
    EXPECT_EQ(err(), "stopgate: No entry matches.\n");
}

TEST_F(CliOfGateway, RemoveWantsOneEntry) {
    gateway_.opt_out("4477", from_200);
    gateway_.opt_out("4477", {store::scope::list, "default", ""});
    EXPECT_EQ(ask({"suppressions", "remove", "4477"}), 1);
    EXPECT_THAT(err(), HasSubstr("2 entries match"));
    EXPECT_EQ(ask_json({"suppressions", "remove", "4477", "--scope", "list"}).at("flushed"), 1);
    EXPECT_EQ(ask_json({"suppressions", "remove", "4477", "--list", "default", "--sender", "200"}).at("suppression").at("sender"),
              "200");
}

TEST_F(CliOfGateway, JsonIsWhatTheApiSays) {
    EXPECT_EQ(ask_json({"suppressions", "add", "4477", "--sender", "200"}).at("changed"), true);
    EXPECT_EQ(ask_json({"suppressions", "show", "4477"}).at("suppressions").at(0).at("sender"), "200");
    EXPECT_THAT(ask_json({"suppressions", "show", "1"}, 1).at("suppressions"), IsEmpty());
    EXPECT_EQ(ask_json({"suppressions", "add", "not a number"}, 1).at("status"), 400);
    EXPECT_THAT(err(), HasSubstr("\"recipient\" must be digits"));
}

TEST_F(CliOfGateway, ListFiltersAndPages) {
    EXPECT_EQ(ask({"suppressions", "list"}), 0);
    EXPECT_EQ(out(), "No entries.\n");
    for (int number = 1; number <= 5; ++number) gateway_.opt_out(std::to_string(number), from_200);
    gateway_.opt_out("6", {store::scope::list, "locked", ""});
    EXPECT_EQ(ask({"suppressions", "list", "--limit", "2"}), 0);
    EXPECT_THAT(out(), AllOf(HasSubstr("\n2  "), Not(HasSubstr("\n3  ")), HasSubstr("There are more")));
    EXPECT_EQ(ask_json({"suppressions", "list", "--limit", "5"}).at("more"), true);
    EXPECT_EQ(ask_json({"suppressions", "list"}).at("suppressions").size(), 6U);
    const auto all = ask_json({"suppressions", "list", "--limit", "0"});
    EXPECT_EQ(all.at("suppressions").size(), 6U);
    EXPECT_EQ(all.at("more"), false);
    EXPECT_EQ(ask_json({"suppressions", "list", "--list", "locked"}).at("suppressions").at(0).at("recipient"), "6");
    EXPECT_EQ(ask_json({"suppressions", "list", "--sender", "+200"}).at("suppressions").size(), 5U);
    EXPECT_EQ(ask_json({"suppressions", "list", "--scope", "list"}).at("suppressions").size(), 1U);
    EXPECT_EQ(ask_json({"suppressions", "list", "--source", "staff"}).at("suppressions").size(), 0U);
    EXPECT_EQ(ask_json({"suppressions", "list", "--before", "2023-11-14"}).at("suppressions").size(), 0U);
    EXPECT_EQ(ask_json({"suppressions", "list", "--since", "2023-11-14T23:13:20+01:00"}).at("suppressions").size(), 6U);
    EXPECT_EQ(ask({"suppressions", "list", "--since", "noon"}), 1);
    EXPECT_THAT(err(), HasSubstr("\"since\""));
}

TEST_F(CliOfGateway, ManyPagesBecomeOneList) {
    constexpr int count = 1'203;  // more than one page of the API
    std::promise<void> stored;
    for (int number = 1; number <= count; ++number) {
        store::change wanted;
        wanted.recipient = std::to_string(10'000 + number);
        wanted.bindings = {from_200};
        gateway_.store().apply(std::move(wanted), [&, number](const store::change_result&) {
            if (number == count) stored.set_value();
        });
    }
    stored.get_future().get();
    EXPECT_EQ(ask_json({"suppressions", "list", "--limit", "0"}).at("suppressions").size(), static_cast<std::size_t>(count));
    EXPECT_EQ(ask_json({"suppressions", "list", "--limit", "1100"}).at("suppressions").size(), 1'100U);
}

TEST_F(CliOfGateway, Lookup) {
    gateway_.opt_out("4477", from_200);
    EXPECT_EQ(ask({"lookup", "--sender", "+200", "--recipient", "+4477", "--system-id", "app"}), 1);
    EXPECT_THAT(out(),
                AllOf(StartsWith("refused: The recipient opted out"), HasSubstr("2023-11-14T22:13:20.042Z"), HasSubstr("STOP")));
    EXPECT_EQ(ask({"lookup", "--sender", "201", "--recipient", "4477"}), 0);
    EXPECT_THAT(out(), StartsWith("passes: No entry applies."));
    EXPECT_EQ(ask_json({"lookup", "--sender", "200", "--recipient", "4477"}, 1).at("suppressed"), true);
}

TEST_F(CliOfGateway, EventsAreSafeOnATerminal) {
    gateway_.opt_out("4477", from_200, "stop\x1B[2J\r\n");
    EXPECT_EQ(ask({"suppressions", "remove", "4477"}), 0);
    EXPECT_EQ(ask({"events", "--recipient", "+4477"}), 0) << err();
    EXPECT_THAT(out(), AllOf(HasSubstr("opt-out  yes      \"stop?[2J??\" to 200 on carrier\n"),
                             HasSubstr("opt-in   yes      by admin-token\n")));
    EXPECT_EQ(ask_json({"events", "--recipient", "4477", "--limit", "1"}).at("events").size(), 1U);
}

TEST_F(CliOfGateway, LinksAndDrain) {
    EXPECT_EQ(ask({"links"}), 0);
    EXPECT_EQ(out(), "No sender is connected.\n");
    EXPECT_EQ(ask({"drain"}), 0);
    EXPECT_EQ(gateway_.drains, 1);
    server_->stop();
    gateway_.links_now = {{.id = 3,
                           .link = "carrier",
                           .state = "bound_trx",
                           .system_id = "app",
                           .sender_address = "127.0.0.1:40112",
                           .upstream_address = "10.0.0.1:2775",
                           .sender_certificate = {},
                           .upstream_certificate = {},
                           .since_ms = 1'700'000'000'000,
                           .in_flight_upstream = 5,
                           .in_flight_downstream = 1,
                           .held = 2}};
    start({});
    EXPECT_EQ(ask({"links"}), 0);
    EXPECT_EQ(out(),
              "ID  LINK     STATE      SYSTEM ID  SENDER           SMSC           SINCE                     UP  DOWN  HELD\n"
              "3   carrier  bound_trx  app        127.0.0.1:40112  10.0.0.1:2775  2023-11-14T22:13:20.000Z  5   1     2\n");
    EXPECT_EQ(ask_json({"links"}).at("links").at(0).at("held"), 2);
}

TEST_F(CliOfGateway, ATokenThatMayNotIsRejected) {
    const auto viewer = file("viewer", "viewer-token\n");
    const auto url = "http://" + server_->address();
    EXPECT_EQ(run({"links", "--admin", url, "--token-file", viewer}), 0);
    EXPECT_EQ(run({"drain", "--admin", url, "--token-file", viewer}), 1);
    EXPECT_THAT(err(), HasSubstr("needs the role admin"));
    EXPECT_EQ(run({"links", "--admin", url, "--token-file", file("other", "other")}), 1);
    EXPECT_THAT(err(), HasSubstr("not known"));
    EXPECT_EQ(run({"links", "--admin", url, "--token-file", directory_.path("none")}), 2);
    EXPECT_THAT(err(), HasSubstr("No such file"));
}

TEST_F(CliOfGateway, TheConfigurationSaysWhereAndHow) {
    const auto config = [&](const std::string& listen) {
        return file("s.toml",
                    "[store]\npath = \"" + directory_.path("") + "\"\n[admin]\nlisten = \"" + listen + "\"\n" + one_link);
    };
    EXPECT_EQ(run({"links", "--config", config(server_->address())}), 0) << err();
    EXPECT_EQ(run({"--config", config("0.0.0.0:" + std::to_string(server_->port())), "links"}), 0) << err();
    EXPECT_EQ(run({"links", "--config", config("127.0.0.1:0")}), 2);
    EXPECT_THAT(err(), HasSubstr("--admin"));
    EXPECT_EQ(run({"links", "--config", config("127.0.0.1:0"), "--admin", "http://" + server_->address()}), 0) << err();
    EXPECT_EQ(run({"links", "--config", config("nowhere")}), 2);
    EXPECT_THAT(err(), HasSubstr("s.toml:4: admin.listen"));
    const auto path = directory_.path("admin.sock");
    admin::server_options on_unix;
    on_unix.listen.all = {{.host = {}, .port = 0, .unix_path = path}};
    start(on_unix);
    EXPECT_EQ(run({"links", "--config", config("unix:" + path)}), 0) << err();
    EXPECT_EQ(ask({"links"}), 0) << err();
}

TEST_F(CliOfGateway, ThroughTls) {
    const tests::support::authority ours{directory_.path(""), "ours"};
    const auto shown = ours.issue("shown", "IP:127.0.0.1"), elsewhere = ours.issue("elsewhere", "DNS:other.example");
    std::string error;
    const auto secure = [&](const tests::support::authority::issued& how, const std::string& ca) {
        const auto made = net::tls::load(net::tls_end::accepts,
                                         {.cert = how.cert,
                                          .key = how.key,
                                          .ca = ca,
                                          .verify = ca.empty() ? net::peer_check::none : net::peer_check::require,
                                          .server_name = {}},
                                         error);
        ASSERT_TRUE(made) << error;
        admin::server_options options;
        options.listen.tls = made->context();
        start(options);
    };
    const auto ask_tls = [&](std::vector<std::string> more) {
        more.insert(more.begin(),
                    {"links", "--admin", "https://" + server_->address(), "--token-file", directory_.path("admin-token")});
        return run(more);
    };
    const auto by_configuration = [&](const tests::support::authority::issued& how) {
        return run({"links", "--config",
                    file("s.toml", "[store]\npath = \"" + directory_.path("") + "\"\n[admin]\nlisten = \"" + server_->address() +
                                       "\"\ntls = { cert = \"" + how.cert + "\", key = \"" + how.key + "\" }\n" + one_link)});
    };
    secure(shown, "");
    EXPECT_EQ(ask_tls({"--ca", ours.cert()}), 0) << err();
    EXPECT_EQ(ask_tls({}), 3) << "no authority of the system's has signed it";
    EXPECT_THAT(err(), AllOf(HasSubstr("certificate is refused"), HasSubstr("--ca")));
    EXPECT_EQ(ask_tls({"--ca", directory_.path("none.pem")}), 2);
    EXPECT_THAT(err(), HasSubstr("--ca"));
    EXPECT_EQ(by_configuration(shown), 0) << "the certificate of the configuration is known: " << err();
    EXPECT_EQ(by_configuration(elsewhere), 3) << "and no other";
    secure(elsewhere, "");
    EXPECT_EQ(ask_tls({"--ca", ours.cert()}), 3) << "it bears another name";
    EXPECT_EQ(by_configuration(elsewhere), 0) << err();
    secure(shown, ours.cert());
    EXPECT_EQ(ask_tls({"--ca", ours.cert()}), 3) << "the gateway wants to see one of ours";
    EXPECT_EQ(ask_tls({"--ca", ours.cert(), "--cert", shown.cert, "--key", shown.key}), 0) << err();
}

TEST_F(CliOfGateway, ReloadPrintsWhatChanges) {
    EXPECT_EQ(ask({"reload"}), 0) << err();
    EXPECT_EQ(out(), "Reloaded; nothing has changed.\n");
    EXPECT_EQ(ask({"reload", "--dry-run"}), 0) << err();
    EXPECT_EQ(out(), "Nothing would change.\n");
    gateway_.reload_now.changes = {{"link[carrier].window", "10", "20", "at once"}};
    EXPECT_EQ(ask({"reload"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("link[carrier].window  10    20  at once"));
    EXPECT_EQ(ask({"reload", "--dry-run", "--json"}), 0) << err();
    EXPECT_EQ(json::parse(out()).at("dry_run"), true);
}

TEST_F(CliOfGateway, ReloadThatIsRefusedPrintsEveryFault) {
    gateway_.reload_now.faults = {{"/etc/s.toml", 3, "link[0].window", "is 0"}, {"/etc/s.toml", 0, "", "can't be read"}};
    EXPECT_EQ(ask({"reload"}), 1);
    EXPECT_THAT(err(), AllOf(HasSubstr("/etc/s.toml:3: link[0].window: is 0\n"), HasSubstr("/etc/s.toml: can't be read\n"),
                             HasSubstr("2 faults; nothing was changed")));
    EXPECT_EQ(ask({"reload", "--json"}), 1);
    EXPECT_EQ(json::parse(out()).at("faults").size(), 2U);
}

TEST_F(Cli, ReloadOfAFileWithFaultsNeedsNoGateway) {
    const auto bad = file("bad.toml", one_link + "widow = 1\n");
    EXPECT_EQ(run({"reload", "--config", bad}), 1);
    EXPECT_THAT(out(), HasSubstr(bad + ":5: link[0].widow: "));
}

TEST_F(CliOfGateway, WithoutAGatewayThereIsNoAnswer) {
    const auto url = "http://" + server_->address();
    const auto token = directory_.path("admin-token");
    server_.reset();
    EXPECT_EQ(run({"links", "--admin", url, "--token-file", token}), 3);
    EXPECT_THAT(err(), AllOf(HasSubstr("no gateway answers at " + url), HasSubstr("refused")));
    EXPECT_EQ(run({"links", "--admin", url, "--token-file", directory_.path("none")}), 3)
        << "before its first start there is no token";
    EXPECT_EQ(run({"links", "--admin", "unix:" + directory_.path("none.sock"), "--token-file", token}), 3);
}

TEST_F(Cli, AnotherServerIsNoGateway) {
    admin::response given{.status = 200, .content_type = "text/html", .body = "<html>", .headers = {}};
    std::string error;
    const auto server = admin::http_server::start(
        admin::listen_at{"127.0.0.1", 0, ""}, {}, [&](const auto&, const auto& answer) { answer(given); }, error);
    ASSERT_TRUE(server) << error;
    const auto token = file("token", "x");
    EXPECT_EQ(run({"links", "--admin", "http://" + server->address(), "--token-file", token}), 3);
    EXPECT_THAT(err(), HasSubstr("does not answer like a Stopgate"));
    EXPECT_EQ(
        run({"suppressions", "add", "4477", "--reason", "\xFF", "--admin", "http://" + server->address(), "--token-file", token}),
        2);
    EXPECT_THAT(err(), HasSubstr("no UTF-8"));
}

TEST_F(Cli, AnotherJsonIsNoGateway) {
    std::string error;
    const auto server = admin::http_server::start(
        admin::listen_at{"127.0.0.1", 0, ""}, {},
        [](const auto&, const auto& answer) { answer({.body = "{\"x\": 1}", .headers = {}}); }, error);
    ASSERT_TRUE(server) << error;
    EXPECT_EQ(run({"links", "--admin", "http://" + server->address(), "--token-file", file("token", "x")}), 3);
    EXPECT_THAT(err(), HasSubstr("no Stopgate of this version"));
}

}  // namespace
