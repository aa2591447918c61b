#pragma once
// How many requests a second somebody may make: token buckets. One thread.
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace proxy::admin {

struct pace {
    double per_second;
    double burst;
};

class throttle {
public:
    using moment = std::chrono::steady_clock::time_point;
    static constexpr std::size_t most_known = 4096;  // names with a bucket; each has some 100 octets

    explicit throttle(pace allowed) : allowed_(allowed) {}

    // Zero: go on, and one request is taken. Else how long to wait until there is one.
    [[nodiscard]] std::chrono::duration<double> take(std::string_view who, moment now);

    void change(pace allowed) { allowed_ = allowed; }
    [[nodiscard]] std::size_t known() const noexcept { return buckets_.size(); }

private:
    struct bucket {
        double left;
        moment at;
    };
    [[nodiscard]] double left_in(const bucket& one, moment now) const;
    void make_room(moment now);

    pace allowed_;
    std::unordered_map<std::string, bucket> buckets_;
};

}  // namespace proxy::admin
