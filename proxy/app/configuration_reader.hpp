#pragma once
// Reads one table of the configuration, key by key, and notes what is wrong with it. A key that nobody asked for is a fault:
// reader objects report those when they are destroyed. Used by configuration*.cpp alone.
#include <toml++/toml.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/app/configuration.hpp"
#include "proxy/app/configuration_words.hpp"

namespace proxy::app {

// All faults of one file.
struct fault_book {
    std::string file;
    named_files look = named_files::ignored;
    std::vector<fault> faults;
    std::map<std::string, unsigned, std::less<>> lines;  // of the keys that were found
    void add(const toml::source_region& where, std::string key, std::string what);
};

class table_reader {
public:
    // `path`: how faults name the table, such as "link[0]"; empty for the whole file.
    table_reader(const toml::table& table, std::string path, fault_book& book);
    ~table_reader();  // faults for unknown keys
    table_reader(const table_reader&) = delete;
    table_reader& operator=(const table_reader&) = delete;

    // Each leaves `into` as it is when the key is missing or wrong. True when a good value was there.
    bool text(std::string_view key, std::string& into);
    bool flag(std::string_view key, bool& into);
    bool number(std::string_view key, std::int64_t& into, std::int64_t least, std::int64_t most);
    std::optional<std::vector<std::string>> texts(std::string_view key);
    std::optional<std::vector<std::string>> text_or_texts(std::string_view key);  // one string stands for an array of one
    std::optional<std::vector<std::int64_t>> numbers(std::string_view key, std::int64_t least, std::int64_t most);

    template <class Value, std::size_t Count>
    bool one_of(std::string_view key, Value& into, const word<Value> (&among)[Count]) {
        std::string given, choice;
        if (!text(key, given)) return false;
        for (const auto& each : among) {
            if (each.text == given) {
                into = each.value;
                return true;
            }
            choice += (choice.empty() ? "\"" : ", \"") + std::string(each.text) + '"';
        }
        fail(key, "is \"" + given + "\", which is none of " + choice);
        return false;
    }

    // Missing keys give nothing; a value of another type is a fault as well.
    const toml::table* table(std::string_view key);
    std::vector<const toml::table*> tables(std::string_view key);

    [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
    // A fault at the key's own line, or at the table's when the key is missing.
    void fail(std::string_view key, std::string what);
    void missing(std::string_view key, std::string_view wanted);
    [[nodiscard]] std::string name_of(std::string_view key) const;

private:
    const toml::node* find(std::string_view key);
    bool wrong_type(std::string_view key, const toml::node& given, std::string_view wanted);

    const toml::table& table_;
    std::string path_;
    fault_book& book_;
    std::set<std::string, std::less<>> known_;
};

// Into any integer type or std::chrono::seconds; `most` must fit it.
template <class Integer>
bool read_number(table_reader& in, std::string_view key, Integer& into, std::int64_t least, std::int64_t most) {
    std::int64_t value = 0;
    if (!in.number(key, value, least, most)) return false;
    into = static_cast<Integer>(value);
    return true;
}

// The parts of the file, each in a .cpp of its own.
// listen_tls and upstream_tls of a [[link]], and tls of [admin].
[[nodiscard]] std::optional<net::tls_settings> read_tls(table_reader& of, std::string_view key, net::tls_end end,
                                                        fault_book& book);
void read_links(table_reader& root, configuration& into, fault_book& book);
void read_lists(table_reader& root, configuration& into, fault_book& book);
// The texts of all lists, on the links that they will go out by: adds faults and warnings.
void check_texts(reading& done);

// "host:port" or "[v6]:port"; says in `wrong` what does not fit. `least_port`: 0 for listeners.
[[nodiscard]] std::optional<endpoint> parse_endpoint(std::string_view text, unsigned least_port, std::string& wrong);
// The same, or "unix:/path".
[[nodiscard]] std::optional<endpoint> parse_admin_endpoint(std::string_view text, std::string& wrong);
// True when one process could not listen on both.
[[nodiscard]] bool collide(const endpoint& one, const endpoint& other);

// Names of links, lists and tokens; the fault is at the key "name".
void check_name(table_reader& in, const std::string& name);

}  // namespace proxy::app
