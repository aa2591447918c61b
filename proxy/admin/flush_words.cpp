#include "proxy/admin/flush_words.hpp"

#include <limits>

namespace proxy::admin {

flush_words read_flush_words(fields& from) {
    flush_words said;
    said.confirm = from.number("confirm", 0, 1, std::numeric_limits<std::size_t>::max());
    said.preview = from.id("preview");
    said.reason = from.text("reason");
    said.dry_run = from.flag("dry_run");
    check_reason(from, said.reason);
    if (said.dry_run && said.confirm != 0) from.fail("confirm", "is for a flush, not for a dry run");
    if (said.confirm > 1 && said.reason.empty()) from.fail("reason", "is missing: a flush of more than one entry needs it");
    return said;
}

store::flush_order order_of(const flush_words& said, const call& in) {
    store::flush_order order;
    order.preview = said.preview;
    order.confirm = said.confirm;
    order.actor = in.who.name;
    order.origin = in.from;
    order.reason = said.reason;
    return order;
}

}  // namespace proxy::admin
