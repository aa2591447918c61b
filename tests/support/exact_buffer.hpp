#pragma once
// A heap block of exactly the octets given, so that AddressSanitizer sees a read of one octet too many.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "protocol/octets.hpp"

namespace tests::support {

class exact_buffer {
public:
    exact_buffer() : exact_buffer(protocol::octets{}) {}
    explicit exact_buffer(protocol::octets from) : size_(from.size()), block_(std::make_unique<std::uint8_t[]>(size_)) {
        std::ranges::copy(from, block_.get());
    }
    exact_buffer(const exact_buffer& other) : exact_buffer(other.view()) {}
    exact_buffer& operator=(exact_buffer other) noexcept {
        std::swap(size_, other.size_);
        std::swap(block_, other.block_);
        return *this;
    }
    exact_buffer(exact_buffer&& other) noexcept : size_(std::exchange(other.size_, 0)), block_(std::move(other.block_)) {}
    ~exact_buffer() = default;

    [[nodiscard]] protocol::octets view() const noexcept { return {block_.get(), size_}; }
    [[nodiscard]] protocol::mutable_octets edit() noexcept { return {block_.get(), size_}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    std::size_t size_;
    std::unique_ptr<std::uint8_t[]> block_;
};

}  // namespace tests::support
