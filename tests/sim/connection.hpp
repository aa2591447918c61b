#pragma once
// One TCP connection that carries PDUs. One thread; every handler is called on it, never from inside a member function that
// the handler's owner calls, `closed` apart.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/octets.hpp"
#include "protocol/pdu_builder.hpp"

namespace sim {

class connection : public std::enable_shared_from_this<connection> {
public:
    using tcp = boost::asio::ip::tcp;

    struct handlers {
        std::function<void(protocol::octets)> pdu;         // one whole PDU; a view for the time of the call
        std::function<void()> broken;                      // a command_length that can't be followed; no PDU comes after it
        std::function<void()> ended;                       // end of file from the peer; writing is still possible
        std::function<void(std::string_view why)> closed;  // once, last
    };

    connection(tcp::socket socket, handlers to);

    void start();
    // Queues octets. A peer that leaves more than `longest_backlog` unread is dropped.
    void send(protocol::octets bytes);
    // Closes after everything queued has left and the peer has closed too, or after `linger`: a close with unread input would
    // reset the connection and eat the last answer.
    void finish(std::string why);
    // Closes at once.
    void close(std::string_view why);
    // A deaf connection reads nothing, not even an end of file.
    void deaf(bool on);

    static constexpr std::size_t longest_pdu = 1 << 20;       // larger than any gateway under test lets pass
    static constexpr std::size_t longest_backlog = 64 << 20;  // octets; far over a test's needs, far under the memory
    static constexpr std::size_t high_water = 4 << 20;        // above it nothing more is read, so answers can't pile up
    static constexpr std::chrono::seconds linger{2};

private:
    void wait();
    void read();
    void parse();
    void write();
    void half_close();
    [[nodiscard]] std::size_t backlog() const noexcept { return writing_.size() + waiting_.size(); }

    tcp::socket socket_;
    handlers to_;
    boost::asio::steady_timer linger_;
    protocol::octet_buffer input_;
    protocol::octet_buffer writing_, waiting_;  // the first is on its way and does not change
    std::string farewell_;                      // why, once finish() was called
    bool waits_ = false;                        // for the socket to be readable
    bool deaf_ = false;
    bool paused_ = false;     // the backlog is over the mark
    bool broken_ = false;     // the stream can't be followed; input is thrown away
    bool ended_ = false;      // the peer has closed its half
    bool finishing_ = false;  // our half closes when the backlog has left
    bool shut_ = false;       // our half is closed
    bool closed_ = false;
};

}  // namespace sim
