// stopgate-sender: an application that sends texts, to test and demonstrate with.
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>

#include "tests/sim/commands.hpp"
#include "tests/sim/endpoint.hpp"
#include "tests/sim/octet_option.hpp"
#include "tests/sim/sender.hpp"

namespace {

struct arguments {
    std::string connect;
    sim::sender_behaviour behaviour;
    bool no_bind = false;
    bool no_answer = false;
    bool daemon = false;
};

void describe(CLI::App& app, arguments& given) {
    const std::map<std::string, protocol::command_id> binds{{"trx", protocol::command_id::bind_transceiver},
                                                            {"tx", protocol::command_id::bind_transmitter},
                                                            {"rx", protocol::command_id::bind_receiver}};
    app.description(
        "A simulated sender. It reports what happens as JSON, one object a line, and takes commands on standard input.");
    app.footer(sim::sender_commands);
    app.add_option("--connect", given.connect, "host:port of a message centre, or of Stopgate in front of it")->required();
    app.add_option("--system-id", given.behaviour.system_id, "The name it binds with")->capture_default_str();
    app.add_option("--password", given.behaviour.password, "The password it binds with");
    app.add_option("--bind", given.behaviour.bind, "trx, tx or rx; default trx")
        ->transform(CLI::CheckedTransformer(binds))
        ->option_text("TYPE");
    sim::add_octet_option(app, "--version", given.behaviour.version, "interface_version of the bind: 0x34, 0x50, …");
    sim::add_octet_option(app, "--registered-delivery", given.behaviour.registered_delivery, "1 asks for a receipt of each text");
    app.add_flag("--no-bind", given.no_bind, "Connect only; the command `bind` binds");
    app.add_flag("--no-answer", given.no_answer, "Leave deliver_sm without an answer");
    app.add_flag("--quiet-pdus", given.behaviour.quiet, "Report no PDUs");
    app.add_flag("--daemon", given.daemon, "Go on when standard input ends");
}

int run(const arguments& given) {
    boost::asio::io_context context{1};
    auto behaviour = given.behaviour;
    behaviour.binds = !given.no_bind;
    behaviour.answers = !given.no_answer;
    int exit_code = EXIT_FAILURE;
    sim::sender sender{context, std::move(behaviour), [&](bool as_asked) {
                           exit_code = as_asked ? EXIT_SUCCESS : EXIT_FAILURE;
                           context.stop();
                       }};
    sender.connect(sim::resolve(context, given.connect));

    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&](boost::system::error_code, int) { sender.quit(); });
    const sim::commands commands{context,
                                 [&](std::string_view line) {
                                     if (sim::words{line}.next() == "quit") return sender.quit();
                                     sender.command(line);
                                 },
                                 [&] {
                                     if (!given.daemon) sender.quit();
                                 }};
    context.run();
    return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app;
    arguments given;
    describe(app, given);
    CLI11_PARSE(app, argc, argv);
    try {
        return run(given);
    } catch (const std::exception& failure) {
        std::cerr << "stopgate-sender: " << failure.what() << '\n';
        return EXIT_FAILURE;
    }
}
