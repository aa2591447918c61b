#pragma once
// The whole gateway in this process, a sender and an SMSC as blocking sockets on loopback. Waiting has a deadline and no sleeps.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "protocol/pdu_builder.hpp"
#include "protocol/pdu_view.hpp"
#include "proxy/app/application.hpp"
#include "tests/store/fault_env.hpp"
#include "tests/store/temp_store.hpp"

namespace app_test {

using protocol::command_id;
using protocol::command_status;
using protocol::octet_buffer;

struct pdu {
    octet_buffer octets;
    [[nodiscard]] protocol::pdu_view view() const { return protocol::pdu_view{octets}; }
    [[nodiscard]] command_id command() const { return view().command(); }
    [[nodiscard]] command_status status() const { return view().status(); }
    [[nodiscard]] std::uint32_t sequence() const { return view().sequence(); }
};

// One end of a connection. Every read fails the test after ten seconds.
class peer {
public:
    explicit peer(boost::asio::ip::tcp::socket socket);
    void send(const octet_buffer& octets);
    // The next PDU; an empty one at the end of the stream.
    pdu next();
    [[nodiscard]] bool ended();  // true when the other side has closed and nothing is left
    void half_close();
    boost::asio::ip::tcp::socket& socket() { return socket_; }

private:
    boost::asio::ip::tcp::socket socket_;
};

octet_buffer message(command_id command, std::uint32_t sequence, std::string_view from, std::string_view to,
                     std::string_view text);
octet_buffer header_only(command_id command, command_status status, std::uint32_t sequence);

class Gateway : public testing::Test {
protected:
    Gateway();
    ~Gateway() override;

    void start(unsigned workers = 1);
    [[nodiscard]] std::uint16_t port_of(std::size_t which) const;  // by its place in the configuration
    peer connect(std::size_t which = 0);
    peer dial(std::uint16_t port);
    peer accept();
    // Both ends of a bound link.
    struct link {
        peer sender, smsc;
    };
    link bind(command_id as = command_id::bind_transceiver, std::string_view system_id = "app");
    // Of a sender that is connected, to that SMSC.
    static link bind(peer sender, boost::asio::ip::tcp::acceptor& at, command_id as = command_id::bind_transceiver,
                     std::string_view system_id = "app");

    store_test::temp_directory directory_;
    store_test::disk disk_;
    std::unique_ptr<rocksdb::Env> env_ = store_test::make_env(disk_);
    proxy::app::configuration settings_;
    proxy::app::reading next_;  // what a reload reads; set while none is under way
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor smsc_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::unique_ptr<proxy::app::application> gateway_;
    std::thread runner_;
};

}  // namespace app_test
