#include "tests/bench/load/generator.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "tests/bench/load/numbers.hpp"
#include "tests/bench/load/pdu.hpp"

namespace tests::bench {
namespace {

// Submits under way of a link are told by the low bits of their numbers; no window is as wide.
constexpr std::size_t times_kept = 4'096;

}  // namespace

class generator::link final : public woken {
public:
    link(generator& of, int descriptor)
        : of_(of),
          stream_(descriptor, of.tls_.get(), false),
          submit_(pdu::submit_sm, sender_number, "447000000000", std::string(of.plan_.text_octets, 'x'), true),
          sent_at_(of.plan_.window == 0 ? 0 : times_kept) {
        of.in_.add(descriptor, *this);
        pdu::put_bind(stream_, ++sequence_);
        flush();
    }

    void wake() override {
        if (gone_) return;
        if (!stream_.fill()) return leave();
        const auto now = now_ns();
        for (auto each = stream_.next(); !each.empty(); each = stream_.next()) take(each, now);
        submit(now);
    }
    // A submit of this time, as soon as the window has room.
    void owe(std::uint64_t due) { owed_.push_back(due); }
    void submit(std::uint64_t now) {
        if (of_.begun_ && of_.plan_.rate == 0) {
            for (; under_way_ < of_.plan_.window; ++under_way_) send(now);
        }
        for (; !owed_.empty() && under_way_ < of_.plan_.window; ++under_way_) {
            send(owed_.front());
            owed_.pop_front();
        }
        flush();
    }

private:
    void take(std::span<const std::uint8_t> what, std::uint64_t now) {
        switch (const auto command = pdu::command(what)) {
            case pdu::submit_sm | pdu::response:
                --under_way_;
                of_.seen_.took.add(now - sent_at_[pdu::sequence(what) % times_kept]);
                ++(pdu::status(what) == 0 ? of_.seen_.accepted : of_.seen_.refused);
                return;
            case pdu::bind_transceiver | pdu::response:
                if (pdu::status(what) != 0) return leave();
                ++of_.bound_;
                return;
            case pdu::enquire_link: return pdu::put(stream_, command | pdu::response, pdu::sequence(what), {});
            case pdu::deliver_sm: return pdu::put(stream_, command | pdu::response, pdu::sequence(what), nothing);
            default: return;
        }
    }
    void send(std::uint64_t due) {
        submit_.put(stream_, ++sequence_, of_.recipient());
        sent_at_[sequence_ % times_kept] = due;
    }
    void flush() {
        if (!stream_.flush()) return leave();
        if (stream_.waits() != waits_) of_.in_.ask_for_room(stream_.descriptor(), *this, waits_ = stream_.waits());
    }
    void leave() {
        if (std::exchange(gone_, true)) return;
        ++of_.lost_;
        std::fprintf(stderr, "a link was lost\n");
    }

    static constexpr std::uint8_t nothing[1] = {0};  // an empty message_id

    generator& of_;
    stream stream_;
    const pdu::message submit_;
    std::vector<std::uint64_t> sent_at_;  // by sequence number
    std::deque<std::uint64_t> owed_;
    std::size_t under_way_ = 0;
    std::uint32_t sequence_ = 0;
    bool waits_ = false, gone_ = false;
};

generator::generator(const loop& in, const submit_plan& plan, tls_context tls) : in_(in), plan_(plan), tls_(std::move(tls)) {}
generator::~generator() = default;

void generator::connect(std::uint16_t port) { links_.push_back(std::make_unique<link>(*this, connect_to(port))); }

void generator::begin() {
    begun_ = plan_.window > 0;
    began_ns_ = now_ns();
    if (!begun_ || plan_.rate > 0) return;
    for (const auto& each : links_) each->submit(began_ns_);
}

void generator::submit_what_is_due() {
    if (!begun_ || plan_.rate == 0) return;
    const auto now = now_ns();
    const auto gap = 1e9 / plan_.rate;
    const auto due = static_cast<std::uint64_t>(static_cast<double>(now - began_ns_) / gap);
    const auto first = issued_;
    for (; issued_ < due; ++issued_) {
        links_[issued_ % links_.size()]->owe(began_ns_ + static_cast<std::uint64_t>(static_cast<double>(issued_ + 1) * gap));
    }
    for (auto at = first; at < due && at < first + links_.size(); ++at) links_[at % links_.size()]->submit(now);
}

std::string generator::recipient() {
    const auto drawn = random_();
    if (plan_.entries > 0 && static_cast<double>(drawn) < plan_.listed * static_cast<double>(std::minstd_rand::max())) {
        return listed_number(random_() % plan_.listed_people * (plan_.entries / plan_.listed_people));
    }
    return unlisted_number(random_() % most_entries);
}

}  // namespace tests::bench
