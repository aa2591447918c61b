// stopgate-smsc: a message centre to test and demonstrate against.
#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "tests/sim/commands.hpp"
#include "tests/sim/endpoint.hpp"
#include "tests/sim/octet_option.hpp"
#include "tests/sim/smsc.hpp"

namespace {

struct arguments {
    std::string listen = "127.0.0.1:0";
    sim::smsc_behaviour behaviour;
    std::int64_t delay_ms = 0;
    bool daemon = false;
};

void describe(CLI::App& app, arguments& given) {
    app.description(
        "A simulated SMSC. It reports what happens as JSON, one object a line, and takes commands on standard input.");
    app.footer(sim::smsc_commands);
    app.add_option("--listen", given.listen, "Address and port; port 0 lets the kernel choose, the event says which")
        ->capture_default_str();
    app.add_option("--system-id", given.behaviour.system_id, "The name it gives in bind answers")->capture_default_str();
    sim::add_octet_option(app, "--version", given.behaviour.version,
                          "sc_interface_version of bind answers: 0x34, 0x50, or 0 for none");
    app.add_option("--password", given.behaviour.password, "Binds with another one are refused; without this option any will do");
    app.add_option("--answer-delay-ms", given.delay_ms, "Answer messages that much later")->check(CLI::NonNegativeNumber);
    app.add_flag("--receipts", given.behaviour.receipts, "Send a DELIVRD receipt for each message that asks for one");
    app.add_flag("--quiet-pdus", given.behaviour.quiet, "Report no PDUs");
    app.add_flag("--daemon", given.daemon, "Go on when standard input ends");
}

int run(const arguments& given) {
    boost::asio::io_context context{1};
    auto behaviour = given.behaviour;
    behaviour.answer_delay = std::chrono::milliseconds{given.delay_ms};
    sim::smsc smsc{context, sim::resolve(context, given.listen), std::move(behaviour)};

    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    const auto work = boost::asio::make_work_guard(context);
    const auto quit = [&] {
        smsc.quit();
        context.stop();
    };
    signals.async_wait([&](boost::system::error_code, int) { quit(); });
    const sim::commands commands{context,
                                 [&](std::string_view line) {
                                     if (sim::words{line}.next() == "quit") return quit();
                                     smsc.command(line);
                                 },
                                 [&] {
                                     if (!given.daemon) quit();
                                 }};
    context.run();
    return EXIT_SUCCESS;
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
        std::cerr << "stopgate-smsc: " << failure.what() << '\n';
        return EXIT_FAILURE;
    }
}
