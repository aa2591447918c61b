#include "proxy/cli/grammar.hpp"

#include <ostream>

#include "proxy/app/version.hpp"
#include "proxy/cli/completion.hpp"
#include "proxy/cli/manual.hpp"

namespace proxy::cli {
namespace {

void add_common(CLI::App& root, words& said) {
    root.add_option("--config", said.common.config, "The gateway's configuration file")->type_name("FILE");
    root.add_option("--admin", said.common.admin, "The admin server: http://host:port, https://host:port or unix:/path")
        ->type_name("URL");
    root.add_option("--token-file", said.common.token_file, "The file that holds the token")->type_name("FILE");
    root.add_option("--ca", said.common.ca, "Who signed the certificate of https://, in PEM form; else the system's authorities")
        ->type_name("FILE");
    auto* cert = root.add_option("--cert", said.common.cert, "The certificate that we show, in PEM form")->type_name("FILE");
    root.add_option("--key", said.common.key, "Its key, where that is another file")->type_name("FILE")->needs(cert);
    root.add_flag("--json", said.common.json, "JSON instead of tables");
}

void add_gateway(CLI::App& root, words& said) {
    auto* run =
        root.add_subcommand("run", "Run the gateway in the foreground. SIGTERM drains, a second one stops; SIGHUP reloads.");
    run->callback([&said] {
        said.command = [&said](const surroundings& around) {
            if (!said.common.config.empty()) return run_gateway(said.common.config, around);
            around.err << "stopgate: run needs --config FILE\n";
            return static_cast<int>(wrong_usage);
        };
    });
    auto* check =
        root.add_subcommand("check-config", "Print every fault of a configuration with file, line and key; 0: there is none.");
    check->add_option("file", said.file, "The configuration file")->required()->type_name("FILE");
    check->callback([&said] {
        said.command = [&said](const surroundings& around) { return check_configuration(said.file, said.common.json, around); };
    });
}

void add_review(CLI::App& root, words& said) {
    auto* group = root.add_subcommand("review", "The replies that wait for people; show, opt-out and dismiss settle them.");
    group->require_subcommand(0, 1);
    group->add_option("--limit", said.waiting, "At most so many; 0: all")->capture_default_str()->type_name("COUNT");
    asks(*group, said, [](admin_api& api, const words& all) { return list_review(api, all.waiting); });

    const auto add_ids = [&](CLI::App& command) {
        return command.add_option("id", said.replies, "The reply's id")
            ->required()
            ->check(CLI::NonNegativeNumber)
            ->type_name("ID");
    };
    auto* show = group->add_subcommand("show", "One reply with all that is known of it; 1: it does not wait.");
    add_ids(*show)->expected(1);
    asks(*show, said, [](admin_api& api, const words& all) { return show_review(api, all.replies.front()); });

    auto* opt_out = group->add_subcommand("opt-out", "Suppress as STOP would have, without a text in answer.");
    add_ids(*opt_out);
    opt_out->add_option("--reason", said.entry.reason, "Why, instead of the reply's text; kept with the entry")
        ->type_name("TEXT");
    asks(*opt_out, said, [](admin_api& api, const words& all) { return opt_out_by_review(api, all.replies, all.entry.reason); });

    auto* dismiss = group->add_subcommand("dismiss", "Take these replies out of the queue; nothing else is done.");
    add_ids(*dismiss);
    asks(*dismiss, said, [](admin_api& api, const words& all) { return dismiss_review(api, all.replies); });
}

void add_events(CLI::App& root, words& said) {
    auto* group = root.add_subcommand("events", "The audit trail, newest last; head and verify show that nobody has touched it.");
    group->require_subcommand(0, 1);
    group->add_option("--recipient", said.trail.recipient, "Of this number")->type_name("NUMBER");
    group->add_option("--kind", said.trail.kind, "Of this kind: opt-out, opt-in, help, confirmation, dismissal, …")
        ->type_name("KIND");
    group->add_option("--since", said.trail.since, "From then on (2026-01-31T08:30:00Z or a date, UTC), oldest first")
        ->type_name("TIME");
    group->add_option("--limit", said.trail.limit, "At most so many; 0: all")->capture_default_str()->type_name("COUNT");
    group->add_flag("--follow", said.trail.follow, "Go on with what happens from now on, until it is interrupted");
    asks(*group, said, [](admin_api& api, const words& all) { return show_events(api, all.trail); });

    auto* head = group->add_subcommand("head", "Where the trail ends now: note it elsewhere, and verify can tell later.");
    asks(*head, said, [](admin_api& api, const words&) { return show_head(api); });

    auto* verify =
        group->add_subcommand("verify", "Check every event against the chain; 1: one was changed, taken out or added.");
    verify->add_option("--head", said.head, "That this is still part of it, as head gave it")->type_name("HEAD");
    asks(*verify, said, [](admin_api& api, const words& all) { return verify_events(api, all.head); });
}

void add_erasure(CLI::App& root, words& said) {
    auto* command = root.add_subcommand(
        "erase", "Remove what is known of a person; who is suppressed stays so, under a keyed hash. It can't be taken back.");
    command->add_option("recipient", said.entry.recipient, "The number")->required()->type_name("NUMBER");
    command->add_option("--reason", said.entry.reason, "Why; kept with the event, so without the number")->type_name("TEXT");
    asks(*command, said, [](admin_api& api, const words& all) { return erase(api, all.entry.recipient, all.entry.reason); });
}

void add_backup(CLI::App& root, words& said) {
    auto* group = root.add_subcommand("backup", "Copies of the store: create one while the gateway runs, verify, restore.");
    group->require_subcommand(1);
    const auto add_directory = [&](CLI::App& command) {
        command.add_option("directory", said.file, "Where the backups are, on the gateway's machine")
            ->required()
            ->type_name("DIR");
    };
    auto* create = group->add_subcommand("create", "Let the gateway make a backup; what an earlier one there has is shared.");
    add_directory(*create);
    asks(*create, said, [](admin_api& api, const words& all) { return create_backup(api, all.file); });

    auto* verify =
        group->add_subcommand("verify", "Read every octet of all backups there; 1: a file is damaged. Asks no gateway.");
    add_directory(*verify);
    asks(*verify, said, [](admin_api& api, const words& all) { return verify_backup(api, all.file); });

    auto* restore = group->add_subcommand("restore", "Make a store of a backup. Asks no gateway.");
    add_directory(*restore);
    restore->add_option("into", said.into, "The new store: a directory that is new or empty")->required()->type_name("PATH");
    restore->add_option("--backup", said.backup, "This one instead of the newest")->check(CLI::PositiveNumber)->type_name("ID");
    asks(*restore, said, [](admin_api& api, const words& all) { return restore_backup(api, all.file, all.into, all.backup); });
}

void add_questions(CLI::App& root, words& said) {
    auto* why = root.add_subcommand("lookup", "Explain what would become of a text; 0: it passes, 1: it is refused.");
    why->add_option("--sender", said.sender, "Who sends it")->required()->type_name("NUMBER");
    why->add_option("--recipient", said.recipient, "Who gets it")->required()->type_name("NUMBER");
    why->add_option("--system-id", said.system_id, "The account that submits it")->type_name("NAME");
    asks(*why, said, [](admin_api& api, const words& all) { return lookup(api, all.sender, all.recipient, all.system_id); });

    auto* links = root.add_subcommand("links", "The senders that are connected now; malformed shows what did not parse.");
    links->require_subcommand(0, 1);
    asks(*links, said, [](admin_api& api, const words&) { return show_links(api); });
    auto* malformed = links->add_subcommand("malformed", "The last PDUs that did not parse, also of links that are over.");
    malformed->add_option("id", said.watched.link, "Of this link")->check(CLI::PositiveNumber)->type_name("ID");
    asks(*malformed, said, [](admin_api& api, const words& all) { return show_malformed(api, all.watched.link); });

    auto* look = root.add_subcommand(
        "trace", "Show what passes a link, as it came in and as it goes on. Role admin; the audit trail says who looked.");
    look->add_option("link", said.watched.link, "Its id, as links shows it")
        ->required()
        ->check(CLI::PositiveNumber)
        ->type_name("ID");
    look->add_option("--seconds", said.watched.seconds, "For so long")
        ->check(CLI::Range(1, 600))
        ->capture_default_str()
        ->type_name("COUNT");
    look->add_option("--pdus", said.watched.pdus, "At most so many")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str()
        ->type_name("COUNT");
    look->add_flag("--hex", said.watched.hex, "The octets under each line");
    look->add_option("--pcap", said.watched.pcap, "Into this file for Wireshark instead; -: standard output")->type_name("FILE");
    asks(*look, said, [](admin_api& api, const words& all) { return trace(api, all.watched); });

    auto* health = root.add_subcommand(
        "health", "Ask the gateway whether it is ready for texts, as probes do; 0: yes, 1: no, and why. No token is needed.");
    health->add_flag("--alive", said.alive, "Whether it runs is enough");
    asks(*health, said, [](admin_api& api, const words& all) { return show_health(api, all.alive); });

    auto* again =
        root.add_subcommand("reload", "Let the gateway read its configuration again; 1: it has faults, nothing changed.");
    again->add_flag("--dry-run", said.dry_run, "Only say what would change");
    asks(*again, said, [](admin_api& api, const words& all) { return reload(api, all.dry_run); });

    auto* level = root.add_subcommand("log-level", "How much the log says; with a level, set it until the next reload.");
    level->add_option("level", said.level, "debug, info, warn or error")
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
        ->type_name("LEVEL");
    level->add_option("--seconds", said.seconds, "For so long, then as before")->check(CLI::Range(1, 86'400))->type_name("COUNT");
    asks(*level, said, [](admin_api& api, const words& all) { return log_level(api, all.level, all.seconds); });

    auto* stop = root.add_subcommand("drain", "Let the gateway settle what is open and end.");
    asks(*stop, said, [](admin_api& api, const words&) { return drain(api); });
}

void add_shell(CLI::App& root, words& said) {
    auto* completion =
        root.add_subcommand("completion", "Print what makes a shell complete these commands: eval it, or keep it.");
    completion->add_option("shell", said.shell, "bash or zsh")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh"}))
        ->type_name("SHELL");
    completion->callback([&said] {
        said.command = [&said](const surroundings& around) {
            around.out << completion_script(said.shell).value_or("");
            return static_cast<int>(done);
        };
    });
    auto* manual = root.add_subcommand("man", "Print the manual page: stopgate man | man -l -");
    manual->callback([&said, &root] {
        said.command = [&root](const surroundings& around) {
            around.out << manual_page(root, std::string(app::version()));
            return static_cast<int>(done);
        };
    });
}

}  // namespace

void asks(CLI::App& command, words& said, action act) {
    command.callback([&said, act] {
        if (said.command) return;
        said.command = [&said, act](const surroundings& around) {
            admin_api api(said.common, around);
            return act(api, said);
        };
    });
}

void build_grammar(CLI::App& root, words& said) {
    root.fallthrough();  // the common options may stand anywhere; inherited by what is added below
    root.require_subcommand(1);
    add_common(root, said);
    add_gateway(root, said);
    add_suppressions(root, said);
    add_scrub(root, said);
    add_review(root, said);
    add_events(root, said);
    add_erasure(root, said);
    add_backup(root, said);
    add_questions(root, said);
    add_shell(root, said);
}

}  // namespace proxy::cli
