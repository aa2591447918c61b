// One table: what is wrong, and the fault that is told for it.
#include "tests/app/configuration_faults.hpp"

#include <cctype>

using namespace tests::app;
using testing::ElementsAre;

namespace {

struct wrong {
    const char* about;
    std::string toml;  // lines after `least`, which has four
    unsigned line;
    std::string key, says;
};

class Fault : public testing::TestWithParam<wrong> {};

TEST_P(Fault, IsToldOnceWithLineAndKey) {
    const auto& given = GetParam();
    const auto faults = reads(least + given.toml).faults;
    EXPECT_THAT(faults, ElementsAre(is_fault(given.line, given.key, given.says))) << all(faults);
}

const std::string second = "[[link]]\nname = \"b\"\nlisten = \"0.0.0.0:2776\"\nupstream = [\"h:1\"]\n";
const std::string hash = "sha256 = \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"\n";

const wrong faulty[] = {
    // Wrong shapes.
    {"unknown table", "[stroe]\npath = \"x\"", 5, "stroe",
     "known are: admin, limits, link, list, log, refusal, retention, store"},
    {"unknown key of a link", "widow = 3", 5, "link[0].widow", "known are:"},
    {"unknown key of match", "[[list]]\nmatch = { sender = \"*\", to = \"1\" }", 6, "list[0].match.to", "known are:"},
    {"store no table", "[[store]]\npath = \"x\"", 5, "store", "is an array, but must be a table"},
    {"list one table", "[list]\nname = \"x\"", 5, "list", "is a table, but must be written as [[list]]"},
    {"flag as a word", "[[list]]\nconfirm = \"yes\"", 6, "list[0].confirm", "is a string, but must be true or false"},
    {"fraction", "[limits]\ndrain_seconds = 1.5", 6, "limits.drain_seconds", "is a fraction, but must be a whole number"},
    {"bad syntax", "[limits\n", 5, "", "is not valid TOML"},
    // Ranges.
    {"window of 0", "window = 0", 5, "link[0].window", "must be from 1 to 65535"},
    {"window too wide", "window = 65536", 5, "link[0].window", "must be from 1 to 65535"},
    {"no seconds", "[limits]\nresponse_seconds = 0", 6, "limits.response_seconds", "must be from 1 to 86400"},
    {"negative inactivity", "[limits]\ninactivity_seconds = -1", 6, "limits.inactivity_seconds", "must be from 0 to 86400"},
    {"small PDUs", "[limits]\npdu_octets = 4095", 6, "limits.pdu_octets", "must be from 4096 to 16777216"},
    {"huge PDUs", "[limits]\npdu_octets = 16777217", 6, "limits.pdu_octets", "must be from 4096 to 16777216"},
    {"status of 33 bits", "[refusal]\ncommand_status = 0x100000000", 6, "refusal.command_status", "must be from 1 to 4294967295"},
    {"wrong mode", "[refusal]\nmode = \"silence\"", 6, "refusal.mode", "none of \"status\", \"receipt\""},
    {"wrong word", "[refusal]\non_store_error = \"drop\"", 6, "refusal.on_store_error", "none of \"refuse\", \"forward\""},
    {"wrong alphabet", "default_alphabet = \"ebcdic\"", 5, "link[0].default_alphabet", "none of \"gsm7\", \"gsm7-packed\""},
    // Consent.
    {"a code as a word", "opted_out_codes = [\"257\"]", 5, "link[0].opted_out_codes", "an array of whole numbers"},
    {"a code of zero", "opted_out_codes = [0]", 5, "link[0].opted_out_codes", "holds 0, which is not from 1 to 4294967295"},
    {"wrong review", "[[list]]\nreview = \"maybe\"", 6, "list[0].review", "none of \"off\", \"queue\", \"opt-out\""},
    {"a parameter without a tag", "[[list]]\nmatch = { parameter = { value = \"x\" } }", 6, "list[0].match.parameter.tag",
     "is missing"},
    {"a tag too large", "[[list]]\nmatch = { parameter = { tag = 65536 } }", 6, "list[0].match.parameter.tag",
     "must be from 1 to 65535"},
    {"an empty stop address", "[[list]]\nstop_address = [\"\"]", 6, "list[0].stop_address", "an empty number"},
    {"a notice of two texts", "[[list]]\nfirst_message_notice = \"" + std::string(161, 'x') + "\"", 6,
     "list[0].first_message_notice", "one is the most"},
    {"too many answers", "[[list]]\nanswers_per_day = 10001", 6, "list[0].answers_per_day", "must be from 0 to 10000"},
    {"fewer than no texts", "[limits]\nremembered_texts_mib = -1", 6, "limits.remembered_texts_mib", "must be from 0 to"},
    // Addresses.
    {"admin port", "[admin]\nlisten = \"127.0.0.1:99999\"", 6, "admin.listen", "from 0 to 65535"},
    {"admin nowhere", "[admin]\nlisten = []", 6, "admin.listen", "must name 1 to 8 addresses"},
    {"admin number", "[admin]\nlisten = 9775", 6, "admin.listen", "must be a string or an array of strings"},
    {"admin twice", "[admin]\nlisten = [\"0.0.0.0:1\", \"127.0.0.1:1\"]", 6, "admin.listen", "another of its addresses"},
    {"admin tls of nothing", "[admin]\nlisten = \"unix:/a\"\ntls = { cert = \"c\", key = \"k\" }", 7, "admin.tls",
     "unix sockets alone"},
    {"admin tls without key", "[admin]\ntls = { cert = \"c\" }", 6, "admin.tls.key", "is missing"},
    {"admin pace", "[admin]\nrequests_per_second = 0", 6, "admin.requests_per_second", "from 1 to"},
    {"admin socket", "[admin]\nlisten = \"unix:admin.sock\"", 6, "admin.listen", "absolute path"},
    {"bad v4", "[admin]\nlisten = \"127.0.0.256:1\"", 6, "admin.listen", "neither a host name nor an IPv4 address"},
    {"bare v6", "[admin]\nlisten = \"::1:99\"", 6, "admin.listen", "stands in brackets"},
    {"bad v6", "[admin]\nlisten = \"[::z]:99\"", 6, "admin.listen", "no IPv6 address"},
    {"v6 without port", "[admin]\nlisten = \"[::1]\"", 6, "admin.listen", "has no port"},
    {"no host", "[admin]\nlisten = \":99\"", 6, "admin.listen", "0.0.0.0:port"},
    {"port in letters", "[admin]\nlisten = \"h:http\"", 6, "admin.listen", "must be a number"},
    {"empty port", "[admin]\nlisten = \"h:\"", 6, "admin.listen", "must be a number"},
    {"blank in host", "[admin]\nlisten = \"a b:1\"", 6, "admin.listen", "neither a host name"},
    {"upstream port 0", "[[link]]\nname = \"b\"\nlisten = \"h:1\"\nupstream = [\"h:0\"]", 8, "link[1].upstream",
     "from 1 to 65535"},
    {"no upstream", "[[link]]\nname = \"b\"\nlisten = \"h:1\"\nupstream = []", 8, "link[1].upstream", "is empty"},
    {"upstream a string", "[[link]]\nname = \"b\"\nlisten = \"h:1\"\nupstream = \"h:2\"", 8, "link[1].upstream",
     "an array of strings"},
    {"upstream of numbers", "[[link]]\nname = \"b\"\nlisten = \"h:1\"\nupstream = [2775]", 8, "link[1].upstream",
     "an array of strings"},
    {"a circle", "[[link]]\nname = \"b\"\nlisten = \"h:1\"\nupstream = [\"h:1\"]", 8, "link[1].upstream", "in circles"},
    {"no listen", "[[link]]\nname = \"b\"\nupstream = [\"h:1\"]", 5, "link[1].listen", "is missing"},
    {"no name", "[[link]]\nlisten = \"h:1\"\nupstream = [\"h:2\"]", 5, "link[1].name", "is missing"},
    {"empty name", "[[link]]\nname = \"\"\nlisten = \"h:1\"\nupstream = [\"h:2\"]", 6, "link[1].name", "1 to 64 octets"},
    // Twice the same.
    {"link names", "[[link]]\nname = \"carrier\"\nlisten = \"h:1\"\nupstream = [\"h:2\"]", 6, "link[1].name",
     "link[0] has already"},
    {"same listen", second + "[[link]]\nname = \"c\"\nlisten = \"0.0.0.0:2776\"\nupstream = [\"h:2\"]", 11, "link[2].listen",
     "taken by link[1].listen"},
    {"listen inside all addresses", "[[link]]\nname = \"c\"\nlisten = \"127.0.0.1:2775\"\nupstream = [\"h:2\"]", 7,
     "link[1].listen", "taken by link[0].listen"},
    {"admin's listen", "[[link]]\nname = \"c\"\nlisten = \"127.0.0.1:9775\"\nupstream = [\"h:2\"]", 7, "link[1].listen",
     "taken by admin.listen"},
    {"list names", "[[list]]\nname = \"a\"\n[[list]]\nname = \"a\"", 8, "list[1].name", "list[0] has already"},
    {"default twice", "[[list]]\nscope = \"list\"\n[[list]]\nname = \"default\"", 8, "list[1].name", "list[0] has already"},
    {"token names",
     "[[admin.token]]\nname = \"a\"\nrole = \"viewer\"\n" + hash + "[[admin.token]]\nname = \"a\"\nrole = \"admin\"\n" + hash, 10,
     "admin.token[1].name", "another token has already"},
    // Tokens.
    {"token without name", "[[admin.token]]\nrole = \"viewer\"\n" + hash, 5, "admin.token[0].name", "is missing"},
    {"token with our name", "[[admin.token]]\nname = \"admin-token\"\nrole = \"viewer\"\n" + hash, 6, "admin.token[0].name",
     "makes itself"},
    {"token without role", "[[admin.token]]\nname = \"a\"\n" + hash, 5, "admin.token[0].role", "is missing"},
    {"token without hash", "[[admin.token]]\nname = \"a\"\nrole = \"viewer\"", 5, "admin.token[0].sha256", "sha256sum"},
    {"token of another role", "[[admin.token]]\nname = \"a\"\nrole = \"root\"\n" + hash, 7, "admin.token[0].role",
     "none of \"viewer\""},
    {"short hash", "[[admin.token]]\nname = \"a\"\nrole = \"admin\"\nsha256 = \"abc\"", 8, "admin.token[0].sha256",
     "64 hexadecimal"},
    {"hash of letters", "[[admin.token]]\nname = \"a\"\nrole = \"admin\"\nsha256 = \"" + std::string(64, 'g') + "\"", 8,
     "admin.token[0].sha256", "64 hexadecimal"},
    // Lists.
    {"star inside", "[[list]]\nmatch = { sender = \"44*77\" }", 6, "list[0].match.sender", "beginning and its end alone"},
    {"long text", "[[list]]\nopt_out_text = \"" + std::string(613, 'x') + "\"", 6, "list[0].opt_out_text",
     "needs 5 short messages on link carrier, where one holds 160 characters; 4 are the most"},
    {"long text of other letters", "[[list]]\nhelp_text = \"\\u0431" + std::string(268, 'x') + "\"", 6, "list[0].help_text",
     "in UCS-2 it needs 5 short messages on link carrier, where one holds 70 characters; 4 are the most"},
    {"text that its placeholders make long", "[[list]]\nopt_in_text = \"{sender}" + std::string(593, 'x') + "\"", 6,
     "list[0].opt_in_text", "needs 5 short messages"},
    {"text that its list makes long", "[[list]]\nhelp_text = \"" + std::string(609, 'x') + "{list}\"\nname = \"shop\"", 6,
     "list[0].help_text", "needs 5 short messages"},
    {"long text that is never sent", "[[list]]\nconfirm = false\nopt_out_text = \"" + std::string(613, 'x') + "\"", 7,
     "list[0].opt_out_text", "needs 5"},
    {"unknown placeholder", "[[list]]\nopt_out_text = \"No more, {name}.\"", 6, "list[0].opt_out_text",
     "holds {name}, but the placeholders are {sender} and {list}"},
    {"unknown placeholder of a language", "[[list]]\n[list.text.en]\nhelp_text = \"{number}\"", 7, "list[0].text.en.help_text",
     "holds {number}"},
    {"match mode", "[[list]]\nmatch_mode = \"fuzzy\"", 6, "list[0].match_mode", "none of \"exact\", \"lenient\", \"prefix\""},
    {"unknown language", "[[list]]\nlanguages = [\"en\", \"tlh\"]", 6, "list[0].languages",
     "\"tlh\", which is none of the built-in"},
    {"language twice", "[[list]]\nlanguages = [\"en\", \"en\"]", 6, "list[0].languages", "\"en\" twice"},
    {"no language", "[[list]]\nlanguages = []", 6, "list[0].languages", "at least one language"},
    {"text of a language that is not there", "[[list]]\n[list.text.fr]\nopt_out_text = \"x\"", 6, "list[0].text.fr", "no key"},
    {"long text of a language", "[[list]]\n[list.text.en]\nhelp_text = \"" + std::string(613, 'x') + "\"", 7,
     "list[0].text.en.help_text", "needs 5"},
    {"empty keyword", "[[list]]\nkeywords = { opt_out = [\" \"] }", 6, "list[0].keywords.opt_out", "without letters"},
    {"unknown kind of keyword", "[[list]]\nkeywords = { stop = [\"x\"] }", 6, "list[0].keywords.stop", "no key"},
    {"no way out",
     "[[list]]\n[list.keywords]\nremoved = [\"stop\", \"stopall\", \"stop all\", \"unsubscribe\", \"cancel\", \"end\", \"quit\", "
     "\"revoke\", \"optout\", \"opt out\", \"opt-out\", \"unsub\"]",
     6, "list[0].keywords", "without a keyword to opt out"},
    // TLS and balancers.
    {"listener without a certificate", "listen_tls = { key = \"k\" }", 5, "link[0].listen_tls.cert", "is missing"},
    {"listener without a key", "[link.listen_tls]\ncert = \"c\"", 5, "link[0].listen_tls.key", "is missing"},
    {"senders of no authority", "listen_tls = { cert = \"c\", key = \"k\", verify = \"optional\" }", 5, "link[0].listen_tls.ca",
     "is missing"},
    {"name of senders", "listen_tls = { cert = \"c\", key = \"k\", server_name = \"h\" }", 5, "link[0].listen_tls.server_name",
     "belongs to upstream_tls"},
    {"certificate alone", "upstream_tls = { cert = \"c\" }", 5, "link[0].upstream_tls.key", "is missing"},
    {"optional SMSC", "upstream_tls = { verify = \"optional\" }", 5, "link[0].upstream_tls.verify", "none of \"require\""},
    {"bad server name", "upstream_tls = { server_name = \"a b\" }", 5, "link[0].upstream_tls.server_name", "neither a host name"},
    {"unknown key of TLS", "upstream_tls = { crt = \"c\" }", 5, "link[0].upstream_tls.crt", "known are: ca, cert, key"},
    {"TLS as a flag", "upstream_tls = true", 5, "link[0].upstream_tls", "must be a table"},
    {"balancer by name", "proxy_protocol_from = [\"lb.example\"]", 5, "link[0].proxy_protocol_from", "must be an address"},
    {"balancers no array", "proxy_protocol_from = \"10.0.0.0/8\"", 5, "link[0].proxy_protocol_from", "an array of strings"},
    // Of later versions.
    {"outbind without a listener", "outbind_to = [\"h:1\"]", 5, "link[0].outbind_to", "of no use without outbind_listen"},
    {"outbind without senders", "outbind_listen = \"127.0.0.1:1\"", 1, "link[0].outbind_to", "is missing"},
    {"patience", "already_bound_seconds = 601", 5, "link[0].already_bound_seconds", "from 0 to 600"},
    {"region", "default_region = \"Germany\"", 5, "link[0].default_region", "no ISO 3166 code"},
};

INSTANTIATE_TEST_SUITE_P(Configuration, Fault, testing::ValuesIn(faulty), [](const auto& each) {
    std::string name = each.param.about;
    for (auto& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name;
});

}  // namespace
