#include "proxy/app/configuration.hpp"

#include <chrono>
#include <string>

#include "tests/app/configuration_faults.hpp"

using namespace std::chrono_literals;
using namespace tests::app;
using proxy::app::read_configuration;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

TEST(Configuration, TheLeastOneHasTheDocumentedDefaults) {
    const auto [settings, faults, warnings] = reads(least);
    ASSERT_THAT(faults, IsEmpty()) << all(faults);
    EXPECT_EQ(settings.store_path, "/var/lib/stopgate");
    EXPECT_EQ(settings.admin_listen.at(0).host, "127.0.0.1");
    EXPECT_EQ(settings.admin_listen.at(0).port, 9775);
    EXPECT_THAT(settings.tokens, IsEmpty());
    ASSERT_THAT(settings.links, SizeIs(1));
    const auto& link = settings.links[0];
    EXPECT_EQ(link.name, "carrier");
    EXPECT_EQ(link.listen.host, "0.0.0.0");
    EXPECT_EQ(link.listen.port, 2775);
    ASSERT_THAT(link.upstream, SizeIs(1));
    EXPECT_EQ(link.upstream[0].host, "smsc.example");
    EXPECT_EQ(link.upstream[0].port, 2775);
    EXPECT_EQ(link.default_alphabet, protocol::alphabet::gsm7);
    EXPECT_EQ(link.window, 10U);
    EXPECT_EQ(settings.refuses_by, proxy::relay::refusal_mode::status);
    EXPECT_EQ(settings.refusal, protocol::command_status{0x45});
    EXPECT_EQ(settings.when_store_fails, proxy::relay::on_store_error::refuse);
    EXPECT_EQ(settings.workers, 0U);
    EXPECT_EQ(settings.bounds.pdu_octets, 131'072U);
    EXPECT_EQ(settings.bounds.session_init, 10s);
    EXPECT_EQ(settings.bounds.partial_pdu, 10s);
    EXPECT_EQ(settings.bounds.enquire_link, 30s);
    EXPECT_EQ(settings.bounds.inactivity, 0s);
    EXPECT_EQ(settings.bounds.response, 60s);
    EXPECT_EQ(settings.bounds.write_stall, 30s);
    EXPECT_EQ(settings.bounds.drain, 10s);
    ASSERT_THAT(settings.lists, SizeIs(1));
    const auto& list = settings.lists[0];
    EXPECT_EQ(list.name, "default");
    EXPECT_EQ(list.match_system_id, "*");
    EXPECT_EQ(list.reach, store::scope::sender);
    EXPECT_TRUE(list.confirm);
    EXPECT_EQ(list.opt_out_text,
              "You have successfully been unsubscribed, you will not receive any more messages from this number. "
              "Reply START to re-subscribe.");
}

// Every key with the value that the documentation shows as its default.
TEST(Configuration, TheDocumentedDefaultsMayBeWrittenOut) {
    const auto [settings, faults, warnings] = reads(least + R"(
default_alphabet = "gsm7"
window = 10
default_region = ""
[store]
path = "/var/lib/stopgate"
memory_filter = true
undo_days = 30
[admin]
listen = "127.0.0.1:9775"
[refusal]
mode = "status"
command_status = 0x45
on_store_error = "refuse"
[limits]
workers = 0
pdu_octets = 131072
session_init_seconds = 10
partial_pdu_seconds = 10
enquire_link_seconds = 30
inactivity_seconds = 0
response_seconds = 60
write_stall_seconds = 30
drain_seconds = 10
remembered_texts_mib = 64
[[list]]
name = "default"
match = { system_id = "*", sender = "*", service_type = "*" }
scope = "sender"
languages = ["en"]
match_mode = "exact"
forward_keywords = false
confirm = true
opt_in_by_keyword = true
lifted_by = "operator"
opt_out_text = "You have successfully been unsubscribed, you will not receive any more messages from this number. Reply START to re-subscribe."
opt_in_text = "You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
help_text = ""
first_message_notice = ""
staff_only = false
stop_address = []
answers_per_day = 20
review = "queue"
)");
    EXPECT_THAT(faults, IsEmpty()) << all(faults);
    EXPECT_EQ(settings.lists.size(), 1U);
}

TEST(Configuration, TakesEveryKey) {
    const auto [settings, faults, warnings] = reads(R"(
[store]
path = "data"
memory_filter = false
undo_days = 7
[admin]
listen = "unix:/run/stopgate/admin.sock"
[[admin.token]]
name = "dashboard"
role = "viewer"
sha256 = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
[[admin.token]]
name = "desk"
role = "operator"
sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
[[link]]
name = "north"
listen = "[::1]:0"
upstream = ["10.0.0.1:2775", "[fe80::1%eth0]:2776", "smsc_2:1"]
default_alphabet = "latin1"
window = 65535
carrier_answers = true
cancel_queued = true
staff_system_ids = ["desk"]
opted_out_codes = [21610, 257]
[[link]]
name = "south"
listen = "localhost:2776"
upstream = ["10.0.0.2:2775"]
[refusal]
mode = "receipt"
command_status = 0x400
on_store_error = "forward"
[limits]
workers = 4
pdu_octets = 4096
session_init_seconds = 1
partial_pdu_seconds = 2
enquire_link_seconds = 3
inactivity_seconds = 4
response_seconds = 5
write_stall_seconds = 6
drain_seconds = 7
remembered_texts_mib = 8
[[list]]
name = "promotions"
match = { system_id = "shop*", sender = "+4477*", service_type = "PROM", parameter = { tag = 0x1400, value = "promo*" } }
stop_address = ["+36111"]
answers_per_day = 3
review = "opt-out"
first_message_notice = "Stop?"
scope = "list"
forward_keywords = true
confirm = false
opt_in_by_keyword = false
lifted_by = "admin"
languages = ["fr", "en"]
match_mode = "lenient"
opt_out_text = "out"
opt_in_text = "in"
help_text = "help"
[list.keywords]
opt_out = ["basta"]
opt_in = ["encore"]
help = ["quoi"]
removed = ["END"]
lenient = ["QUIT"]
prefix = ["STOP"]
[list.text.fr]
opt_out_text = "dehors"
[[list]]
name = "all"
scope = "global"
staff_only = true
)");
    ASSERT_THAT(faults, IsEmpty()) << all(faults);
    EXPECT_EQ(settings.store_path, "data");
    EXPECT_FALSE(settings.memory_filter);
    EXPECT_EQ(settings.undo_days, 7U);
    EXPECT_EQ(settings.admin_listen.at(0).unix_path, "/run/stopgate/admin.sock");
    ASSERT_THAT(settings.tokens, SizeIs(2));
    EXPECT_EQ(settings.tokens[0].rank, proxy::app::role::viewer);
    EXPECT_EQ(settings.tokens[0].sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(settings.tokens[1].name, "desk");
    EXPECT_EQ(settings.tokens[1].rank, proxy::app::role::reserved_operator);
    ASSERT_THAT(settings.links, SizeIs(2));
    EXPECT_EQ(settings.links[0].listen.host, "::1");
    EXPECT_EQ(settings.links[0].listen.port, 0);
    ASSERT_THAT(settings.links[0].upstream, SizeIs(3));
    EXPECT_EQ(settings.links[0].upstream[1].host, "fe80::1%eth0");
    EXPECT_EQ(settings.links[0].upstream[2].host, "smsc_2");
    EXPECT_EQ(settings.links[0].default_alphabet, protocol::alphabet::latin1);
    EXPECT_EQ(settings.links[0].window, 65'535U);
    EXPECT_TRUE(settings.links[0].carrier_answers);
    EXPECT_TRUE(settings.links[0].cancels_queued);
    EXPECT_THAT(settings.links[0].staff, ElementsAre("desk"));
    EXPECT_THAT(settings.links[0].opted_out_codes, ElementsAre(257, 21610));
    EXPECT_EQ(settings.remembered_texts, 8U << 20U);
    EXPECT_EQ(settings.refuses_by, proxy::relay::refusal_mode::receipt);
    EXPECT_EQ(settings.refusal, protocol::command_status{0x400});
    EXPECT_EQ(settings.when_store_fails, proxy::relay::on_store_error::forward);
    EXPECT_EQ(settings.workers, 4U);
    EXPECT_EQ(settings.bounds.pdu_octets, 4'096U);
    EXPECT_EQ(settings.bounds.session_init, 1s);
    EXPECT_EQ(settings.bounds.partial_pdu, 2s);
    EXPECT_EQ(settings.bounds.enquire_link, 3s);
    EXPECT_EQ(settings.bounds.inactivity, 4s);
    EXPECT_EQ(settings.bounds.response, 5s);
    EXPECT_EQ(settings.bounds.write_stall, 6s);
    EXPECT_EQ(settings.bounds.drain, 7s);
    ASSERT_THAT(settings.lists, SizeIs(2));
    const auto& list = settings.lists[0];
    EXPECT_EQ(list.match_system_id, "shop*");
    EXPECT_EQ(list.match_sender, "4477*") << "compared with canonical senders";
    EXPECT_EQ(list.match_service_type, "PROM");
    ASSERT_TRUE(list.match_parameter);
    EXPECT_EQ(list.match_parameter->tag, 0x1400);
    EXPECT_EQ(list.match_parameter->value, "promo*");
    EXPECT_THAT(list.stop_address, ElementsAre("36111"));
    EXPECT_EQ(list.answers_per_day, 3U);
    EXPECT_EQ(list.review, proxy::consent::review_mode::opt_out);
    EXPECT_EQ(list.first_message_notice, "Stop?");
    EXPECT_FALSE(list.staff_only);
    EXPECT_TRUE(settings.lists[1].staff_only);
    EXPECT_EQ(list.reach, store::scope::list);
    EXPECT_TRUE(list.forward_keywords);
    EXPECT_FALSE(list.confirm);
    EXPECT_FALSE(list.opt_in_by_keyword);
    EXPECT_TRUE(list.lifted_by_admin_only);
    EXPECT_EQ(list.opt_out_text, "out");
    EXPECT_EQ(list.opt_in_text, "in");
    EXPECT_EQ(list.help_text, "help");
    EXPECT_THAT(list.languages, ElementsAre("fr", "en"));
    EXPECT_EQ(list.mode, proxy::consent::match_mode::lenient);
    EXPECT_THAT(list.keywords.opt_out, ElementsAre("basta"));
    EXPECT_THAT(list.keywords.opt_in, ElementsAre("encore"));
    EXPECT_THAT(list.keywords.help, ElementsAre("quoi"));
    EXPECT_THAT(list.keywords.removed, ElementsAre("END"));
    EXPECT_THAT(list.keywords.lenient, ElementsAre("QUIT"));
    EXPECT_THAT(list.keywords.prefix, ElementsAre("STOP"));
    EXPECT_EQ(list.text.size(), 1U);
    EXPECT_EQ(list.text.at("fr"), (proxy::consent::answers{.opt_out = "dehors", .opt_in = {}, .help = {}}));
    EXPECT_EQ(settings.lists[1].reach, store::scope::global);
}

TEST(Configuration, EveryAlphabetHasItsName) {
    using protocol::alphabet;
    const std::pair<const char*, alphabet> names[] = {{"gsm7", alphabet::gsm7},   {"gsm7-packed", alphabet::gsm7_packed},
                                                      {"ascii", alphabet::ascii}, {"latin1", alphabet::latin1},
                                                      {"utf8", alphabet::utf8},   {"ucs2", alphabet::ucs2}};
    for (const auto& [name, wanted] : names) {
        const auto [settings, faults, warnings] = reads(least + "default_alphabet = \"" + name + "\"\n");
        EXPECT_THAT(faults, IsEmpty()) << name;
        EXPECT_EQ(settings.links.at(0).default_alphabet, wanted) << name;
    }
}

TEST(Configuration, FaultsAreAllToldAtOnceInTheOrderOfLines) {
    const auto faults = reads(R"([limits]
workers = -1
wrokers = 3
[refusal]
command_status = 0
[[link]]
name = 7
listen = "nowhere"
[store]
path = ""
)")
                            .faults;
    EXPECT_THAT(faults, ElementsAre(is_fault(2, "limits.workers", "is -1, but must be from 0 to 1024"),
                                    is_fault(3, "limits.wrokers", "no key that Stopgate knows"),
                                    is_fault(5, "refusal.command_status", "is 0, but must be from 1"),
                                    is_fault(6, "link[0].upstream", "is missing"),
                                    is_fault(7, "link[0].name", "is a whole number, but must be a string"),
                                    is_fault(8, "link[0].listen", "has no port"), is_fault(10, "store.path", "is empty")))
        << all(faults);
    EXPECT_EQ(describe(faults.front()), "s.toml:2: limits.workers: is -1, but must be from 0 to 1024");
}

TEST(Configuration, SeveralListenersMayLeaveThePortToTheKernel) {
    EXPECT_THAT(
        reads("[admin]\nlisten = \"127.0.0.1:0\"\n[[link]]\nname = \"a\"\nlisten = \"127.0.0.1:0\"\nupstream = [\"h:1\"]\n"
              "[[link]]\nname = \"b\"\nlisten = \"127.0.0.1:0\"\nupstream = [\"h:1\"]\n")
            .faults,
        IsEmpty());
}

TEST(Configuration, WithoutALinkThereIsNothingToDo) {
    EXPECT_THAT(reads("").faults, ElementsAre(is_fault(1, "link", "at least one [[link]]")));
    EXPECT_THAT(reads("link = []\n").faults, ElementsAre(is_fault(1, "link", "at least one [[link]]")));
}

TEST(Configuration, AFileThatIsNotThereIsAFault) {
    const auto faults = read_configuration("/nonexistent/stopgate.toml").faults;
    ASSERT_THAT(faults, SizeIs(1));
    EXPECT_EQ(describe(faults[0]), "/nonexistent/stopgate.toml: can't be read: No such file or directory");
    EXPECT_THAT(describe(read_configuration("/").faults.at(0)), HasSubstr("can't be read"));
}

}  // namespace
