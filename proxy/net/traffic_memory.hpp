#pragma once
// What the gateway remembers of the texts that passed: who was written to last and for which list (in the store, told once for
// each change), who was ever written to, and the last texts themselves. One for the gateway; each worker writes through its own
// witness.
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "metrics/counter.hpp"
#include "proxy/relay/known_pairs.hpp"
#include "proxy/relay/sent_texts.hpp"
#include "proxy/relay/witness.hpp"
#include "store/suppression_store.hpp"

namespace proxy::net {

class traffic_memory {
public:
    // Pairs that are remembered: 8 MiB. Beyond, the store is told and asked of some again, and some texts are not found.
    static constexpr std::size_t most_pairs = 1 << 20;

    // `text_octets`: for the texts of all workers together.
    traffic_memory(store::suppression_store& store, std::size_t workers, std::size_t text_octets);

    // Of that worker, on its thread.
    class alignas(metrics::cache_line) worker_witness final : public relay::witness {
    public:
        worker_witness(traffic_memory& all, std::size_t text_octets) : all_(&all), texts_(text_octets) {}
        void expect(std::span<const store::question> to) noexcept override;
        void sent(const store::question& to, const consent::list* of, protocol::octets pdu) noexcept override;
        void all_sent() noexcept override;
        void refused(const store::question& to) noexcept override;
        bool introduced(const store::question& to) noexcept override;

    private:
        friend class traffic_memory;
        [[nodiscard]] std::int64_t now_ms() noexcept;

        traffic_memory* all_;
        std::int64_t now_ms_ = 0;  // Unix, asked for once a read; 0: not yet
        relay::sent_texts texts_;  // the worker adds, any thread reads
    };
    [[nodiscard]] worker_witness& of_worker(std::size_t which) noexcept { return *witnesses_[which]; }

    // Any thread. The store has said that this recipient has had a text from that sender.
    void introduced(std::string_view sender, std::string_view recipient) noexcept;
    // The last text, whoever sent it; its words are left to who knows the alphabet.
    [[nodiscard]] store::answered_text last(std::string_view sender, std::string_view recipient) const;

private:
    void note(const store::question& to, std::uint64_t pair, const consent::list& of) noexcept;

    store::suppression_store* store_;
    relay::known_pairs pairs_;
    std::vector<std::unique_ptr<worker_witness>> witnesses_;
};

}  // namespace proxy::net
