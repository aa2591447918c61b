#include "proxy/admin/query.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "proxy/admin/moment.hpp"

namespace proxy::admin {

bool fields::insert(std::string name, std::string value) { return values_.try_emplace(std::move(name), std::move(value)).second; }

void fields::fail(std::string why) {
    if (wrong_.empty()) wrong_ = std::move(why);
}

void fields::fail(std::string_view name, std::string_view why) {
    fail(what_ + " \"" + std::string(name) + "\" " + std::string(why));
}

std::string fields::text(std::string_view name) {
    asked_.emplace(name);
    const auto at = values_.find(name);
    return at == values_.end() ? std::string() : at->second;
}

std::string fields::party(std::string_view name, const consent::dialling_plan* home) {
    std::string_view why;
    auto made = read_party(text(name), home, why);
    if (!why.empty()) fail(name, why);
    return made;
}

std::size_t fields::number(std::string_view name, std::size_t otherwise, std::size_t least, std::size_t most) {
    const auto given = text(name);
    if (!values_.contains(name)) return otherwise;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
    if (error == std::errc{} && end == given.data() + given.size() && value >= least && value <= most) return value;
    fail(name, "must be a number from " + std::to_string(least) + " to " + std::to_string(most));
    return otherwise;
}

std::uint64_t fields::id(std::string_view name) {
    const auto given = text(name);
    if (given.empty()) return 0;
    const auto found = parse_id(given);
    if (!found) fail(name, "is not one that this API gave");
    return found.value_or(0);
}

bool fields::flag(std::string_view name) {
    const auto given = text(name);
    if (values_.contains(name) && given != "true" && given != "false") fail(name, "must be true or false");
    return given == "true";
}

std::optional<std::int64_t> fields::moment(std::string_view name) {
    const auto given = text(name);
    if (given.empty()) return std::nullopt;
    auto made = parse_rfc3339(given);
    if (!made) fail(name, "must be a time such as 2026-01-31T08:30:00Z, or a date");
    return made;
}

void fields::require(std::string_view name) {
    if (text(name).empty()) fail(name, "is missing");
}

std::string fields::wrong() const {
    if (!wrong_.empty()) return wrong_;
    for (const auto& [name, value] : values_) {
        if (asked_.contains(name)) continue;
        std::string choice;
        for (const auto& each : asked_) choice += (choice.empty() ? "" : ", ") + each;
        return what_ + " \"" + name + "\" is unknown here; known " + (choice.empty() ? "are none" : "are: " + choice);
    }
    return {};
}

std::optional<std::uint64_t> parse_id(std::string_view digits) {
    std::uint64_t id = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    const bool whole = failed == std::errc{} && end == digits.data() + digits.size();
    return whole && id != std::numeric_limits<std::uint64_t>::max() ? std::optional{id} : std::nullopt;
}

std::string read_party(std::string_view given, const consent::dialling_plan* home, std::string_view& wrong) {
    constexpr std::size_t longest = 64;  // destination_addr has 20, but what is too long is kept as it came
    consent::canonical_room room;
    std::string made(consent::canonical(given, home, room));
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (made.empty() && !given.empty())
        wrong = "holds no number";
    else if (made.size() > longest)
        wrong = "has more than 64 octets";
    else if (std::ranges::any_of(made, is_control))
        wrong = "holds a control character";
    return made;
}

bool is_digits(std::string_view text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<target> parse_target(std::string_view text) {
    const auto parsed = boost::urls::parse_origin_form({text.data(), text.size()});
    if (!parsed) return std::nullopt;
    target made;
    made.path = parsed->path();
    // In a query "+" stands for a blank, but who asks for recipient=+4477… means the plus sign. Numbers lose both in the end.
    for (const auto& each : parsed->params()) {
        std::string name(each.key);
        if (!made.values.insert(name, std::string(each.value))) made.values.fail(name, "is there twice");
    }
    return made;
}

fields parse_object(std::string_view json, std::initializer_list<std::string_view> numbers) {
    fields made("member");
    const auto body = nlohmann::json::parse(json, nullptr, false);
    if (body.is_discarded()) {
        made.fail("the body is not valid JSON");
    } else if (!body.is_object()) {
        made.fail("the body must be a JSON object");
    } else {
        for (const auto& [name, value] : body.items()) {
            const bool is_number = std::ranges::find(numbers, name) != numbers.end();
            const bool fits = is_number ? value.is_number_unsigned() : value.is_string();
            if (!fits) made.fail(name, is_number ? "must be a whole number" : "must be a string");
            made.insert(name, !fits ? std::string() : is_number ? value.dump() : value.get<std::string>());
        }
    }
    return made;
}

}  // namespace proxy::admin
