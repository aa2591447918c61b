#pragma once
// Silence and stuck writes of one leg, as deadlines that the core can name. Pure: time is an argument.
#include <algorithm>
#include <cstdint>

#include "proxy/relay/limits.hpp"
#include "proxy/relay/time.hpp"

namespace proxy::relay {

class leg_watch {
public:
    enum class finding : std::uint8_t { nothing, probe, silent, half_a_pdu, stuck_write };

    leg_watch(const limits& bounds, time_point now) noexcept : bounds_(&bounds), heard_(now) {}

    // Other limits; what waits is measured by them from now on.
    void adopt(const limits& bounds) noexcept { bounds_ = &bounds; }

    // Octets came.
    void heard(time_point now) noexcept {
        heard_ = now;
        probed_ = false;
        if (partial_since_ != never) partial_since_ = now;
    }
    // Whether half a PDU is all that is left of what came.
    void incomplete(bool half, time_point now) noexcept {
        if (!half) {
            partial_since_ = never;
        } else if (partial_since_ == never) {
            partial_since_ = now;
        }
    }
    // We stop or resume reading: silence is ours then, not the peer's.
    void deafen(bool deaf, time_point now) noexcept {
        if (deaf_ && !deaf) heard(std::max(heard_, now));
        deaf_ = deaf;
    }
    // The bind stands: from now on the leg is probed.
    void watch_silence(time_point now) noexcept {
        watched_ = true;
        heard_ = std::max(heard_, now);
    }
    void unwatch_silence() noexcept { watched_ = false; }

    void write_progress(time_point now) noexcept { writing_since_ = now; }
    void write_idle() noexcept { writing_since_ = never; }

    // What is due. `probe` is given once for each silence; the caller sends the enquire_link.
    finding tick(time_point now) noexcept {
        if (writing_since_ != never && now >= writing_since_ + bounds_->write_stall) return finding::stuck_write;
        if (partial_since_ != never && !deaf_ && now >= partial_since_ + bounds_->partial_pdu) return finding::half_a_pdu;
        if (!watched_ || deaf_) return finding::nothing;
        if (now >= heard_ + 2 * bounds_->enquire_link) return finding::silent;
        if (!probed_ && now >= heard_ + bounds_->enquire_link) {
            probed_ = true;
            return finding::probe;
        }
        return finding::nothing;
    }
    // When tick() has something to say; later than any time that it was called with.
    [[nodiscard]] time_point next() const noexcept {
        auto soonest = never;
        if (writing_since_ != never) soonest = writing_since_ + bounds_->write_stall;
        if (partial_since_ != never && !deaf_) soonest = std::min(soonest, partial_since_ + bounds_->partial_pdu);
        if (watched_ && !deaf_) soonest = std::min(soonest, heard_ + (probed_ ? 2 : 1) * bounds_->enquire_link);
        return soonest;
    }

private:
    const limits* bounds_;
    time_point heard_;
    time_point partial_since_ = never;
    time_point writing_since_ = never;
    bool watched_ = false;
    bool probed_ = false;
    bool deaf_ = false;
};

}  // namespace proxy::relay
