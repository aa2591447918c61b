#include "proxy/admin/file_words.hpp"

namespace proxy::admin {

file_format read_format(fields& from) {
    const auto given = from.text("format");
    if (!given.empty() && given != "csv" && given != "ndjson") from.fail("format", "must be csv or ndjson");
    return given == "ndjson" ? file_format::ndjson : file_format::csv;
}

char read_separator(fields& from) {
    const auto given = from.text("separator");
    if (given == "tab") return '\t';
    if (given.empty()) return 0;
    if (given.size() == 1 && given != "\"" && given != "\n" && given != "\r") return given.front();
    from.fail("separator", "must be one character, or tab");
    return 0;
}

}  // namespace proxy::admin
