#include <algorithm>

#include "proxy/app/configuration_reader.hpp"
#include "proxy/consent/canonical.hpp"
#include "proxy/consent/languages.hpp"

namespace proxy::app {
namespace {

void read_pattern(table_reader& in, std::string_view key, std::string& into) {
    std::string given;
    if (!in.text(key, given)) return;
    if (given.size() > 2 && given.find('*', 1) < given.size() - 1) {
        return in.fail(key, "is \"" + given + "\", but \"*\" may stand at its beginning and its end alone");
    }
    into = std::move(given);
}

// An optional parameter: its tag, and how its value must look.
void read_parameter(table_reader& match, std::optional<consent::parameter_match>& into, fault_book& book) {
    const auto* const table = match.table("parameter");
    if (table == nullptr) return;
    table_reader in(*table, match.name_of("parameter"), book);
    consent::parameter_match made{.tag = 0, .value = "*"};
    if (!in.has("tag")) in.missing("tag", "the parameter's number, such as 0x1400");
    read_number(in, "tag", made.tag, 1, 0xFFFF);
    read_pattern(in, "value", made.value);
    into = std::move(made);
}

// Numbers that answer for senders; compared with the canonical number that was texted.
void read_stop_addresses(table_reader& in, std::vector<std::string>& into) {
    const auto given = in.texts("stop_address");
    if (!given) return;
    for (const auto& number : *given) {
        const auto spelled = consent::canonical(number);
        if (spelled.empty()) return in.fail("stop_address", "holds an empty number");
        into.emplace_back(spelled);
    }
}

void read_match(const toml::table* table, const table_reader& in, consent::list& into, fault_book& book) {
    if (table == nullptr) return;
    table_reader match(*table, in.name_of("match"), book);
    read_pattern(match, "system_id", into.match_system_id);
    read_pattern(match, "sender", into.match_sender);
    read_pattern(match, "service_type", into.match_service_type);
    read_parameter(match, into.match_parameter, book);
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
    if (in.text(key, given)) into = std::move(given);
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
    in.text("opt_out_text", list.opt_out_text);
    in.text("opt_in_text", list.opt_in_text);
    in.text("help_text", list.help_text);
    read_languages(in, list.languages);
    in.one_of<consent::match_mode>("match_mode", list.mode, match_mode_words);
    read_keywords(in, list.keywords, book);
    refuse_without_opt_out(in, list);
    read_answers(in, list, book);
    in.text("first_message_notice", list.first_message_notice);
    in.flag("staff_only", list.staff_only);
    read_stop_addresses(in, list.stop_address);
    constexpr std::int64_t most_answers = 10'000;  // a day: one each eight seconds, which no person sends
    read_number(in, "answers_per_day", list.answers_per_day, 0, most_answers);
    in.one_of<consent::review_mode>("review", list.review, review_words);
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
