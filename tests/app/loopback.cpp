#include "tests/app/loopback.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>

namespace app_test {

using boost::asio::ip::tcp;

peer::peer(tcp::socket socket) : socket_(std::move(socket)) {
    const timeval deadline{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
}

void peer::send(const octet_buffer& octets) { boost::asio::write(socket_, boost::asio::buffer(octets)); }

namespace {

// False at the end of the stream; a deadline that passes fails the test.
bool read_exactly(tcp::socket& socket, std::uint8_t* into, std::size_t octets) {
    while (octets != 0) {
        const auto got = ::recv(socket.native_handle(), into, octets, 0);
        if (got == 0 || (got < 0 && errno == ECONNRESET)) return false;
        if (got < 0) {
            ADD_FAILURE() << "nothing came within the deadline";
            return false;
        }
        into += got;
        octets -= static_cast<std::size_t>(got);
    }
    return true;
}

}  // namespace

pdu peer::next() {
    pdu one{octet_buffer(protocol::header_octets)};
    if (!read_exactly(socket_, one.octets.data(), protocol::header_octets)) return {octet_buffer(protocol::header_octets)};
    one.octets.resize(one.view().length());
    read_exactly(socket_, one.octets.data() + protocol::header_octets, one.octets.size() - protocol::header_octets);
    return one;
}

bool peer::ended() {
    std::uint8_t octet = 0;
    return !read_exactly(socket_, &octet, 1);
}

void peer::half_close() { socket_.shutdown(tcp::socket::shutdown_send); }

octet_buffer message(command_id command, std::uint32_t sequence, std::string_view from, std::string_view to,
                     std::string_view text) {
    octet_buffer out;
    protocol::append_short_message(out, {.command = command,
                                         .sequence = sequence,
                                         .service_type = {},
                                         .source = {1, 1, from},
                                         .destination = {1, 1, to},
                                         .text = protocol::octets_of(text),
                                         .tlvs = {}});
    return out;
}

octet_buffer header_only(command_id command, command_status status, std::uint32_t sequence) {
    octet_buffer out;
    protocol::append_header_only(out, command, status, sequence);
    return out;
}

Gateway::Gateway() {
    settings_.store_path = directory_.path("store");
    settings_.admin_listen = {{.host = "127.0.0.1", .port = 0, .unix_path = {}}};
    settings_.lists = proxy::consent::lists{{}}.all();
    settings_.links.push_back({.name = "carrier",
                               .listen = {.host = "127.0.0.1", .port = 0, .unix_path = {}},
                               .upstream = {{.host = "127.0.0.1", .port = smsc_.local_endpoint().port(), .unix_path = {}}}});
}

Gateway::~Gateway() {
    disk_.let_syncs_go();
    if (gateway_) gateway_->drain();
    if (runner_.joinable()) runner_.join();
}

void Gateway::start(unsigned workers) {
    settings_.workers = workers;
    settings_.bounds.drain = std::chrono::seconds{1};
    std::string error;
    spdlog::default_logger_raw();  // made before there are threads: its library is not instrumented
    gateway_ = proxy::app::application::start(settings_, [this] { return next_; }, error, env_.get());
    ASSERT_TRUE(gateway_) << error;
    runner_ = std::thread{[this] { gateway_->run(false); }};
}

std::uint16_t Gateway::port_of(std::size_t which) const {
    const auto address = gateway_->listening().at(which);
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

peer Gateway::connect(std::size_t which) { return dial(port_of(which)); }

peer Gateway::dial(std::uint16_t port) {
    tcp::socket socket{context_};
    socket.connect({boost::asio::ip::address_v4::loopback(), port});
    return peer{std::move(socket)};
}

peer Gateway::accept() { return peer{smsc_.accept()}; }

Gateway::link Gateway::bind(command_id as, std::string_view system_id) { return bind(connect(), smsc_, as, system_id); }

Gateway::link Gateway::bind(peer sender, tcp::acceptor& at, command_id as, std::string_view system_id) {
    octet_buffer bind;
    protocol::append_bind(
        bind, {.command = as, .sequence = 1, .system_id = system_id, .password = "pw", .system_type = {}, .address_range = {}});
    sender.send(bind);
    peer smsc{at.accept()};
    const auto asked = smsc.next();
    octet_buffer answer;
    protocol::append_with_c_string(answer, protocol::response_to(as), command_status::ok, asked.sequence(), "SMSC");
    smsc.send(answer);
    EXPECT_EQ(sender.next().command(), protocol::response_to(as));
    return {std::move(sender), std::move(smsc)};
}

}  // namespace app_test
