#pragma once
// From rows of a file to windows that the store takes: numbers become canonical, lists and senders become bindings.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "proxy/admin/file_rows.hpp"
#include "proxy/admin/gateway.hpp"

namespace proxy::admin {

// What a row has that says nothing of it. Canonical.
struct import_defaults {
    std::string list, sender, reason;
};

class import_filler {
public:
    // More digits than any number has (E.164: 15), as many as a destination of SMPP.
    static constexpr std::size_t longest_number = 20;
    static constexpr std::size_t longest_sender = 64;

    import_filler(gateway& asked, import_defaults otherwise);

    // Empty: the row is in. Else a sentence that says why not, until the next call.
    [[nodiscard]] std::string_view take(const file_row& row, store::import_window& into);
    // A new window is begun.
    void begin_window();

private:
    struct bound_words {
        store::binding bound;
        std::string fault;
    };
    [[nodiscard]] const bound_words& bind(std::string_view list, std::string_view sender, std::string_view reach);
    [[nodiscard]] std::string_view target_of(const file_row& row, store::import_window& into, std::uint32_t& found);

    gateway& asked_;
    const import_defaults otherwise_;
    const consent::dialling_plan* const home_;
    // Few lists and senders, usually; where each row has a sender of its own, they are forgotten with their window.
    std::unordered_map<std::string, bound_words> bound_;
    std::unordered_map<std::string, std::uint32_t> targets_;
    std::string key_, last_words_, fault_;
    std::uint32_t last_target_ = 0;
    bool has_last_ = false;
};

}  // namespace proxy::admin
