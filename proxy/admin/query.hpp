#pragma once
// The words of a request: its path, and named values from the query or from a JSON body.
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "proxy/consent/dialling_plan.hpp"

namespace proxy::admin {

// Named values that are asked for one by one; what nobody asked for is wrong. The first thing that is wrong is kept: the endpoint
// asks for everything, then looks at wrong().
class fields {
public:
    // `what`: how faults call a value, "query parameter" or "member".
    explicit fields(std::string what) : what_(std::move(what)) {}

    bool insert(std::string name, std::string value);  // false: is there already
    void fail(std::string_view name, std::string_view why);
    void fail(std::string why);  // of the whole request

    [[nodiscard]] std::string text(std::string_view name);  // empty when missing
    // A number or sender of somebody, canonical; empty when missing. `home`: of numbers in national form, or nullptr.
    [[nodiscard]] std::string party(std::string_view name, const consent::dialling_plan* home);
    [[nodiscard]] std::size_t number(std::string_view name, std::size_t otherwise, std::size_t least, std::size_t most);
    // What a page ended with, by its id in the list: pages go on there also when that is gone meanwhile. 0 when missing.
    [[nodiscard]] std::uint64_t id(std::string_view name);
    [[nodiscard]] bool flag(std::string_view name);  // "true" or "false"; false when missing
    [[nodiscard]] std::optional<std::int64_t> moment(std::string_view name);
    // Notes a fault when the value is missing or empty.
    void require(std::string_view name);

    // Empty when all is well, else a sentence that names the field.
    [[nodiscard]] std::string wrong() const;

private:
    std::string what_;
    std::map<std::string, std::string, std::less<>> values_;
    std::set<std::string, std::less<>> asked_;
    std::string wrong_;
};

// "/v1/links?x=1" into its path and values, percent-decoded. Nothing when it is no such target.
struct target {
    std::string path;
    fields values{"query parameter"};
};
[[nodiscard]] std::optional<target> parse_target(std::string_view text);

// Nothing when it is no id; none has the largest number, which the store can't look behind.
[[nodiscard]] std::optional<std::uint64_t> parse_id(std::string_view digits);

// A number or sender of somebody, canonical. Empty, or not to be used: `wrong` says why. Of nothing given, empty and not wrong.
[[nodiscard]] std::string read_party(std::string_view given, const consent::dialling_plan* home, std::string_view& wrong);
[[nodiscard]] bool is_digits(std::string_view text) noexcept;

// A JSON object whose members are all strings, but for `numbers`: those are whole numbers.
[[nodiscard]] fields parse_object(std::string_view json, std::initializer_list<std::string_view> numbers = {});

}  // namespace proxy::admin
