#pragma once
// Rows of a CSV file (RFC 4180) in whatever pieces it comes: quoted cells with separators, quotes and line ends in them; lines
// that end with CRLF or LF; a byte order mark. Empty lines are no rows. A quote within a cell that does not begin with one is
// text.
//
// A row with a flaw costs one line and no more: reading goes on behind the first line end after its beginning, so that a stray
// quote does not swallow what follows.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace proxy::admin {

class csv_reader {
public:
    enum class flaw : std::uint8_t {
        none,
        open_quote,   // no closing quote in longest_row octets, or before the end
        after_quote,  // text between a closing quote and the next separator
        too_long,     // a line of more than longest_row octets
    };
    struct row {
        std::span<const std::string_view> cells;  // none where there is a flaw
        std::uint64_t line = 0;                   // in the file, from 1; the first of several
        std::string_view text;                    // as it came, without its line end; of a line that is too long the beginning
        flaw what = flaw::none;
    };

    // Bounds what is held in memory, and what is read again behind a stray quote. A campaign's row with a text of ten parts and
    // fifty more columns is a tenth of it.
    static constexpr std::size_t longest_row = 65'536;

    explicit csv_reader(char separator = ',') noexcept : separator_(separator) {}

    // Between rows only: what the first one showed.
    void use_separator(char separator) noexcept { separator_ = separator; }

    // More of the file. What next() gave before is no longer valid.
    void give(std::string_view octets);
    // There is no more.
    void end() noexcept { ended_ = true; }
    // The next row that is there as a whole, valid until the next call of any of these. Nothing: give more; or that was all.
    [[nodiscard]] std::optional<row> next();

private:
    struct cell {
        std::size_t begin = 0, end = 0;  // in the buffer, without the quotes
        bool doubled = false;            // holds quotes that stand for one each
    };
    enum class scanned : std::uint8_t { whole, unfinished, after_quote };

    void drop_mark();
    [[nodiscard]] bool drop_rest_of_line();
    [[nodiscard]] bool drop_empty_lines();
    [[nodiscard]] bool scan_plain(std::size_t stop);
    [[nodiscard]] scanned scan_quoted(std::size_t& stop);
    [[nodiscard]] row take(std::size_t stop);
    [[nodiscard]] row flawed(flaw what);
    [[nodiscard]] std::string_view unquoted(const cell& from);

    char separator_;
    std::string buffer_;
    std::size_t at_ = 0;  // where the next row begins in it
    std::uint64_t line_ = 1;
    bool begun_ = false;  // the octets that may be a mark are behind us
    bool ended_ = false;
    bool dropping_ = false;  // the rest of a line that is too long
    std::vector<cell> cells_;
    std::vector<std::string_view> views_;
    std::string room_;  // for cells with doubled quotes
};

}  // namespace proxy::admin
