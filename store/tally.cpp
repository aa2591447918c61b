#include "store/tally.hpp"

namespace store {

std::string_view name(operation what) noexcept {
    switch (what) {
        case operation::read: return "read";
        case operation::write: return "write";
        case operation::open: return "open";
        case operation::lookup: return "lookup";
    }
    return "";
}

}  // namespace store
