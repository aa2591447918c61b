#include "tests/bench/rig.hpp"

#include <ctime>
#include <utility>

#include "protocol/framer.hpp"
#include "protocol/pdu_view.hpp"

namespace tests::bench {

using protocol::command_id;

namespace {

// Of this thread's own work: what others do with the processor meanwhile is not counted.
std::uint64_t thread_ns() {
    std::timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace

rig::rig(std::vector<proxy::consent::list> lists, proxy::relay::judge& store, proxy::relay::witness& memory, filled_store& disk)
    : disk_(&disk), link_(std::move(lists), store, memory) {}

std::uint64_t rig::pass(side from, protocol::mutable_octets octets) {
    link_.clear();
    const auto before = thread_ns();
    link_.received(from, octets);
    return thread_ns() - before;
}

void rig::release_held() {
    for (const auto& one : std::exchange(link_.out().lookups, {})) {
        ++held_;
        link_.judged(one.asker, disk_->read({one.recipient, one.sender, one.list}));
    }
}

std::vector<std::uint32_t> rig::written(side to, command_id command) const {
    std::vector<std::uint32_t> numbers;
    const auto& all = link_.written(to);
    for (const auto& run : all.runs()) {
        for (protocol::octets rest{all.start_of(run), run.size}; rest.size() >= protocol::header_octets;) {
            const protocol::pdu_view pdu{rest};
            if (pdu.command() == command) numbers.push_back(pdu.sequence());
            rest = rest.subspan(pdu.length());
        }
    }
    return numbers;
}

cost rig::run(const population& whom, std::size_t reads) {
    std::uint64_t up = 0, down = 0, back = 0;
    for (std::size_t read = 0; read < reads; ++read) {
        submits_.to_next(whom);
        up += pass(side::esme, submits_.octets());
        release_held();
        if (auto given = answers(command_id::submit_sm, written(side::smsc, command_id::submit_sm)); !given.empty())
            down += pass(side::smsc, given);
        auto said = replies_;
        back += pass(side::smsc, said);
        auto taken = answers(command_id::deliver_sm, written(side::esme, command_id::deliver_sm));
        pass(side::esme, taken);
    }
    const auto each = [reads](std::uint64_t sum, std::size_t of) {
        return static_cast<double>(sum) / static_cast<double>(reads * of);
    };
    return {each(up, batch), each(down, batch), each(back, replies)};
}

}  // namespace tests::bench
