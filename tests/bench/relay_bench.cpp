// What the core costs a PDU, without sockets and without a store: one read of 128 KiB of submits through a judge that lets all
// pass, and their answers back.
//   relay_bench   (the time of one iteration is the time of one PDU)
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>

#include "protocol/pdu_view.hpp"
#include "proxy/relay/link.hpp"
#include "tests/relay/pdus.hpp"

namespace {

using namespace tests::relay;
using proxy::relay::side;

constexpr std::size_t read_octets = 131'072;

class all_pass final : public proxy::relay::judge {
public:
    void rule(std::span<const store::question>, std::span<store::ruling> rulings) noexcept override {
        std::ranges::fill(rulings, store::ruling::pass);
    }
};

// A bound link, and a full read of one PDU again and again.
class rig {
public:
    rig() {
        proxy::relay::settings its;
        its.lists = std::make_shared<const proxy::consent::lists>(std::vector<proxy::consent::list>{});
        out_.to[0] = &to_[0];
        out_.to[1] = &to_[1];
        link_ = std::make_unique<proxy::relay::link>(std::make_shared<const proxy::relay::settings>(its), judge_, receipts_, ids_,
                                                     counts_, now_);
        pass(side::esme, bind(1));
        link_->connected(now_, out_);
        pass(side::smsc, bind_resp(1));
    }

    void pass(side from, bytes octets) { pass(from, protocol::mutable_octets{octets}); }
    void pass(side from, protocol::mutable_octets octets) {
        for (auto& one : to_) one.clear();
        out_.clear();
        benchmark::DoNotOptimize(link_->received(from, octets, now_, out_));
    }
    // Runs that wait for the SMSC.
    [[nodiscard]] std::size_t runs() const { return to_[1].runs().size(); }

private:
    all_pass judge_;
    proxy::relay::receipt_book receipts_;
    proxy::relay::refused_ids ids_{1, 0, 1, [] { return std::int64_t{0}; }};
    proxy::relay::tally counts_{1};
    proxy::relay::outgoing to_[2];
    proxy::relay::effects out_;
    proxy::relay::time_point now_ = proxy::relay::time_point{} + std::chrono::hours{1};
    std::unique_ptr<proxy::relay::link> link_;
};

bytes full_of(const bytes& pdu) {
    bytes all;
    while (all.size() + pdu.size() <= read_octets) all.insert(all.end(), pdu.begin(), pdu.end());
    return all;
}

// Answers to the submits that are in `submits`, as an SMSC would give them.
void answer(const bytes& submits, std::size_t submit_octets, bytes& answers, std::size_t answer_octets) {
    for (std::size_t at = 0, to = 0; at < submits.size(); at += submit_octets, to += answer_octets) {
        const protocol::pdu_view sent{protocol::octets{submits}.subspan(at, submit_octets)};
        protocol::renumber(protocol::mutable_octets{answers}.subspan(to, answer_octets), sent.sequence());
    }
}

// A submit and its answer, there and back.
void there_and_back(benchmark::State& state) {
    rig link;
    const auto one = submit(7, {.text = "Your appointment is tomorrow at ten. Reply STOP to opt out."});
    const auto reply = submit_resp(7, "0123456789");
    auto submits = full_of(one);
    const auto many = submits.size() / one.size();
    bytes answers;
    for (std::size_t at = 0; at < many; ++at) answers.insert(answers.end(), reply.begin(), reply.end());
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(many))) {
        link.pass(side::esme, submits);
        if (link.runs() != 1) state.SkipWithError("the submits did not leave as one run");
        state.PauseTiming();
        answer(submits, one.size(), answers, reply.size());
        state.ResumeTiming();
        link.pass(side::smsc, answers);
    }
    state.counters["pdus_a_read"] = static_cast<double>(many);
}
BENCHMARK(there_and_back);

// The way up alone; the answers are given outside of the time taken.
void submits_up(benchmark::State& state) {
    rig link;
    const auto one = submit(7, {.text = "Your appointment is tomorrow at ten. Reply STOP to opt out."});
    const auto reply = submit_resp(7, "0123456789");
    auto submits = full_of(one);
    const auto many = submits.size() / one.size();
    bytes answers;
    for (std::size_t at = 0; at < many; ++at) answers.insert(answers.end(), reply.begin(), reply.end());
    while (state.KeepRunningBatch(static_cast<benchmark::IterationCount>(many))) {
        link.pass(side::esme, submits);
        state.PauseTiming();
        answer(submits, one.size(), answers, reply.size());
        link.pass(side::smsc, answers);
        state.ResumeTiming();
    }
}
BENCHMARK(submits_up);

}  // namespace
