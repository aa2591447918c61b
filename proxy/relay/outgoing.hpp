#pragma once
// What is to be written to one leg, in order: runs of octets that stand in somebody's read buffer, and octets of our own between
// them. Reused by the shell, so that a busy link allocates nothing.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "protocol/octets.hpp"
#include "protocol/pdu_builder.hpp"

namespace proxy::relay {

class outgoing {
public:
    // One run to write. Runs of our own are given by offset, because own octets move while more are appended.
    struct run {
        const std::uint8_t* borrowed = nullptr;  // nullptr: own octets
        std::size_t offset = 0;                  // of own octets
        std::size_t size = 0;
    };

    // Octets of a read buffer that must stay where they are until they are written, or kept. Neighbours become one run.
    void relay(protocol::octets octets) {
        octets_ += octets.size();
        if (runs_.size() > kept_runs_ && runs_.back().borrowed != nullptr &&
            runs_.back().borrowed + runs_.back().size == octets.data()) {
            runs_.back().size += octets.size();
            return;
        }
        runs_.push_back({octets.data(), 0, octets.size()});
    }

    // Calls `append(buffer)`, which appends whole PDUs of ours.
    template <class Append>
    void ours(Append append) {
        const auto before = own_.size();
        append(own_);
        const auto added = own_.size() - before;
        octets_ += added;
        if (!runs_.empty() && runs_.back().borrowed == nullptr) {
            runs_.back().size += added;
        } else if (added != 0) {
            runs_.push_back({nullptr, before, added});
        }
    }

    // What was borrowed may go: it is copied. Runs stay as they are but for where they begin.
    void keep();

    [[nodiscard]] const std::vector<run>& runs() const noexcept { return runs_; }
    [[nodiscard]] const std::uint8_t* start_of(const run& one) const noexcept {
        return one.borrowed != nullptr ? one.borrowed : own_.data() + one.offset;
    }
    [[nodiscard]] std::size_t octets() const noexcept { return octets_; }
    [[nodiscard]] std::size_t own_octets() const noexcept { return own_.size(); }
    [[nodiscard]] std::size_t relayed_octets() const noexcept { return octets_ - own_.size(); }
    [[nodiscard]] bool empty() const noexcept { return octets_ == 0; }

    void clear() noexcept;

private:
    protocol::octet_buffer own_;
    std::vector<run> runs_;
    std::size_t octets_ = 0;
    std::vector<std::unique_ptr<std::uint8_t[]>> kept_;
    std::size_t kept_runs_ = 0;  // those before are ours or stand in kept_
};

}  // namespace proxy::relay
