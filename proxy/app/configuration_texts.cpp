// Texts that answer keywords: what they may hold, and how many short messages they need.
#include <iomanip>
#include <map>
#include <sstream>
#include <tuple>

#include "protocol/field_sizes.hpp"
#include "protocol/message_parts.hpp"
#include "protocol/utf8.hpp"
#include "proxy/app/configuration_reader.hpp"
#include "proxy/consent/answer_text.hpp"

namespace proxy::app {
namespace {

struct kind {
    std::string_view key;
    std::string consent::list::* of_list;
    std::optional<std::string> consent::answers::* of_language;
    bool confirms;
};
constexpr kind kinds[] = {{"opt_out_text", &consent::list::opt_out_text, &consent::answers::opt_out, true},
                          {"opt_in_text", &consent::list::opt_in_text, &consent::answers::opt_in, true},
                          {"help_text", &consent::list::help_text, &consent::answers::help, false}};

struct answer {
    std::string_view text;
    bool sent = true;
};
using answers_by_key = std::map<std::string, answer>;  // "list[0].text.fr.help_text"

// All that the file says itself, and what is built in where a language answers with that.
answers_by_key answers_of(const consent::list& list, const std::string& path, const configuration_source& source) {
    answers_by_key all;
    for (const auto& [key, of_list, of_language, confirms] : kinds) {
        const bool sent = list.confirm || !confirms;
        const auto whole_key = path + "." + std::string(key);
        if (source.lines.contains(whole_key)) all[whole_key] = {list.*of_list, sent};
        for (const auto& code : list.languages) {
            const auto own = list.text.find(code);
            if (own != list.text.end() && own->second.*of_language) {
                all[path + ".text." + code + "." + std::string(key)] = {*(own->second.*of_language), sent};
            } else {
                all[whole_key] = {list.*of_list, sent};
            }
        }
    }
    return all;
}

// How a text goes out by one link.
struct outlook {
    const link_configuration* link = nullptr;
    std::size_t parts = 0;
    std::string_view beyond{};  // the character because of which it is UCS-2
};

outlook worst_of(std::string_view text, const std::vector<link_configuration>& links) {
    outlook worst;
    for (const auto& link : links) {
        outlook here{&link, protocol::parts_of(text, link.default_alphabet)};
        if (link.default_alphabet != protocol::alphabet::ucs2) here.beyond = protocol::first_beyond(text, link.default_alphabet);
        if (std::tuple(here.parts, !here.beyond.empty()) > std::tuple(worst.parts, !worst.beyond.empty())) worst = here;
    }
    return worst;
}

// "\"’\" (U+2019)": one that can't be told from another by its looks is told by its number.
std::string shown(std::string_view character) {
    const auto value = protocol::utf8::first(character).value;
    std::ostringstream number;
    number << "U+" << std::hex << std::uppercase << std::setw(4) << std::setfill('0') << static_cast<std::uint32_t>(value);
    const bool control = value < 0x20 || (value >= 0x7F && value < 0xA0);
    return control ? number.str() : "\"" + std::string(character) + "\" (" + number.str() + ")";
}

std::string describe(const outlook& it) {
    const auto alphabet = it.link->default_alphabet;
    const bool ucs2 = !it.beyond.empty() || alphabet == protocol::alphabet::ucs2;
    std::string said;
    if (!it.beyond.empty()) {
        const auto* const without = alphabet == protocol::alphabet::gsm7 ? "the GSM alphabet" : "ASCII";
        said = "holds " + shown(it.beyond) + ", which is not in " + without + ": in UCS-2 it ";
    }
    said += "needs " + std::to_string(it.parts) + " short message" + (it.parts == 1 ? "" : "s") + " on link " + it.link->name;
    return said + ", where one holds " + (ucs2 ? "70" : "160") + " characters";
}

// What is built in needs UCS-2 where its language does; it is told of only where it is more than one short message.
void check_answer(const answer& given, const std::string& key, const std::string& list_name, reading& into) {
    const auto& source = into.settings.source;
    const bool built_in = !source.lines.contains(key);
    if (const auto word = consent::unknown_placeholder(given.text); !word.empty()) {
        into.faults.push_back(source.fault_at(key, "holds " + word + ", but the placeholders are {sender} and {list}"));
        return;
    }
    const std::string longest_sender(protocol::field_size::address(protocol::command_id::submit_sm) - 1, '0');
    const auto text = consent::filled(given.text, longest_sender, list_name);
    const auto worst = worst_of(text, into.settings.links);
    if (worst.parts > consent::most_parts) {
        into.faults.push_back(
            source.fault_at(key, describe(worst) + "; " + std::to_string(consent::most_parts) + " are the most"));
    } else if (given.sent && (worst.parts > 1 || (!worst.beyond.empty() && !built_in))) {
        into.warnings.push_back(source.fault_at(key, (built_in ? "is not set: the built-in text " : "") + describe(worst)));
    }
}

// It is added to one text, or is one.
void check_notice(const consent::list& list, const std::string& key, reading& into) {
    const auto& notice = list.first_message_notice;
    if (notice.empty()) return;
    const auto worst = worst_of(notice, into.settings.links);
    if (worst.parts > 1) into.faults.push_back(into.settings.source.fault_at(key, describe(worst) + "; one is the most"));
}

}  // namespace

void check_texts(reading& done) {
    const auto& lists = done.settings.lists;
    for (std::size_t at = 0; at < lists.size(); ++at) {
        check_notice(lists[at], "list[" + std::to_string(at) + "].first_message_notice", done);
        for (const auto& [key, given] : answers_of(lists[at], "list[" + std::to_string(at) + "]", done.settings.source)) {
            check_answer(given, key, lists[at].name, done);
        }
    }
}

}  // namespace proxy::app
