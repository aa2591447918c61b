// What the relay core costs a PDU at window 100: a bound link without sockets, reads of 100 submit_sm and of their 100 answers.
// See README.md.
//   core_bench [ROUNDS [VARIANT]]
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "proxy/net/store_judge.hpp"
#include "proxy/net/traffic_memory.hpp"
#include "proxy/relay/link.hpp"
#include "tests/bench/counted_allocations.hpp"
#include "tests/bench/filled_store.hpp"
#include "tests/bench/idle_witness.hpp"
#include "tests/bench/traffic.hpp"

namespace {

using namespace tests::bench;
using proxy::relay::side;
using std::chrono::steady_clock;

constexpr std::size_t turns = 1'000;                // of a round: 100,000 submits and as many answers
constexpr std::size_t remembered_texts = 64 << 20;  // as configured by default
constexpr int warm_rounds = 6;                      // pages and contacts are there then
constexpr std::size_t entries = 100'000;
constexpr population people{known.kind, 50'000};

// A link and all that passes it. Submits come from one number, or from eight.
class conversation {
public:
    conversation(std::vector<proxy::consent::list> lists, std::size_t senders, proxy::relay::judge& judge,
                 proxy::relay::witness& memory)
        : submits_(senders), counts_(lists.size()) {
        proxy::relay::settings its;
        its.lists = std::make_shared<const proxy::consent::lists>(std::move(lists));
        out_.to[0] = &to_[0];
        out_.to[1] = &to_[1];
        link_ = std::make_unique<proxy::relay::link>(std::make_shared<const proxy::relay::settings>(its), judge, memory,
                                                     receipts_, ids_, counts_, now_);
        auto bind = tests::relay::bind(1), answer = tests::relay::bind_resp(1);
        pass(side::esme, bind);
        link_->connected(now_, out_);
        pass(side::smsc, answer);
        answers_ = answers(protocol::command_id::submit_sm, std::vector<std::uint32_t>(batch));
    }

    struct cost {
        double submit = 0, answer = 0;  // ns of one
    };
    cost round() {
        steady_clock::duration up{}, down{};
        for (std::size_t turn = 0; turn < turns; ++turn) {
            submits_.to_next(people);
            up += pass(side::esme, submits_.octets());
            const auto answer_octets = answers_.size() / batch;
            for (std::size_t at = 0; at < batch; ++at)
                protocol::renumber(protocol::mutable_octets{answers_}.subspan(at * answer_octets, answer_octets),
                                   protocol::pdu_view{submits_.one(at)}.sequence());
            down += pass(side::smsc, answers_);
        }
        const auto each = [](steady_clock::duration all) {
            return std::chrono::duration<double, std::nano>(all).count() / (turns * batch);
        };
        return {each(up), each(down)};
    }

private:
    steady_clock::duration pass(side from, protocol::mutable_octets octets) {
        for (auto& one : to_) one.clear();
        out_.clear();
        const auto before = steady_clock::now();
        const auto done = link_->received(from, octets, now_, out_);
        const auto took = steady_clock::now() - before;
        if (done != octets.size()) std::abort();  // something waits: this is no steady state
        return took;
    }

    submits submits_;
    bytes answers_;
    proxy::relay::receipt_book receipts_;
    proxy::relay::refused_ids ids_{1, 0, 1, [] { return std::int64_t{0}; }};
    proxy::relay::tally counts_;
    proxy::relay::outgoing to_[2];
    proxy::relay::effects out_;
    proxy::relay::time_point now_ = proxy::relay::time_point{} + std::chrono::hours{1};
    std::unique_ptr<proxy::relay::link> link_;
};

double median(std::vector<double> all) {
    std::ranges::sort(all);
    return all[all.size() / 2];
}

struct variant {
    const char* name;
    std::unique_ptr<conversation> on;
    std::vector<double> submit{}, answer{}, allocated{};

    void take() {
        const auto before = allocations();
        const auto cost = on->round();
        submit.push_back(cost.submit);
        answer.push_back(cost.answer);
        allocated.push_back(static_cast<double>(allocations() - before) / (2 * turns * batch));
    }
    void print() const {
        std::printf("%-44s%8.1f%8.1f%8.1f%12.4f\n", name, median(submit), median(answer), (median(submit) + median(answer)) / 2,
                    median(allocated));
    }
};

std::vector<proxy::consent::list> two_lists() {
    std::vector<proxy::consent::list> made(2);
    made[0].name = "campaigns";
    made[0].match_service_type = "CMP";
    made[1].name = "care";
    return made;
}

}  // namespace

int main(int argc, char** argv) {
    const auto rounds = argc > 1 ? std::max(1UL, std::strtoul(argv[1], nullptr, 10)) : 21;
    const auto only = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 0;
    const std::vector<proxy::consent::list> one(1);
    filled_store store(entries, proxy::consent::lists(two_lists()).names());
    proxy::net::store_judge judge(store.in());
    idle_witness idle;
    std::vector<std::unique_ptr<proxy::net::traffic_memory>> memories;
    const auto memory = [&](std::size_t texts) -> proxy::relay::witness& {
        memories.push_back(std::make_unique<proxy::net::traffic_memory>(store.in(), 1, texts));
        return memories.back()->of_worker(0);
    };
    std::vector<variant> all;
    all.push_back({"1  one sender", std::make_unique<conversation>(one, 1, judge, idle)});
    all.push_back({"2  eight senders, one after another", std::make_unique<conversation>(one, senders, judge, idle)});
    all.push_back({"3  one sender, texts remembered", std::make_unique<conversation>(one, 1, judge, memory(remembered_texts))});
    all.push_back({"4  the same, two lists on the number",
                   std::make_unique<conversation>(two_lists(), 1, judge, memory(remembered_texts))});
    all.push_back({"5  two lists, no texts remembered", std::make_unique<conversation>(two_lists(), 1, judge, memory(0))});
    if (only != 0) all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(only - 1)), all.resize(1);
    for (int warm = 0; warm < warm_rounds; ++warm) {
        for (auto& each : all) each.on->round();
        std::this_thread::sleep_for(std::chrono::milliseconds(500));  // the store writes down who was written to
    }
    for (unsigned long at = 0; at < rounds; ++at)
        for (auto& each : all) each.take();
    std::printf("%-44s%8s%8s%8s%12s\n", "ns of a PDU", "submit", "answer", "mean", "allocations");
    for (const auto& each : all) each.print();
}
