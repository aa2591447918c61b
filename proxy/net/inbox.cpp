#include "proxy/net/inbox.hpp"

#include <algorithm>
#include <cstring>

namespace proxy::net {

bool inbox::gathers() const noexcept { return size_ > most_moved && size_ < expected_ && expected_ <= room_in_kept_; }

protocol::mutable_octets inbox::space() {
    if (gathers()) return {begin_ + size_, room_in_kept_ - size_};
    next_ = room_->space(size_ + most_read);
    if (next_ == nullptr) return {};
    if (size_ != 0) std::memcpy(next_, begin_, size_);
    return {next_ + size_, most_read};
}

void inbox::filled(std::size_t octets) {
    const bool moves = !gathers();
    size_ += octets;
    if (!moves) return;
    begin_ = next_;
    room_in_kept_ = 0;
    room_->take(size_);
}

void inbox::consumed(std::size_t octets) noexcept {
    begin_ += octets;
    size_ -= octets;
    if (room_in_kept_ != 0) room_in_kept_ -= octets;
    expected_ = 0;
}

void inbox::keep() {
    if (size_ == 0) {
        kept_.reset();
        begin_ = nullptr;
        room_in_kept_ = 0;
    } else if (room_in_kept_ == 0) {
        const auto room = std::max(size_, expected_);
        auto fresh = std::make_unique_for_overwrite<std::uint8_t[]>(room);
        std::memcpy(fresh.get(), begin_, size_);
        kept_ = std::move(fresh);
        begin_ = kept_.get();
        room_in_kept_ = room;
    }
}

}  // namespace proxy::net
