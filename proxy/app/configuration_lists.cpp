#include "protocol/message_text.hpp"
#include "proxy/app/configuration_reader.hpp"
#include "proxy/consent/canonical.hpp"

namespace proxy::app {
namespace {

// A confirmation goes out as one text: 160 septets of the GSM alphabet (3GPP TS 23.038 §6.1.2), or 140 octets of UCS-2.
constexpr std::size_t most_septets = 160;
constexpr std::size_t most_ucs2_octets = 140;

void read_text(table_reader& in, std::string_view key, std::string& into) {
    std::string given;
    if (!in.text(key, given)) return;
    const auto gsm = protocol::encode_gsm7(given);
    if (gsm ? gsm->size() > most_septets : protocol::encode_ucs2(given).size() > most_ucs2_octets) {
        return in.fail(
            key, "does not fit into one text: that is 160 characters of the GSM alphabet, or 70 when others are among them");
    }
    into = std::move(given);
}

void read_pattern(table_reader& in, std::string_view key, std::string& into) {
    std::string given;
    if (!in.text(key, given)) return;
    if (given.size() > 2 && given.find('*', 1) < given.size() - 1) {
        return in.fail(key, "is \"" + given + "\", but \"*\" may stand at its beginning and its end alone");
    }
    into = std::move(given);
}

void read_match(const toml::table* table, const table_reader& in, consent::list& into, fault_book& book) {
    if (table == nullptr) return;
    table_reader match(*table, in.name_of("match"), book);
    read_pattern(match, "system_id", into.match_system_id);
    read_pattern(match, "sender", into.match_sender);
    read_pattern(match, "service_type", into.match_service_type);
    into.match_sender = std::string(consent::canonical(into.match_sender));  // it is compared with canonical senders
}

void refuse_other_languages(table_reader& in) {
    const auto languages = in.texts("languages");
    if (!languages) return;
    if (*languages != std::vector<std::string>{"en"}) {
        in.fail("languages", "other languages than English are not in this version of Stopgate; use [\"en\"]");
    }
}

consent::list read_list(table_reader& in, fault_book& book) {
    consent::list list;
    if (in.text("name", list.name)) check_name(in, list.name);
    read_match(in.table("match"), in, list, book);
    in.one_of<store::scope>("scope", list.reach, scope_words);
    in.one_of<bool>("lifted_by", list.lifted_by_admin_only, lifted_by_words);
    in.flag("forward_keywords", list.forward_keywords);
    in.flag("confirm", list.confirm);
    in.flag("opt_in_by_keyword", list.opt_in_by_keyword);
    read_text(in, "opt_out_text", list.opt_out_text);
    read_text(in, "opt_in_text", list.opt_in_text);
    read_text(in, "help_text", list.help_text);
    refuse_other_languages(in);
    in.not_yet("match_mode", "exact");
    in.not_yet("first_message_notice", "");
    in.not_yet("text");
    return list;
}

}  // namespace

void read_lists(table_reader& root, configuration& into, fault_book& book) {
    const auto tables = root.tables("list");
    for (std::size_t at = 0; at < tables.size(); ++at) {
        table_reader in(*tables[at], "list[" + std::to_string(at) + "]", book);
        auto list = read_list(in, book);
        for (std::size_t other = 0; other < into.lists.size(); ++other) {
            if (into.lists[other].name != list.name) continue;
            in.fail("name", "is \"" + list.name + "\", which list[" + std::to_string(other) + "] has already");
        }
        into.lists.push_back(std::move(list));
    }
    if (into.lists.empty()) into.lists.emplace_back();
}

}  // namespace proxy::app
