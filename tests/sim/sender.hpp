#pragma once
// An application that sends texts, for tests and demonstrations: one connection, one bind.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "protocol/command_id.hpp"
#include "protocol/pdu_view.hpp"
#include "tests/sim/connection.hpp"
#include "tests/sim/words.hpp"

namespace sim {

struct sender_behaviour {
    std::string system_id = "sender";
    std::string password;
    protocol::command_id bind = protocol::command_id::bind_transceiver;
    std::uint8_t version = 0x34;  // interface_version of the bind
    std::uint8_t registered_delivery = 0;
    bool binds = true;    // at once after the connection
    bool answers = true;  // deliver_sm
    bool mute = false;    // answers nothing, enquire_link and unbind included
    bool quiet = false;   // reports no PDUs
};

// Everything runs on the thread of `context`. Events go to report().
class sender {
public:
    using tcp = boost::asio::ip::tcp;

    // `on_closed`: called once; true when it ended as was asked for by `quit` or `unbind`.
    sender(boost::asio::io_context& context, sender_behaviour behaviour, std::function<void(bool as_asked)> on_closed);

    void connect(const tcp::endpoint& to);
    // Does one line of a user's commands; see `stopgate-sender --help`. Before the connection stands, it is an error.
    void command(std::string_view line);
    void quit();

private:
    // A run of submits with a window; see the command.
    struct flood {
        std::uint32_t count = 0, sent = 0, answered = 0, refused = 0;
        std::uint32_t window = 1;
        std::string from, prefix;
        std::unordered_set<std::uint32_t> open;  // sequence numbers without an answer; never more than `window`
        std::chrono::steady_clock::time_point begin;
    };

    void on_connected();
    void on_pdu(protocol::pdu_view pdu);
    void on_closed(std::string_view why);

    void send(protocol::octets raw);
    void request(protocol::command_id command);
    void answer(protocol::pdu_view to);
    void bind();
    void submit(words& line);
    void send_octets(words& line);
    bool change_behaviour(std::string_view verb, std::string_view value);

    void begin_flood(words& line);
    void fill_window();
    void count_answer(protocol::pdu_view answer);

    [[nodiscard]] std::uint32_t next_sequence() noexcept;

    boost::asio::io_context& context_;
    tcp::socket connecting_;
    sender_behaviour behaviour_;
    std::function<void(bool)> on_closed_;
    std::shared_ptr<connection> wire_;  // none before the connection stands and after it ended
    std::uint32_t sequence_ = 0;
    std::unique_ptr<flood> flood_;
    bool as_asked_ = false;
};

// What `stopgate-sender --help` says about the commands.
extern const char* const sender_commands;

}  // namespace sim
