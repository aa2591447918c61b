#include <algorithm>

#include "protocol/message_text.hpp"
#include "proxy/app/configuration_reader.hpp"
#include "proxy/consent/canonical.hpp"
#include "proxy/consent/languages.hpp"

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

// Known ones alone, each once; without any, the list keeps English.
void read_languages(table_reader& in, std::vector<std::string>& into) {
    auto given = in.texts("languages");
    if (!given) return;
    std::string known;
    for (const auto& each : consent::languages()) known += (known.empty() ? "" : ", ") + std::string(each.code);
    for (const auto& code : *given) {
        if (consent::find_language(code) == nullptr)
            return in.fail("languages", "holds \"" + code + "\", which is none of the built-in ones: " + known);
        if (std::ranges::count(*given, code) > 1) return in.fail("languages", "holds \"" + code + "\" twice");
    }
    if (given->empty())
        return in.fail("languages", "is empty, but at least one language is needed: of its words answers are made");
    into = std::move(*given);
}

void read_words(table_reader& in, std::string_view key, std::vector<std::string>& into) {
    auto given = in.texts(key);
    if (!given) return;
    for (const auto& word : *given) {
        if (consent::fold(word).whole.empty()) return in.fail(key, "holds a word without letters");
    }
    into = std::move(*given);
}

void read_keywords(table_reader& list, consent::keyword_changes& into, fault_book& book) {
    const auto* const table = list.table("keywords");
    if (table == nullptr) return;
    table_reader in(*table, list.name_of("keywords"), book);
    read_words(in, "opt_out", into.opt_out);
    read_words(in, "opt_in", into.opt_in);
    read_words(in, "help", into.help);
    read_words(in, "removed", into.removed);
    read_words(in, "lenient", into.lenient);
    read_words(in, "prefix", into.prefix);
}

// Nobody could leave a list without them.
void refuse_without_opt_out(table_reader& in, const consent::list& list) {
    const auto words = consent::keywords_of(list);
    const auto is_opt_out = [](const consent::keyword& each) { return each.what == consent::keyword_class::opt_out; };
    if (std::ranges::none_of(words.all(), is_opt_out)) in.fail("keywords", "leave the list without a keyword to opt out");
}

void read_answer(table_reader& in, std::string_view key, std::optional<std::string>& into) {
    std::string given;
    read_text(in, key, given);
    if (in.has(key)) into = std::move(given);
}

consent::answers built_in_answers(const table_reader& in, const consent::list& list, std::string_view code) {
    const auto* const built_in = consent::find_language(code);
    consent::answers made;
    if (!in.has("opt_out_text") && built_in->opt_out_text != list.opt_out_text) made.opt_out = built_in->opt_out_text;
    if (!in.has("opt_in_text") && built_in->opt_in_text != list.opt_in_text) made.opt_in = built_in->opt_in_text;
    return made;
}

// What the list says in its own words goes for every language that has none of its own here; else the built-in words do.
void read_answers(table_reader& in, consent::list& list, fault_book& book) {
    const toml::table none;
    const auto* const tables = in.table("text");
    table_reader by_language(tables == nullptr ? none : *tables, in.name_of("text"), book);
    for (const auto& code : list.languages) {
        auto own = built_in_answers(in, list, code);
        if (const auto* const table = by_language.table(code)) {
            table_reader one(*table, by_language.name_of(code), book);
            read_answer(one, "opt_out_text", own.opt_out);
            read_answer(one, "opt_in_text", own.opt_in);
            read_answer(one, "help_text", own.help);
        }
        if (own != consent::answers{}) list.text[code] = std::move(own);
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
    read_languages(in, list.languages);
    in.one_of<consent::match_mode>("match_mode", list.mode, match_mode_words);
    read_keywords(in, list.keywords, book);
    refuse_without_opt_out(in, list);
    read_answers(in, list, book);
    in.not_yet("first_message_notice", "");
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
