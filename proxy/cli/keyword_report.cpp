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

}  // namespace

void print_keywords(const consent::list& of, std::ostream& out) {
    const auto words = consent::keywords_of(of);
    out << "list " << of.name << ", match_mode " << name_of(of.mode) << ", languages " << joined(of.languages) << '\n';
    for (const auto what : {keyword_class::opt_out, keyword_class::opt_in, keyword_class::help})
        print_class(of, words, what, out);
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
