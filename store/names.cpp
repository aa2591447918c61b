#include <cinttypes>
#include <cstdio>

#include "store/change.hpp"
#include "store/suppression.hpp"

namespace store {

std::string_view name(scope reach) noexcept {
    switch (reach) {
        case scope::sender: return "sender";
        case scope::list: return "list";
        case scope::global: return "global";
    }
    return "";
}

std::string_view name(source from) noexcept {
    switch (from) {
        case source::keyword: return "keyword";
        case source::staff: return "staff";
        case source::import: return "import";
        case source::carrier: return "carrier";
    }
    return "";
}

std::string_view name(action what) noexcept {
    switch (what) {
        case action::opt_out: return "opt-out";
        case action::opt_in: return "opt-in";
        case action::help: return "help";
    }
    return "";
}

std::string_view name(confirmation_outcome how) noexcept {
    switch (how) {
        case confirmation_outcome::accepted: return "accepted";
        case confirmation_outcome::refused: return "refused";
        case confirmation_outcome::unknown: return "unknown";
        case confirmation_outcome::expired: return "expired";
    }
    return "";
}

std::string_view name(silence why) noexcept {
    switch (why) {
        case silence::none: return "none";
        case silence::repeated: return "repeated";
        case silence::daily_limit: return "daily-limit";
    }
    return "";
}

std::string_view name(event_kind kind) noexcept {
    switch (kind) {
        case event_kind::opt_out: return "opt-out";
        case event_kind::opt_in: return "opt-in";
        case event_kind::help: return "help";
        case event_kind::confirmation: return "confirmation";
        case event_kind::dismissal: return "dismissal";
        case event_kind::import: return "import";
        case event_kind::flush: return "flush";
        case event_kind::undo: return "undo";
        case event_kind::trail_start: return "trail-start";
        case event_kind::restoration: return "restoration";
        case event_kind::retention: return "retention";
        case event_kind::erasure: return "erasure";
        case event_kind::trace: return "trace";
    }
    return "";
}

std::string text_of(const event_id& id) {
    if (id == event_id{}) return {};
    char text[64];
    const int size = std::snprintf(text, sizeof text, "%" PRIx64 "-%" PRIu32 "-%" PRIu64, id.node, id.epoch, id.number);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace store
