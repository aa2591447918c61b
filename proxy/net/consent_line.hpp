#pragma once
// The line of the log that each decision on somebody's consent has: which list, what, and when it was durable.
#include <chrono>
#include <cstdint>
#include <string>

#include "store/change.hpp"

namespace proxy::net {

class consent_line {
public:
    // Before the store gets the change. `link`, `id`: where it came by; empty and 0 of what staff did through the API.
    explicit consent_line(const store::change& of, std::string link = {}, std::uint64_t id = 0);
    // Once it is durable, or can't be. Any thread.
    void write(const store::change_result& done) const;

private:
    std::string link_;
    std::uint64_t id_;
    std::string lists_, recipient_, actor_;
    store::action what_;
    store::source from_;
    std::chrono::steady_clock::time_point since_;
};

}  // namespace proxy::net
