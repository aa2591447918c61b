#pragma once
// epoll, and whom it wakes. Level-triggered; asks for room to write only where something waits.
#include <chrono>
#include <cstdint>

namespace tests::bench {

[[nodiscard]] inline std::uint64_t now_ns() noexcept {
    return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

class woken {
public:
    virtual ~woken() = default;
    virtual void wake() = 0;
};

class loop {
public:
    loop();
    ~loop();
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

    void add(int descriptor, woken& whom) const;
    void ask_for_room(int descriptor, woken& whom, bool wanted) const;
    // Wakes whoever has something to do; waits for it so long.
    void turn(int milliseconds) const;

private:
    int descriptor_;
};

}  // namespace tests::bench
