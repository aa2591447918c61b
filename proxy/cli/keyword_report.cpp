#include "proxy/cli/keyword_report.hpp"

#include <ostream>
#include <string>
#include <vector>

#include "proxy/app/configuration_words.hpp"

namespace proxy::cli {
namespace {

using consent::keyword_class;

std::string joined(const std::vector<std::string>& all) {
    std::string text;
    for (const auto& each : all) text += (text.empty() ? "" : ", ") + each;
    return text;
}

std::string_view name_of(consent::match_mode mode) { return app::word_for(mode, app::match_mode_words); }

void print_class(const consent::list& of, const consent::dictionary& words, keyword_class what, std::ostream& out) {
    std::vector<std::string> shown;
    for (const auto& each : words.all()) {
        if (each.what != what) continue;
        shown.push_back(each.mode == of.mode ? each.text : each.text + " (" + std::string(name_of(each.mode)) + ")");
    }
    out << "  " << name(what) << ": " << (shown.empty() ? "none" : joined(shown)) << '\n';
}

// The languages that have no answer to HELP.
std::vector<std::string> without_help(const consent::list& of) {
    std::vector<std::string> codes;
    for (const auto& code : of.languages) {
        const auto own = of.text.find(code);
        const bool has_own = own != of.text.end() && own->second.help;
        if ((has_own ? *own->second.help : of.help_text).empty()) codes.push_back(code);
    }
    return codes;
}

// Help that nobody wrote goes to the sending application: no fault, but who thinks that we answer should see it.
void print_help(const consent::list& of, std::ostream& out) {
    const auto codes = without_help(of);
    if (codes.empty()) return;
    out << "  HELP passes through" << (codes == of.languages ? "" : " in " + joined(codes)) << ": no help_text\n";
}

}  // namespace

void print_keywords(const consent::list& of, std::ostream& out) {
    const auto words = consent::keywords_of(of);
    out << "list " << of.name << ", match_mode " << name_of(of.mode) << ", languages " << joined(of.languages) << '\n';
    for (const auto what : {keyword_class::opt_out, keyword_class::opt_in, keyword_class::help})
        print_class(of, words, what, out);
    print_help(of, out);
    for (const auto& [counts, ignored] : words.clashes()) {
        out << "  warning: \"" << counts.text << "\" is " << name(counts.what) << " (" << counts.language << ") and "
            << name(ignored.what) << " (" << ignored.language << "): it counts as " << name(counts.what) << '\n';
    }
}

nlohmann::ordered_json keywords_as_json(const consent::list& of) {
    const auto words = consent::keywords_of(of);
    auto all = nlohmann::ordered_json::array(), clashes = nlohmann::ordered_json::array();
    for (const auto& each : words.all()) {
        all.push_back(
            {{"text", each.text}, {"class", name(each.what)}, {"language", each.language}, {"match_mode", name_of(each.mode)}});
    }
    for (const auto& [counts, ignored] : words.clashes()) {
        clashes.push_back({{"text", counts.text},
                           {"counts_as", name(counts.what)},
                           {"ignored_as", name(ignored.what)},
                           {"language", ignored.language}});
    }
    return {{"name", of.name}, {"keywords", std::move(all)}, {"clashes", std::move(clashes)}};
}

}  // namespace proxy::cli
