#include "proxy/cli/command_line.hpp"

#include <ostream>

#include "proxy/app/version.hpp"
#include "proxy/cli/completion.hpp"
#include "proxy/cli/grammar.hpp"

namespace proxy::cli {
namespace {

constexpr auto epilogue =
    "Exit codes: 0 done; 1 the answer is no, or something was rejected; 2 wrong usage; 3 the gateway can't be reached.\n"
    "All commands but run, check-config, backup verify, backup restore, completion and man ask a running gateway. They find it, "
    "and the token, in the configuration (--config), or by --admin and --token-file.";

// `stopgate __complete WORD… TYPED`, which the shells' scripts ask: no word of it is parsed as an option.
constexpr std::string_view completes = "__complete";

int offer(CLI::App& root, std::span<const std::string> words, std::ostream& out) {
    const auto typed = words.empty() ? std::string() : words.back();
    if (!words.empty()) words = words.first(words.size() - 1);
    out << as_lines(complete(root, words, typed));
    return done;
}

}  // namespace

int execute(std::vector<std::string> arguments, const surroundings& around) {
    words said;
    CLI::App root("Stopgate enforces SMS opt-outs on the SMPP link between a sender and a carrier's message centre.", "stopgate");
    root.set_version_flag("--version", "stopgate " + std::string(app::version()) + " (" + std::string(app::revision()) + ")");
    root.footer(epilogue);
    build_grammar(root, said);
    if (!arguments.empty() && arguments.front() == completes) return offer(root, std::span(arguments).subspan(1), around.out);
    std::reverse(arguments.begin(), arguments.end());  // the order that parse() wants
    try {
        root.parse(std::move(arguments));
    } catch (const CLI::ParseError& end) {
        return root.exit(end, around.out, around.err) == 0 ? done : wrong_usage;
    }
    try {
        return said.command(around);
    } catch (const nlohmann::json::exception&) {  // JSON, but not with the members that the API has
        around.err << "stopgate: what answers there is no Stopgate of this version\n";
        return unreachable;
    }
}

}  // namespace proxy::cli
