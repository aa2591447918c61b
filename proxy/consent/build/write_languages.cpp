// write_languages OUT FILE.toml…: the C++ table of the built-in languages, from their files in the order given. A file that
// doesn't hold what it must ends the build.
#include <toml++/toml.h>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

namespace {

struct fault {
    std::string what;
};

// Raw, so that reviewers of the table see the words: no file holds this delimiter.
std::string literal(std::string_view text) { return "R\"~~(" + std::string(text) + ")~~\""; }

std::string text(const toml::table& in, std::string_view key) {
    const auto value = in[key].value<std::string>();
    if (!value || value->empty()) throw fault{"has no text " + std::string(key)};
    return literal(*value);
}

void words(const toml::table& in, std::string_view key, const std::string& name, std::ostream& out) {
    const auto* all = in[key].as_array();
    if (all == nullptr || all->empty()) throw fault{"has no words " + std::string(key)};
    out << "constexpr std::string_view " << name << '_' << key << "[]{";
    for (const auto& each : *all) {
        const auto word = each.value<std::string>();
        if (!word || word->empty()) throw fault{"has something else than words in " + std::string(key)};
        out << literal(*word) << ", ";
    }
    out << "};\n";
}

// Gives the entry of the table.
std::string write(const std::filesystem::path& file, std::ostream& out) {
    const toml::table in = toml::parse_file(file.string());
    const auto* texts = in["text"].as_table();
    if (texts == nullptr) throw fault{"has no [text]"};
    const auto* sources = in["sources"].as_array();
    if (sources == nullptr || sources->empty() || !in["date"].is_date()) throw fault{"has no sources, or no date"};
    const auto code = file.stem().string();
    auto name = code;
    for (char& c : name) c = c == '-' ? '_' : c;
    for (const std::string_view key : {"opt_out", "opt_in", "help"}) words(in, key, name, out);
    return "    {" + literal(code) + ", " + text(in, "name") + ", " + name + "_opt_out, " + name + "_opt_in, " + name +
           "_help,\n     " + text(*texts, "opt_out") + ",\n     " + text(*texts, "opt_in") + "},\n";
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) return 2;
    std::ofstream out(arguments[1]);
    std::string table;
    for (int i = 2; i < count; ++i) {
        try {
            table += write(arguments[i], out);
        } catch (const fault& found) {
            std::cerr << arguments[i] << ": " << found.what << '\n';
            return 1;
        } catch (const toml::parse_error& found) {
            std::cerr << arguments[i] << ": " << found << '\n';
            return 1;
        }
    }
    out << "constexpr language built_in[]{\n" << table << "};\n";
    return out.flush() ? 0 : 1;
}
