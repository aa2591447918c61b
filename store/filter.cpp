#include "store/filter.hpp"

namespace store {

entry_view view_of(const suppression& entry) noexcept {
    return {entry.recipient,    {entry.bound.reach, entry.bound.list, entry.bound.sender},
            entry.from,         entry.since_ms,
            entry.cause.number, entry.mark,
            entry.erased};
}

bool matches(const filter& wanted, const entry_view& entry) noexcept {
    const auto is = [](const std::string& asked, std::string_view has) { return asked.empty() || asked == has; };
    return is(wanted.list, entry.bound.list) && (!wanted.from || *wanted.from == entry.from) &&
           (wanted.import_id == 0 || (entry.from == source::import && entry.number == wanted.import_id)) &&
           (!wanted.reach || *wanted.reach == entry.bound.reach) && (!wanted.since_ms || entry.since_ms >= *wanted.since_ms) &&
           (!wanted.before_ms || entry.since_ms < *wanted.before_ms) && is(wanted.sender, entry.bound.sender) &&
           is(wanted.recipient, entry.recipient) &&
           (wanted.prefix.empty() || (!entry.erased && entry.recipient.starts_with(wanted.prefix)));
}

bool is_counted(const filter& wanted) noexcept {
    auto rest = wanted;
    rest.list.clear();
    rest.from.reset();
    return rest == filter{};
}

std::string text_of(const filter& wanted) {
    std::string out;
    const auto add = [&out](std::string_view what, std::string_view value) {
        if (value.empty()) return;
        out.append(out.empty() ? "" : ", ").append(what).append("=").append(value);
    };
    const auto number = [](const auto& value) { return value ? std::to_string(*value) : std::string(); };
    add("recipient", wanted.recipient);
    add("prefix", wanted.prefix);
    add("sender", wanted.sender);
    add("list", wanted.list);
    add("source", wanted.from ? name(*wanted.from) : "");
    add("scope", wanted.reach ? name(*wanted.reach) : "");
    add("since_ms", number(wanted.since_ms));
    add("before_ms", number(wanted.before_ms));
    add("import", wanted.import_id == 0 ? "" : std::to_string(wanted.import_id));
    return out.empty() ? "all entries" : out;
}

}  // namespace store
