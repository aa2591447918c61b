#pragma once
// What is said of a flush besides which entries it means.
#include <cstdint>
#include <string>

#include "proxy/admin/endpoints.hpp"
#include "store/flush.hpp"

namespace proxy::admin {

struct flush_words {
    std::uint64_t confirm = 0;  // 0: nobody has confirmed anything
    std::uint64_t preview = 0;
    std::string reason;
    bool dry_run = false;
};

// confirm, preview, reason, dry_run.
[[nodiscard]] flush_words read_flush_words(fields& from);

// As said, by who calls.
[[nodiscard]] store::flush_order order_of(const flush_words& said, const call& in);

}  // namespace proxy::admin
