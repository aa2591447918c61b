#pragma once
// A message centre for tests and demonstrations: it answers as a real one does, and misbehaves on command.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/bind.hpp"
#include "protocol/command_status.hpp"
#include "protocol/pdu_view.hpp"
#include "tests/sim/smsc_session.hpp"
#include "tests/sim/words.hpp"

namespace sim {

// Everything runs on the thread of `context`. Events go to report().
class smsc {
public:
    using tcp = boost::asio::ip::tcp;

    // Throws boost::system::system_error when the address can't be bound. Reports "listening".
    smsc(boost::asio::io_context& context, const tcp::endpoint& address, smsc_behaviour behaviour);

    // Does one line of a user's commands; see `stopgate-smsc --help`.
    void command(std::string_view line);
    // Closes everything; the context runs out of work.
    void quit();

private:
    friend class smsc_session;

    void accept();
    void forget(unsigned session);
    // A session that takes deliver_sm: the one with this number, or the first of all (of `system_id`, unless that is empty).
    [[nodiscard]] smsc_session* receiver(std::optional<unsigned> session, std::string_view system_id = {});
    [[nodiscard]] smsc_session* session(std::string_view word);
    [[nodiscard]] std::string next_message_id() { return "m" + std::to_string(++messages_); }

    void send_text(std::string_view where, words& line);
    void send_receipt(words& line);
    void send_octets(words& line);
    bool change_behaviour(std::string_view verb, std::string_view value);
    template <typename Action>
    void for_one_or_all(std::string_view word, Action action);

    boost::asio::io_context& context_;
    tcp::acceptor acceptor_;
    smsc_behaviour behaviour_;
    std::map<unsigned, std::shared_ptr<smsc_session>> sessions_;
    unsigned accepted_ = 0;       // the number of the newest session
    std::uint64_t messages_ = 0;  // message ids given out
};

// What `stopgate-smsc --help` says about the commands.
extern const char* const smsc_commands;

}  // namespace sim
