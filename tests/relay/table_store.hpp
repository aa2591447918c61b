#pragma once
// A store that is a table: the judge of tests. What it has not seen on "disk" yet and what it can't read are set by hand.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "proxy/relay/judge.hpp"
#include "proxy/relay/witness.hpp"
#include "store/change.hpp"

namespace tests::relay {

class table_store final : public proxy::relay::judge, public proxy::relay::witness {
public:
    struct entry {
        std::string recipient;
        store::binding bound;
        bool operator==(const entry&) const = default;
    };
    std::vector<entry> entries;
    std::set<std::string, std::less<>> on_disk;  // recipients whose verdict needs the disk
    bool unreadable = false;
    std::size_t batches = 0;
    std::vector<std::string> passed;           // "sender>recipient", and the list where it matters
    std::vector<std::string> turned_away;      // "sender>recipient"
    std::set<std::string, std::less<>> known;  // "sender>recipient": has had a text
    std::size_t questions = 0;

    void rule(std::span<const store::question> asked, std::span<store::ruling> rulings) noexcept override {
        ++batches;
        questions += asked.size();
        for (std::size_t at = 0; at < asked.size(); ++at) rulings[at] = ruling_for(asked[at]);
    }
    void expect(std::span<const store::question> /*to*/) noexcept override {}
    void sent(const store::question& to, const proxy::consent::list* of, protocol::octets /*pdu*/) noexcept override {
        passed.push_back(pair(to) + (of == nullptr ? "" : " " + of->name));
    }
    void all_sent() noexcept override {}
    void refused(const store::question& to) noexcept override { turned_away.push_back(pair(to)); }
    bool introduced(const store::question& to) noexcept override { return known.contains(pair(to)); }
    [[nodiscard]] static std::string pair(const store::question& to) {
        return std::string{to.sender} + '>' + std::string{to.recipient};
    }
    [[nodiscard]] bool suppresses(const store::question& asked) const noexcept {
        return std::ranges::any_of(entries, [&](const entry& one) {
            return one.recipient == asked.recipient && store::applies(one.bound, asked.sender, asked.list);
        });
    }

    // True when an entry came or went. Opt-outs count at once, opt-ins when they are durable: the caller sees to that.
    bool apply(const store::change& change) {
        bool changed = false;
        for (const auto& bound : change.bindings) {
            const entry one{change.recipient, bound};
            const auto at = std::ranges::find(entries, one);
            if (change.what == store::action::opt_out && at == entries.end()) {
                entries.push_back(one);
                changed = true;
            } else if (change.what == store::action::opt_in && at != entries.end()) {
                entries.erase(at);
                changed = true;
            }
        }
        return changed;
    }

private:
    [[nodiscard]] store::ruling ruling_for(const store::question& asked) const noexcept {
        if (suppresses(asked)) return store::ruling::suppressed;
        if (unreadable) return store::ruling::failed;
        return on_disk.contains(asked.recipient) ? store::ruling::undecided : store::ruling::pass;
    }
};

}  // namespace tests::relay
