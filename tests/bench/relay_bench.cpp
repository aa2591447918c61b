// What lists, languages and the memory of contacts cost the core a PDU, without sockets: links that differ in one thing each take
// turns, so that what disturbs the machine disturbs them all. See README.md.
//   relay_bench [ROUNDS [ENTRIES [COMPARISONS]]]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "proxy/consent/languages.hpp"
#include "proxy/net/store_judge.hpp"
#include "proxy/net/traffic_memory.hpp"
#include "tests/bench/filled_store.hpp"
#include "tests/bench/idle_witness.hpp"
#include "tests/bench/rig.hpp"

namespace {

using namespace tests::bench;
using proxy::consent::list;

constexpr std::size_t reads = 100;                  // of one turn: 10,000 submits
constexpr std::size_t remembered_texts = 64 << 20;  // as configured by default
constexpr std::size_t warm_reads = 3'000;           // more texts than are remembered
constexpr std::size_t warm_pieces = 6;
constexpr std::size_t least_rounds = 15;

// The cheapest judge that still looks: one probe of a table of hashes of those who are listed.
class hash_judge final : public proxy::relay::judge {
public:
    explicit hash_judge(std::size_t entries) : hashes_(1U << 22U) {
        for (std::size_t at = 0; at < entries; ++at) hashes_[place(hash(listed.number(at)))] = hash(listed.number(at));
    }
    void rule(std::span<const store::question> asked, std::span<store::ruling> rulings) noexcept override {
        for (std::size_t at = 0; at < asked.size(); ++at) {
            const auto wanted = hash(asked[at].recipient);
            rulings[at] = hashes_[place(wanted)] == wanted ? store::ruling::suppressed : store::ruling::pass;
        }
    }

private:
    static std::size_t hash(std::string_view text) noexcept { return std::hash<std::string_view>{}(text); }
    [[nodiscard]] std::size_t place(std::size_t of) const noexcept {
        auto at = of & (hashes_.size() - 1);
        while (hashes_[at] != 0 && hashes_[at] != of) at = (at + 1) & (hashes_.size() - 1);
        return at;
    }
    std::vector<std::size_t> hashes_;
};

std::vector<list> with_all_languages(std::vector<list> lists) {
    for (auto& each : lists) {
        each.languages.clear();
        for (const auto& one : proxy::consent::languages()) each.languages.emplace_back(one.code);
    }
    return lists;
}

// One for each sender; half of them are told by service_type alone.
std::vector<list> eight_lists() {
    std::vector<list> all(senders);
    for (std::size_t at = 0; at < senders; ++at) {
        all[at].name = "list" + std::to_string(at);
        if (at < senders / 2)
            all[at].match_sender = sender(at);
        else
            all[at].match_service_type = service_type(at);
    }
    return all;
}

struct variant {
    std::string name;
    std::unique_ptr<rig> link;
    std::vector<cost> turns{};
};

struct spread {
    double median, low, high;  // low, high: a tenth of the rounds is below, above
};
spread of(std::vector<double> all) {
    std::ranges::sort(all);
    return {all[all.size() / 2], all[all.size() / 10], all[all.size() - 1 - all.size() / 10]};
}

spread times(const variant& one, double cost::* what) {
    std::vector<double> all;
    all.reserve(one.turns.size());
    for (const auto& turn : one.turns) all.push_back(turn.*what);
    return of(std::move(all));
}
// Turn by turn, so that what disturbs a whole round falls out.
double ratio(const variant& one, const variant& to, double cost::* what) {
    std::vector<double> all;
    all.reserve(one.turns.size());
    for (std::size_t at = 0; at < one.turns.size(); ++at) all.push_back(one.turns[at].*what / (to.turns[at].*what));
    return of(std::move(all)).median;
}

void print(const std::vector<variant>& all) {
    std::printf("%-38s%8s%14s%7s%8s%8s%14s%7s\n", "", "submit", "10 %-90 %", "ratio", "answer", "reply", "10 %-90 %", "ratio");
    for (const auto& one : all) {
        const auto submit = times(one, &cost::submit), reply = times(one, &cost::reply);
        std::printf("%-38s%8.0f%7.0f-%6.0f%7.2f%8.0f%8.0f%7.0f-%6.0f%7.2f\n", one.name.c_str(), submit.median, submit.low,
                    submit.high, ratio(one, all.front(), &cost::submit), times(one, &cost::answer).median, reply.median,
                    reply.low, reply.high, ratio(one, all.front(), &cost::reply));
    }
    std::printf("%lu of each waited for the disk\n", static_cast<unsigned long>(all.front().link->held()));
}

class bench {
public:
    bench(std::size_t rounds, std::size_t entries) : rounds_(rounds), hashes_(entries), store_(entries, names()) {}

