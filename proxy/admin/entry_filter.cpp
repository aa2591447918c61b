#include "proxy/admin/entry_filter.hpp"

#include <nlohmann/json.hpp>

#include "proxy/admin/moment.hpp"

namespace proxy::admin {
namespace {

std::optional<store::source> read_source(fields& from) {
    using store::source;
    const auto given = from.text("source");
    if (given.empty()) return std::nullopt;
    for (const auto each : {source::keyword, source::staff, source::import, source::carrier}) {
        if (name(each) == given) return each;
    }
    from.fail("source", "must be keyword, staff, import or carrier");
    return std::nullopt;
}

std::optional<store::scope> read_scope(fields& from) {
    const auto given = from.text("scope");
    if (given.empty()) return std::nullopt;
    const auto found = scope_named(given);
    if (!found) from.fail("scope", "must be sender, list or global");
    return found;
}

}  // namespace

std::optional<store::scope> scope_named(std::string_view word) noexcept {
    using store::scope;
    for (const auto each : {scope::sender, scope::list, scope::global}) {
        if (name(each) == word) return each;
    }
    return std::nullopt;
}

store::filter read_filter(fields& from, const consent::dialling_plan* home) {
    store::filter wanted;
    wanted.recipient = from.party("recipient", home);
    wanted.prefix = from.party("prefix", nullptr);  // half a number in national form can't be told from one that is not
    wanted.sender = from.party("sender", home);
    wanted.list = from.text("list");
    wanted.from = read_source(from);
    wanted.reach = read_scope(from);
    wanted.since_ms = from.moment("since");
    wanted.before_ms = from.moment("before");
    wanted.import_id = from.id("import");
    return wanted;
}

nlohmann::ordered_json json_of(const store::filter& wanted) {
    auto made = nlohmann::ordered_json::object();
    const auto add = [&made](std::string_view name, std::string_view value) {
        if (!value.empty()) made[std::string(name)] = value;
    };
    add("recipient", wanted.recipient);
    add("prefix", wanted.prefix);
    add("sender", wanted.sender);
    add("list", wanted.list);
    if (wanted.from) add("source", name(*wanted.from));
    if (wanted.reach) add("scope", name(*wanted.reach));
    if (wanted.since_ms) add("since", rfc3339(*wanted.since_ms));
    if (wanted.before_ms) add("before", rfc3339(*wanted.before_ms));
    if (wanted.import_id != 0) made["import"] = wanted.import_id;
    return made;
}

}  // namespace proxy::admin
