#pragma once
// One connection of the message centre: its bind, its answers in order, its own requests.
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "protocol/command_id.hpp"
#include "protocol/command_status.hpp"
#include "protocol/pdu_builder.hpp"
#include "protocol/pdu_view.hpp"
#include "tests/sim/connection.hpp"

namespace sim {

// How the message centre answers; the user's commands change it while it runs.
struct smsc_behaviour {
    std::string system_id = "SMSC";
    std::string password;                                             // empty: any will do
    std::uint8_t version = 0x34;                                      // sc_interface_version; 0 announces none
    std::chrono::milliseconds answer_delay{0};                        // of the answers to messages
    protocol::command_status submits = protocol::command_status::ok;  // what a submit_sm is answered with
    protocol::command_status binds = protocol::command_status::ok;
    bool receipts = false;  // a DELIVRD receipt for each message that asks for one
    bool mute = false;      // reads and answers nothing; answers that fall due meanwhile are lost
    bool deaf = false;      // reads nothing
    bool quiet = false;     // reports no PDUs
};

class smsc;

class smsc_session : public std::enable_shared_from_this<smsc_session> {
public:
    enum class bind_type { none, rx, tx, trx };

    smsc_session(smsc& owner, unsigned number, connection::tcp::socket socket);

    void start();
    void send(protocol::octets raw);  // as it is, now
    void unbind();
    void enquire();
    void close(std::string_view why) { wire_->close(why); }
    void deaf(bool on) { wire_->deaf(on); }

    [[nodiscard]] std::uint32_t next_sequence() noexcept;
    [[nodiscard]] bool takes_deliveries() const noexcept { return bound_ == bind_type::rx || bound_ == bind_type::trx; }
    [[nodiscard]] bool takes_tlvs() const noexcept { return peer_version_ >= 0x34; }  // SMPP 3.4 §3.4
    [[nodiscard]] const std::string& system_id() const noexcept { return system_id_; }

private:
    struct answer {
        std::chrono::steady_clock::time_point due;
        protocol::octet_buffer octets;
        bool last = false;  // the connection is finished after it
    };

    void on_pdu(protocol::pdu_view pdu);
    void on_broken();
    void on_ended();
    void on_closed(std::string_view why);

    void on_bind(protocol::pdu_view pdu);
    void on_message(protocol::pdu_view pdu);
    void on_request(protocol::pdu_view pdu);
    [[nodiscard]] protocol::command_status verdict(protocol::command_id command) const noexcept;
    void send_receipt(protocol::pdu_view submit, const std::string& message_id);

    // Answers leave in the order of their requests; one that is not delayed goes with the one in front of it.
    void queue(protocol::octet_buffer octets, std::chrono::milliseconds delay, bool last = false);
    void answer_header_only(protocol::pdu_view request, protocol::command_status status);
    void release();

    smsc& owner_;
    unsigned number_;
    std::shared_ptr<connection> wire_;
    boost::asio::steady_timer timer_;
    std::deque<answer> answers_;  // no limit of its own: a peer that fills it is a test's own window
    bind_type bound_ = bind_type::none;
    std::string system_id_;
    std::uint8_t peer_version_ = 0;
    std::uint32_t sequence_ = 0;
    bool ended_ = false;
};

}  // namespace sim
