#include "tests/bench/load/sink.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <unordered_map>

#include "tests/bench/load/numbers.hpp"
#include "tests/bench/load/pdu.hpp"

namespace tests::bench {
namespace {

constexpr std::array<std::uint8_t, 5> system_id{'s', 'i', 'n', 'k', 0};

}  // namespace

class sink::link final : public woken {
public:
    link(sink& of, int descriptor) : of_(of), stream_(descriptor, of.tls_.get(), true) { of.in_.add(descriptor, *this); }

    void wake() override {
        if (gone_) return;
        if (!stream_.fill()) return leave();
        for (auto each = stream_.next(); !each.empty(); each = stream_.next()) take(each);
        while (bound_ && stops_.size() < of_.plan_.window) put_stop();
        flush();
    }
    void send_stop() {
        put_stop();
        flush();
    }

private:
    void flush() {
        if (!stream_.flush()) return leave();
        if (stream_.waits() != waits_) of_.in_.ask_for_room(stream_.descriptor(), *this, waits_ = stream_.waits());
    }
    void take(std::span<const std::uint8_t> what) {
        const auto number = pdu::sequence(what);
        switch (const auto command = pdu::command(what)) {
            case pdu::submit_sm: return answer_submit(number);
            case pdu::bind_transceiver: bound_ = true; return pdu::put(stream_, command | pdu::response, number, system_id);
            case pdu::unbind:
            case pdu::enquire_link: return pdu::put(stream_, command | pdu::response, number, {});
            case pdu::deliver_sm | pdu::response: return settle(number);
            default: return;
        }
    }
    void answer_submit(std::uint32_t number) {
        std::array<std::uint8_t, 9> id{};
        constexpr std::string_view digits = "0123456789abcdef";
        for (std::size_t at = 0, left = ++submits_; at < 8; ++at, left >>= 4U) {
            id[7 - at] = static_cast<std::uint8_t>(digits[left & 15U]);
        }
        pdu::put(stream_, pdu::submit_sm | pdu::response, number, id);
    }
    void put_stop() {
        static const pdu::message stop(pdu::deliver_sm, "447000000000", sender_number, "STOP", false);
        stop.put(stream_, ++sequence_, new_number(of_.plan_.first + of_.stops_sent_++));
        stops_.emplace(sequence_, now_ns());
    }
    void settle(std::uint32_t number) {
        const auto at = stops_.find(number);
        if (at == stops_.end()) return;
        of_.stops_.add(now_ns() - at->second);
        stops_.erase(at);
    }
    // Told apart by the generator, which misses its answers.
    void leave() {
        gone_ = true;
        ::shutdown(stream_.descriptor(), SHUT_RDWR);
    }

    sink& of_;
    stream stream_;
    std::unordered_map<std::uint32_t, std::uint64_t> stops_;  // under way, and since when
    std::uint64_t submits_ = 0;
    std::uint32_t sequence_ = 0;
    bool bound_ = false, waits_ = false, gone_ = false;
};

sink::sink(const loop& in, std::uint16_t& port, tls_context tls, const stop_plan& stops)
    : in_(in), tls_(std::move(tls)), descriptor_(listen_on(port)), plan_(stops) {
    in_.add(descriptor_, *this);
}
sink::~sink() { ::close(descriptor_); }

void sink::send_stop_if_due() {
    const auto now = now_ns();
    if (plan_.rate == 0 || next_stop_ns_ == 0 || now < next_stop_ns_) return;
    links_[stops_sent_ % links_.size()]->send_stop();
    next_stop_ns_ += static_cast<std::uint64_t>(1e9 / plan_.rate);
}

void sink::wake() {
    for (;;) {
        const int came = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
        if (came < 0) return;
        links_.push_back(std::make_unique<link>(*this, came));
    }
}

}  // namespace tests::bench
