#pragma once
// A campaign's file against the list: which of its rows may be written to. Stores nothing.
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/admin/file_rows.hpp"
#include "proxy/admin/gateway.hpp"

namespace proxy::admin {

enum class verdict : std::uint8_t { pass, suppressed, invalid, unknown };
[[nodiscard]] std::string_view name(verdict what) noexcept;  // "pass", "suppressed", "invalid", "unknown"

// For the rows that name no sender. Canonical; an empty list: that which such a submit has.
struct campaign {
    std::string sender, list, system_id;
};

class scrub {
public:
    // Questions of one call of the store.
    static constexpr std::size_t portion = 1'024;

    scrub(gateway& asked, campaign of);

    // Keeps what it needs of the row.
    void add(const file_row& row);
    [[nodiscard]] bool full() const noexcept { return rows_.size() >= portion; }

    struct judged {
        std::string text;  // the row as it came
        verdict what = verdict::pass;
        std::string reason;
    };
    // Those that were added, in their order; waits for the disk.
    [[nodiscard]] std::vector<judged> judge_all();

private:
    struct asked_row {
        std::string text, recipient, sender, fault;
        const std::string* list = nullptr;
    };
    [[nodiscard]] const std::string& list_of(const std::string& sender);
    void wait_for_disk(std::span<const store::question> questions, std::span<store::ruling> rulings);
    [[nodiscard]] std::string reason_of(const asked_row& row);

    gateway& asked_;
    const campaign of_;
    const consent::dialling_plan* const home_;
    std::vector<asked_row> rows_;
    std::map<std::string, std::string> lists_;  // by sender; forgotten with the portion when there are many
};

}  // namespace proxy::admin
