#pragma once
// A client of the admin server on a blocking socket. Raw octets go in, so that half requests can.
#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <string>

#include "proxy/admin/http_server.hpp"

namespace tests::admin {

// A client on a blocking socket, TCP or unix.
class http_peer {
public:
    explicit http_peer(const proxy::admin::http_server& server) : http_peer(server.address(), server.port()) {}
    http_peer(const std::string& address, std::uint16_t port) : socket_(context_) {
        if (address.starts_with("unix:")) {
            socket_.connect(boost::asio::local::stream_protocol::endpoint(address.substr(5)));
        } else {
            socket_.connect(boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
        }
    }

    void send(const std::string& octets) {
        boost::system::error_code ignored;  // the server may have had enough
        boost::asio::write(socket_, boost::asio::buffer(octets), ignored);
    }
    boost::beast::http::response<boost::beast::http::string_body> receive() {
        boost::beast::http::response<boost::beast::http::string_body> answer;
        boost::system::error_code failed;
        boost::beast::http::read(socket_, buffer_, answer, failed);
        if (failed) answer.result(boost::beast::http::status::unknown);
        return answer;
    }
    // True when the server has closed; waits for that.
    bool closed() {
        char octet = 0;
        boost::system::error_code failed;
        const auto size = socket_.read_some(boost::asio::buffer(&octet, 1), failed);
        return size == 0 && failed;
    }
    // True when the server has closed in an orderly way: not by a reset, which could have eaten its answer.
    bool ended() {
        char octet = 0;
        boost::system::error_code failed;
        return socket_.read_some(boost::asio::buffer(&octet, 1), failed) == 0 && failed == boost::asio::error::eof;
    }
    [[nodiscard]] bool has_input() const { return socket_.available() > 0; }
    void end() { socket_.shutdown(boost::asio::socket_base::shutdown_send); }

private:
    boost::asio::io_context context_;
    boost::asio::generic::stream_protocol::socket socket_;
    boost::beast::flat_buffer buffer_;
};

}  // namespace tests::admin
