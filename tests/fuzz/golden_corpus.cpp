// Writes the golden PDUs as files for the fuzzers: each PDU alone, and each family as one stream.
//   golden_corpus FOLDER
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "tests/support/golden.hpp"

namespace {

bool write(const std::filesystem::path& file, std::string_view content) {
    std::ofstream out(file, std::ios::binary);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    return static_cast<bool>(out.flush());
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return std::fprintf(stderr, "usage: golden_corpus FOLDER\n"), 2;
    const std::filesystem::path folder = arguments[1];
    std::filesystem::create_directories(folder);
    std::map<std::string, std::string> streams;
    for (const auto& each : tests::support::golden_pdus()) {
        const std::string_view pdu = protocol::characters(each.bytes.view());
        streams[each.family] += pdu;
        if (!write(folder / each.name, pdu)) return 1;
    }
    for (const auto& [family, stream] : streams) {
        if (!write(folder / ("stream-" + family), stream)) return 1;
    }
    return 0;
}