    void compare(std::string_view title, bool of_store, const population& whom) {
        std::printf("\n--- %.*s\n", static_cast<int>(title.size()), title.data());
        auto& judge = of_store ? static_cast<proxy::relay::judge&>(from_store_) : hashes_;
        std::vector<std::unique_ptr<proxy::net::traffic_memory>> memories;
        const auto memory_of_its_own = [&]() -> proxy::relay::witness& {
            memories.push_back(std::make_unique<proxy::net::traffic_memory>(store_.in(), 1, remembered_texts));
            return memories.back()->of_worker(0);
        };
        const auto made = [&](std::string name, std::vector<list> lists, proxy::relay::witness& memory) {
            return variant{std::move(name), std::make_unique<rig>(std::move(lists), judge, memory, store_)};
        };
        std::vector<variant> all;
        all.push_back(made("a  one list, English", one_list(), idle_));
        all.push_back(made("b  25 languages", with_all_languages(one_list()), idle_));
        auto no_review = one_list();
        no_review.front().review = proxy::consent::review_mode::off;
        all.push_back(made("a0 a without review rules", no_review, idle_));
        all.push_back(made("c0 8 lists", eight_lists(), idle_));
        all.push_back(made("c1 memory of texts and contacts", one_list(), memory_of_its_own()));
        all.push_back(made("c  8 lists, memory", eight_lists(), memory_of_its_own()));
        all.push_back(made("d  8 lists of 25 languages, memory", with_all_languages(eight_lists()), memory_of_its_own()));
        warm(all);
        if (whom.size < most_people)
            for (auto& one : all) one.link->run(whom, whom.size / batch);
        take_turns(all, whom);
        print(all);
    }

private:
    static std::vector<list> one_list() { return std::vector<list>(1); }
    static store::list_names names() {
        auto lists = eight_lists();
        lists.emplace_back();
        return proxy::consent::lists(std::move(lists)).names();
    }

    // Everybody in `known` is written to, and the memory of texts goes round once: its pages are there. In pieces, so that the
    // store can write down who was written to.
    static void warm(std::vector<variant>& all) {
        for (std::size_t piece = 0; piece < warm_pieces; ++piece) {
            for (auto& one : all) one.link->run(known, warm_reads / warm_pieces);
            std::this_thread::sleep_for(std::chrono::seconds(1));
        }
    }
    // Each begins a round as often as any other.
    void take_turns(std::vector<variant>& all, const population& whom) const {
        for (std::size_t round = 0; round < rounds_; ++round) {
            for (std::size_t at = 0; at < all.size(); ++at) {
                auto& one = all[(round + at) % all.size()];
                one.turns.push_back(one.link->run(whom, reads));
            }
        }
    }

    std::size_t rounds_;
    hash_judge hashes_;
    idle_witness idle_;
    filled_store store_;
    proxy::net::store_judge from_store_{store_.in()};
};

}  // namespace

int main(int argc, char** argv) {
    const auto number = [&](int which, std::size_t otherwise) {
        return argc > which ? static_cast<std::size_t>(std::strtoull(argv[which], nullptr, 10)) : otherwise;
    };
    const auto rounds = std::max(number(1, 31), least_rounds);
    const auto entries = std::clamp(number(2, listed.size), refused.size, listed.size);
    std::printf("%zu rounds, %zu submits and %zu replies a turn, %zu entries\n", rounds, reads * batch, reads * replies, entries);
    bench all(rounds, entries);
    const auto most = number(3, 4);
    if (most > 0) all.compare("judge: the store; people who are written to again", true, known);
    if (most > 1) all.compare("judge: a hash table; people who are written to again", false, known);
    if (most > 2) all.compare("judge: the store; people who are written to for the first time", true, fresh);
    if (most > 3) all.compare("judge: the store; people who are on the list: refused", true, refused);
}
