#include "proxy/cli/completion.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

namespace proxy::cli {
namespace {

constexpr std::string_view for_bash = R"sh(# stopgate completion for bash: eval "$(stopgate completion bash)"
_stopgate() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :paths ]]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$2")
        else
            COMPREPLY+=("${line%%$'\t'*}")
        fi
    done < <("$1" __complete "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$2" 2>/dev/null)
}
complete -F _stopgate stopgate
)sh";

constexpr std::string_view for_zsh = R"sh(#compdef stopgate
# stopgate completion for zsh: eval "$(stopgate completion zsh)", or this as _stopgate in a directory of $fpath
_stopgate() {
    local line word
    local -a described
    for line in "${(@f)$("$words[1]" __complete "${(@)words[2,CURRENT-1]}" "$words[CURRENT]" 2>/dev/null)}"; do
        if [[ $line == :paths ]]; then
            _files
        elif [[ -n $line ]]; then
            word=${line%%$'\t'*}
            described+=("${word//:/\\:}:${line#*$'\t'}")
        fi
    done
    (( $#described )) && _describe stopgate described
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _stopgate "$@"; else compdef _stopgate stopgate; fi
)sh";

// What an option's value may be, by the name that the help gives it.
const std::map<std::string, std::vector<std::string>, std::less<>> known_values{
    {"SCOPE", {"sender", "list", "global"}},
    {"SOURCE", {"keyword", "staff", "import", "carrier"}},
    {"FORMAT", {"csv", "ndjson"}},
    {"SHELL", {"bash", "zsh"}},
};
constexpr std::string_view named_paths[] = {"FILE", "DIR", "PATH"};

void offer_value(std::string_view type, std::string_view typed, candidates& into) {
    if (std::ranges::find(named_paths, type) != std::end(named_paths)) into.paths = true;
    const auto known = known_values.find(type);
    if (known == known_values.end()) return;
    for (const auto& each : known->second) {
        if (each.starts_with(typed)) into.words.push_back({each, {}});
    }
}

bool takes_value(const CLI::Option& of) { return of.get_items_expected_max() > 0; }

// Of the command or, as common options may stand anywhere, of one that it belongs to.
const CLI::Option* option_of(const CLI::App* command, const std::string& name) {
    for (; command != nullptr; command = command->get_parent()) {
        if (const auto* const found = command->get_option_no_throw(name)) return found;
    }
    return nullptr;
}

CLI::App* command_in(CLI::App& of, const std::string& name) {
    const auto found = of.get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

// Where the words before have led.
struct place {
    CLI::App* command;
    const CLI::Option* wants_value = nullptr;
    std::size_t positionals = 0;
};

place follow(CLI::App& root, std::span<const std::string> words) {
    place at{&root};
    for (const auto& word : words) {
        if (std::exchange(at.wants_value, nullptr) != nullptr) continue;
        if (word.size() > 1 && word.starts_with('-')) {
            const auto* const option = option_of(at.command, word);
            if (option != nullptr && takes_value(*option)) at.wants_value = option;
        } else if (auto* const inner = command_in(*at.command, word)) {
            at = place{inner};
        } else {
            ++at.positionals;
        }
    }
    return at;
}

void offer_options(const CLI::App* of, std::string_view typed, candidates& into) {
    for (; of != nullptr; of = of->get_parent()) {
        for (const auto* const each : of->get_options()) {
            for (const auto& name : each->get_lnames()) {
                if (("--" + name).starts_with(typed)) into.words.push_back({"--" + name, each->get_description()});
            }
        }
    }
}

void offer_positional(const place& at, std::string_view typed, candidates& into) {
    std::size_t which = 0;
    for (const auto* const each : at.command->get_options()) {
        if (!each->get_positional()) continue;
        const bool takes_more = each->get_items_expected_max() > 1;
        if (which++ == at.positionals || takes_more) return offer_value(each->get_type_name(), typed, into);
    }
}

}  // namespace

candidates complete(CLI::App& root, std::span<const std::string> before, std::string_view typed) {
    candidates found;
    const auto at = follow(root, before);
    if (at.wants_value != nullptr) {
        offer_value(at.wants_value->get_type_name(), typed, found);
    } else if (typed.starts_with('-')) {
        offer_options(at.command, typed, found);
    } else {
        for (const auto* const each :
             at.command->get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); })) {
            if (each->get_name().starts_with(typed)) found.words.push_back({each->get_name(), each->get_description()});
        }
        offer_positional(at, typed, found);
    }
    return found;
}

std::string as_lines(const candidates& found) {
    std::string lines;
    for (const auto& each : found.words) lines += each.text + '\t' + each.help + '\n';
    if (found.paths) lines += ":paths\n";
    return lines;
}

std::optional<std::string_view> completion_script(std::string_view shell) {
    if (shell == "bash") return for_bash;
    if (shell == "zsh") return for_zsh;
    return std::nullopt;
}

}  // namespace proxy::cli
