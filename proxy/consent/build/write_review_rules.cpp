// write_review_rules OUT FILE.toml: the C++ table of the built-in review rules. A rule that is wrong ends the build.
#include <toml++/toml.h>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/consent/review_rules.hpp"

namespace {

using proxy::consent::review_rule;
using proxy::consent::review_rules;

struct fault {
    std::string what;
};

std::string text(const toml::table& in, std::string_view key, const std::string& of) {
    const auto value = in[key].value<std::string>();
    if (!value || value->empty()) throw fault{of + ": has no " + std::string(key)};
    return *value;
}

review_rule read_rule(const toml::table& in, std::size_t place) {
    review_rule made;
    made.name = text(in, "name", "rule " + std::to_string(place));
    const auto of = "rule \"" + made.name + '"';
    made.language = text(in, "language", of);
    made.phrase = text(in, "phrase", of);
    for (const auto& [key, value] : in) {
        if (key == "unless") {
            const auto* phrases = value.as_array();
            if (phrases == nullptr || !phrases->is_homogeneous<std::string>()) throw fault{of + ": unless is no list of phrases"};
            for (const auto& each : *phrases) made.unless.push_back(*each.value<std::string>());
        } else if (key != "name" && key != "language" && key != "phrase") {
            throw fault{of + ": what is " + std::string(key.str()) + '?'};
        }
    }
    return made;
}

std::vector<review_rule> read(const char* file) {
    const toml::table in = toml::parse_file(file);
    const auto* rules = in["rule"].as_array();
    if (rules == nullptr || !rules->is_array_of_tables() || in.size() != 1) throw fault{"holds something else than [[rule]]"};
    std::vector<review_rule> all;
    for (const auto& each : *rules) all.push_back(read_rule(*each.as_table(), all.size() + 1));
    std::string error;
    if (!review_rules::make(all, error)) throw fault{error};
    return all;
}

// Raw, so that reviewers of the table see the words: no phrase holds this delimiter.
std::string literal(std::string_view value) { return "R\"~~(" + std::string(value) + ")~~\""; }

void write(const std::vector<review_rule>& all, std::ostream& out) {
    std::string table;
    for (std::size_t place = 0; place < all.size(); ++place) {
        const auto& each = all[place];
        std::string unless;
        if (!each.unless.empty()) {
            unless = "unless_" + std::to_string(place);
            out << "constexpr std::string_view " << unless << "[]{";
            for (const auto& phrase : each.unless) out << "\n    " << literal(phrase) << ',';
            out << "};\n";
        }
        table += "    {" + literal(each.name) + ", " + literal(each.language) + ",\n     " + literal(each.phrase) + ", {" +
                 unless + "}},\n";
    }
    out << "constexpr written_rule written[]{\n" << table << "};\n";
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    try {
        const auto all = read(arguments[2]);
        std::ofstream out(arguments[1]);
        write(all, out);
        return out.flush() ? 0 : 1;
    } catch (const fault& found) {
        std::cerr << arguments[2] << ": " << found.what << '\n';
    } catch (const toml::parse_error& found) {
        std::cerr << arguments[2] << ": " << found << '\n';
    }
    return 1;
}
