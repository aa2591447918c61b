#include "proxy/net/store_judge.hpp"

#include <chrono>

namespace proxy::net {

void store_judge::rule(std::span<const store::question> questions, std::span<store::ruling> rulings) noexcept {
    const auto before = std::chrono::steady_clock::now();
    store_->judge(questions, rulings);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - before);
    seconds_.observe_us(static_cast<std::uint64_t>(took.count()));
}

}  // namespace proxy::net
