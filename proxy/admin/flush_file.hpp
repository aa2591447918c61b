#pragma once
// A CSV file of numbers to flush: a header line, then the columns recipient, sender, list and reason, of which the first alone
// must be there and the last is not looked at. An empty sender or list means any.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/admin/csv_reader.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "store/flush.hpp"

namespace proxy::admin {

class flush_file {
public:
    // The store takes them as one, and each costs about a hundred octets until the flush is done.
    static constexpr std::size_t most_rows = 1'000'000;
    static constexpr std::size_t most_rejects = 100;  // that are told; the others are counted

    struct reject {
        std::uint64_t line = 0;
        std::string reason;
    };

    // `home`: of numbers in national form, or nullptr.
    explicit flush_file(const consent::dialling_plan* home) noexcept : home_(home) {}

    // More of the file. False: no more of it is wanted, fault() says why.
    [[nodiscard]] bool give(std::string_view octets);
    // There is no more.
    [[nodiscard]] bool end();

    [[nodiscard]] const std::string& fault() const noexcept { return fault_; }  // of the whole file
    [[nodiscard]] bool too_many() const noexcept { return rows_.size() > most_rows; }
    [[nodiscard]] std::uint64_t rejected() const noexcept { return rejected_; }
    [[nodiscard]] const std::vector<reject>& rejects() const noexcept { return rejects_; }
    [[nodiscard]] std::vector<store::flush_row>& rows() noexcept { return rows_; }

private:
    bool take_rows();
    void read_header(const csv_reader::row& row);
    void read_row(const csv_reader::row& row);
    void reject_line(std::uint64_t line, std::string reason);

    const consent::dialling_plan* home_;
    csv_reader reader_;
    std::vector<std::string store::flush_row::*> columns_;  // nullptr: not looked at; empty until the header was read
    std::string fault_;
    std::uint64_t rejected_ = 0;
    std::vector<reject> rejects_;
    std::vector<store::flush_row> rows_;
};

}  // namespace proxy::admin
