#include "proxy/cli/manual.hpp"

#include <CLI/CLI.hpp>

namespace proxy::cli {
namespace {

constexpr auto description = R"(
.SH DESCRIPTION
The gateway stands on the SMPP link between an application that sends texts and a carrier's message centre. A reply of STOP or START
changes its list of suppressed numbers and is answered; a text to a suppressed number is refused on the spot; all else passes octet
by octet.
.PP
All commands but
.BR run ,
.BR check\-config ,
.BR "backup verify" ", " "backup restore" ", " completion " and " man
ask a running gateway. They find it, and the token, in the configuration
.RB ( \-\-config ),
or by
.BR \-\-admin " and " \-\-token\-file .
As a file's name,
.B \-
stands for standard input and output.
)";

constexpr auto rest = R"(
.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
The answer is no, or something was rejected.
.TP
.B 2
Wrong usage of the command line.
.TP
.B 3
The gateway can't be reached.
.SH SIGNALS
.TP
.B SIGTERM
Drains: nothing new is taken, what is open is settled. A second one stops at once.
.TP
.B SIGHUP
Reads the configuration again and goes by it, wholly or not at all.
.SH FILES
.TP
.I /etc/stopgate/stopgate.toml
The configuration, where a package has put one.
.TP
.IR store.path /admin\-token
The token of the role admin, made at the first start.
)";

// Text is no macro, and a hyphen in it is one that can be copied.
std::string escaped(const std::string& text) {
    std::string made;
    for (const char each : text) {
        if (each == '\\') {
            made += "\\e";
        } else if (each == '-') {
            made += "\\-";
        } else {
            made += each;
        }
    }
    return made.starts_with('.') || made.starts_with('\'') ? "\\&" + made : made;
}

std::string value_of(const CLI::Option& of) {
    return of.get_items_expected_max() > 0 ? " \\fI" + escaped(of.get_type_name()) + "\\fR" : std::string();
}

std::string options_of(const CLI::App& command) {
    std::string made;
    for (const auto* const each : command.get_options()) {
        if (each->get_positional()) {
            made += ".TP\n\\fI" + escaped(each->get_name()) + "\\fR\n";
        } else {
            made += ".TP\n\\fB" + escaped(each->get_name()) + "\\fR" + value_of(*each) + "\n";
        }
        made += escaped(each->get_description()) + "\n";
    }
    return made;
}

// The positionals as they are typed.
std::string operands_of(const CLI::App& command) {
    std::string made;
    for (const auto* const each : command.get_options()) {
        if (!each->get_positional()) continue;
        const bool many = each->get_items_expected_max() > 1;
        made += " \\fI" + escaped(each->get_name()) + (many ? "\\fR …" : "\\fR");
    }
    return made;
}

bool is_shown(const CLI::App* one) { return !one->get_group().empty(); }

std::string command_of(const CLI::App& command, const std::string& before) {
    const auto name = before + (before.empty() ? "" : " ") + command.get_name();
    std::string made;
    const auto inner = command.get_subcommands(is_shown);
    if (inner.empty() || command.get_require_subcommand_min() == 0) {
        made += ".SS \\fB" + escaped(name) + "\\fR" + operands_of(command) + "\n" + escaped(command.get_description()) + "\n" +
                options_of(command);
    }
    for (const auto* const each : inner) made += command_of(*each, name);
    return made;
}

}  // namespace

std::string manual_page(const CLI::App& root, const std::string& version) {
    auto made = ".TH STOPGATE 1 \"\" \"Stopgate " + escaped(version) + "\" \"User Commands\"\n.SH NAME\nstopgate \\- " +
                std::string("enforces SMS opt\\-outs on an SMPP link\n") +
                ".SH SYNOPSIS\n.B stopgate\n.RI [ options ]\n.I command\n.RI [ words ]" + description;
    made += ".SH OPTIONS\nThese may stand anywhere.\n" + options_of(root) + ".SH COMMANDS\n";
    for (const auto* const each : root.get_subcommands(is_shown)) made += command_of(*each, {});
    return made + std::string(rest).substr(1);
}

}  // namespace proxy::cli
