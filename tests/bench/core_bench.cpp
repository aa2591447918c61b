// What the relay core costs a PDU at window 100: a bound link without sockets, reads of 100 submit_sm and of their 100 answers,
// and the same of delivery receipts. See README.md.
//   core_bench [ROUNDS [VARIANT [TURNS]]]
#include <algorithm>
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
#include "tests/bench/bound_link.hpp"
#include "tests/bench/counted_allocations.hpp"
#include "tests/bench/filled_store.hpp"
#include "tests/bench/idle_witness.hpp"
#include "tests/bench/traffic.hpp"

// See instructions.mjs: under callgrind nothing before the rounds is counted.
#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_START_INSTRUMENTATION
#endif

namespace {

using namespace tests::bench;
using std::chrono::steady_clock;

std::size_t turns = 1'000;                          // of a round, each of 100 submits and as many answers
constexpr std::size_t remembered_texts = 64 << 20;  // as configured by default
constexpr int warm_rounds = 6;                      // pages and contacts are there then
constexpr std::size_t entries = 100'000;
constexpr population people{known.kind, 50'000};

// A link and all that passes it: requests of one side, 100 in a read, and their answers of the other.
class conversation {
public:
    conversation(std::vector<proxy::consent::list> lists, proxy::relay::judge& judge, proxy::relay::witness& memory, side asks,
                 protocol::command_id what)
        : link_(std::move(lists), judge, memory), asks_(asks), answers_(answers(what, std::vector<std::uint32_t>(batch))) {}
    virtual ~conversation() = default;

    struct cost {
        double request = 0, answer = 0;  // ns of one
    };
    cost round() {
        steady_clock::duration there{}, back{};
        for (std::size_t turn = 0; turn < turns; ++turn) {
            const auto requests = next();
            there += pass(asks_, requests);
            const auto answer_octets = answers_.size() / batch, request_octets = requests.size() / batch;
            for (std::size_t at = 0; at < batch; ++at)
                protocol::renumber(protocol::mutable_octets{answers_}.subspan(at * answer_octets, answer_octets),
                                   protocol::pdu_view{requests.subspan(at * request_octets, request_octets)}.sequence());
            back += pass(other(asks_), answers_);
        }
        const auto each = [](steady_clock::duration all) {
            return std::chrono::duration<double, std::nano>(all).count() / static_cast<double>(turns * batch);
        };
        return {each(there), each(back)};
    }

protected:
    // Of the next read, all of one size; as they came they may be overwritten.
    virtual protocol::mutable_octets next() = 0;
    bound_link& link() noexcept { return link_; }

private:
    steady_clock::duration pass(side from, protocol::mutable_octets octets) {
        link_.clear();
        const auto before = steady_clock::now();
        const auto done = link_.received(from, octets);
        const auto took = steady_clock::now() - before;
        if (done != octets.size()) std::abort();  // something waits: this is no steady state
        return took;
    }

    bound_link link_;
    side asks_;
    bytes answers_;
};

// From one number, or from eight.
class submitting final : public conversation {
public:
    submitting(std::vector<proxy::consent::list> lists, std::size_t senders, proxy::relay::judge& judge,
               proxy::relay::witness& memory)
        : conversation(std::move(lists), judge, memory, side::esme, protocol::command_id::submit_sm), submits_(senders) {}

private:
    protocol::mutable_octets next() override {
        submits_.to_next(people);
        return submits_.octets();
    }

    submits submits_;
};

// Delivery receipts of the sender's own texts, while there are as many of confirmations as are remembered.
class reporting final : public conversation {
public:
    reporting(std::vector<proxy::consent::list> lists, proxy::relay::judge& judge, proxy::relay::witness& memory)
        : conversation(std::move(lists), judge, memory, side::smsc, protocol::command_id::deliver_sm) {
        link().remember_confirmations();
    }

private:
    protocol::mutable_octets next() override {
        octets_ = fresh_;
        return octets_;
    }

    const bytes fresh_ = receipts();
    bytes octets_;
};

double median(std::vector<double> all) {
    std::ranges::sort(all);
    return all[all.size() / 2];
}

struct variant {
    const char* name;
    std::unique_ptr<conversation> on;
    std::vector<double> request{}, answer{}, allocated{};

    void take() {
        const auto before = allocations();
        const auto cost = on->round();
        request.push_back(cost.request);
        answer.push_back(cost.answer);
        allocated.push_back(static_cast<double>(allocations() - before) / static_cast<double>(2 * turns * batch));
    }
    void print() const {
        std::printf("%-44s%8.1f%8.1f%8.1f%12.4f\n", name, median(request), median(answer), (median(request) + median(answer)) / 2,
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
    if (argc > 3) turns = std::max(1UL, std::strtoul(argv[3], nullptr, 10));
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
    all.push_back({"1  one sender", std::make_unique<submitting>(one, 1, judge, idle)});
    all.push_back({"2  eight senders, one after another", std::make_unique<submitting>(one, senders, judge, idle)});
    all.push_back({"3  one sender, texts remembered", std::make_unique<submitting>(one, 1, judge, memory(remembered_texts))});
    all.push_back(
        {"4  the same, two lists on the number", std::make_unique<submitting>(two_lists(), 1, judge, memory(remembered_texts))});
    all.push_back({"5  two lists, no texts remembered", std::make_unique<submitting>(two_lists(), 1, judge, memory(0))});
    all.push_back({"6  delivery receipts", std::make_unique<reporting>(one, judge, idle)});
    if (only != 0) all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(only - 1)), all.resize(1);
    const bool tells = only == 0 || only == 4 || only == 5;
    for (int warm = 0; warm < warm_rounds; ++warm) {
        for (auto& each : all) each.on->round();
        if (tells) std::this_thread::sleep_for(std::chrono::milliseconds(500));  // the store writes down who was written to
    }
    CALLGRIND_START_INSTRUMENTATION;
    for (unsigned long at = 0; at < rounds; ++at)
        for (auto& each : all) each.take();
    std::printf("%-44s%8s%8s%8s%12s\n", "ns of a PDU", "request", "answer", "mean", "allocations");
    for (const auto& each : all) each.print();
}
