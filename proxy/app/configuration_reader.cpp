#include "proxy/app/configuration_reader.hpp"

namespace proxy::app {
namespace {

std::string_view kind_of(const toml::node& given) {
    switch (given.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "a whole number";
        case toml::node_type::floating_point: return "a fraction";
        case toml::node_type::boolean: return "true or false";
        default: return "a date or time";
    }
}

}  // namespace

void fault_book::add(const toml::source_region& where, std::string key, std::string what) {
    faults.push_back({file, where.begin.line, std::move(key), std::move(what)});
}

table_reader::table_reader(const toml::table& table, std::string path, fault_book& book)
    : table_(table), path_(std::move(path)), book_(book) {}

table_reader::~table_reader() {
    std::string choice;
    for (const auto& each : known_) choice += (choice.empty() ? "" : ", ") + each;
    for (const auto& [key, value] : table_) {
        if (known_.contains(key.str())) continue;
        book_.add(key.source(), name_of(key.str()), "is no key that Stopgate knows here; known are: " + choice);
    }
}

std::string table_reader::name_of(std::string_view key) const {
    if (key.empty()) return path_;
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

const toml::node* table_reader::find(std::string_view key) {
    known_.emplace(key);
    const auto* node = table_.get(key);
    if (node != nullptr) book_.lines.emplace(name_of(key), node->source().begin.line);
    return node;
}

void table_reader::fail(std::string_view key, std::string what) {
    const auto* node = table_.get(key);
    book_.add(node != nullptr ? node->source() : table_.source(), name_of(key), std::move(what));
}

void table_reader::missing(std::string_view key, std::string_view wanted) {
    known_.emplace(key);
    fail(key, "is missing: " + std::string(wanted));
}

bool table_reader::wrong_type(std::string_view key, const toml::node& given, std::string_view wanted) {
    fail(key, "is " + std::string(kind_of(given)) + ", but must be " + std::string(wanted));
    return false;
}

bool table_reader::text(std::string_view key, std::string& into) {
    const auto* node = find(key);
    if (node == nullptr) return false;
    if (!node->is_string()) return wrong_type(key, *node, "a string");
    into = node->as_string()->get();
    return true;
}

bool table_reader::flag(std::string_view key, bool& into) {
    const auto* node = find(key);
    if (node == nullptr) return false;
    if (!node->is_boolean()) return wrong_type(key, *node, "true or false");
    into = node->as_boolean()->get();
    return true;
}

bool table_reader::number(std::string_view key, std::int64_t& into, std::int64_t least, std::int64_t most) {
    const auto* node = find(key);
    if (node == nullptr) return false;
    if (!node->is_integer()) return wrong_type(key, *node, "a whole number");
    const auto given = node->as_integer()->get();
    if (given < least || given > most) {
        fail(key, "is " + std::to_string(given) + ", but must be from " + std::to_string(least) + " to " + std::to_string(most));
        return false;
    }
    into = given;
    return true;
}

std::optional<std::vector<std::string>> table_reader::texts(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (!node->is_array()) {
        wrong_type(key, *node, "an array of strings, such as [\"…\"]");
        return std::nullopt;
    }
    std::vector<std::string> all;
    for (const auto& each : *node->as_array()) {
        if (!each.is_string()) {
            wrong_type(key, each, "an array of strings, such as [\"…\"]");
            return std::nullopt;
        }
        all.push_back(each.as_string()->get());
    }
    return all;
}

std::optional<std::vector<std::string>> table_reader::text_or_texts(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    if (node->is_array()) return texts(key);
    if (node->is_string()) return std::vector<std::string>{node->as_string()->get()};
    wrong_type(key, *node, "a string or an array of strings");
    return std::nullopt;
}

std::optional<std::vector<std::int64_t>> table_reader::numbers(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    std::vector<std::int64_t> all;
    const bool array = node->is_array();
    for (std::size_t at = 0; array && at < node->as_array()->size(); ++at) {
        const auto number = node->as_array()->get(at)->value_exact<std::int64_t>();
        if (!number) break;
        if (*number < least || *number > most) {
            fail(key, "holds " + std::to_string(*number) + ", which is not from " + std::to_string(least) + " to " +
                          std::to_string(most));
            return std::nullopt;
        }
        all.push_back(*number);
    }
    if (array && all.size() == node->as_array()->size()) return all;
    wrong_type(key, *node, "an array of whole numbers, such as [21610]");
    return std::nullopt;
}

const toml::table* table_reader::table(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) wrong_type(key, *node, "a table");
    return node->as_table();
}

std::vector<const toml::table*> table_reader::tables(std::string_view key) {
    std::vector<const toml::table*> all;
    const auto* node = find(key);
    if (node == nullptr) return all;
    const auto wanted = "written as [[" + name_of(key) + "]]";
    const auto* array = node->as_array();
    if (array == nullptr) {
        wrong_type(key, *node, wanted);
        return all;
    }
    for (const auto& each : *array) {
        if (each.is_table()) {
            all.push_back(each.as_table());
        } else {
            wrong_type(key, each, wanted);
        }
    }
    return all;
}

}  // namespace proxy::app
