#pragma once
// What may be said on the command line: commands, their options, and what each does.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "proxy/cli/commands.hpp"

namespace proxy::cli {

// All that the words may say, and the command that they name.
struct words {
    common_options common;
    entry_options entry;
    list_options listing;
    import_options file_in;
    export_options file_out;
    scrub_options campaign;
    flush_options flush;
    event_options trail;
    trace_options watched;
    std::string file, sender, recipient, system_id, head, into, shell;
    std::uint32_t backup = 0;  // 0: the newest
    std::uint64_t flush_id = 0;
    std::size_t waiting = 100;
    std::string level;                   // of the log; empty: show it
    std::uint64_t seconds = 0;           // how long; 0: as usual
    std::vector<std::uint64_t> replies;  // ids in the review queue
    bool dry_run = false, evidence = false, alive = false;
    std::function<int(const surroundings&)> command;
};

using action = int (*)(admin_api&, const words&);

// A command that asks the gateway. Of a group that is a command as well, the one of its commands that was named counts: it is
// called back first.
void asks(CLI::App& command, words& said, action act);

// All commands into `root`; what was said goes into `said`, which both must outlive.
void build_grammar(CLI::App& root, words& said);

void add_suppressions(CLI::App& root, words& said);
void add_scrub(CLI::App& root, words& said);

}  // namespace proxy::cli
