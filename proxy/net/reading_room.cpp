#include "proxy/net/reading_room.hpp"

#include <new>
#include <utility>

#include "metrics/counter.hpp"

namespace proxy::net {

reading_room::reading_room(event_loop& in) : loop_(&in) {
    shelves_.reserve(most_shelves);
    shelves_.push_back(store::take_large_memory(shelf_octets));
    if (!shelves_.front()) throw std::bad_alloc();
}

void reading_room::clear() noexcept {
    shelves_.resize(1);
    used_ = 0;
}

std::uint8_t* reading_room::space(std::size_t octets) {
    if (turn_is_over_) clear();
    if (shelf_octets - used_ < octets) {
        if (octets > shelf_octets || shelves_.size() == most_shelves) return nullptr;
        auto next = store::take_large_memory(shelf_octets);
        if (!next) return nullptr;
        shelves_.push_back(std::move(next));
        used_ = 0;
    }
    return reinterpret_cast<std::uint8_t*>(shelves_.back().get()) + used_;
}

void reading_room::take(std::size_t octets) {
    if (std::exchange(turn_is_over_, false)) loop_->at_end_of_turn(*this);
    used_ += (octets + metrics::cache_line - 1) / metrics::cache_line * metrics::cache_line;
}

}  // namespace proxy::net
