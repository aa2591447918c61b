#include "tests/support/golden.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include "tests/support/hex.hpp"

namespace tests::support {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "golden PDUs: %s\n", why.c_str());
    std::abort();
}

golden_pdu make(const std::string& family, const std::string& name, const std::string& notation) {
    try {
        golden_pdu made{family, name, exact_buffer(bytes(notation))};
        if (made.bytes.size() < protocol::header_octets) give_up(name + " has no whole header");
        if (made.view().length() != made.bytes.size()) {
            give_up(name + " has " + std::to_string(made.bytes.size()) + " octets, its command_length says otherwise");
        }
        return made;
    } catch (const std::invalid_argument& wrong) {
        give_up(name + ": " + wrong.what());
    }
}

void read_family(const fs::path& file, std::vector<golden_pdu>& into) {
    constexpr std::string_view start = "== ";
    std::ifstream in(file);
    std::string name;
    std::string notation;
    const auto finish = [&] {
        if (!name.empty()) into.push_back(make(file.stem().string(), name, notation));
    };
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(start)) {
            finish();
            name = line.substr(start.size());
            notation.clear();
        } else {
            notation += line + '\n';
        }
    }
    if (!in.eof()) give_up("can't read " + file.string());
    finish();
}

std::vector<golden_pdu> read_all() {
    std::set<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(STOPGATE_SOURCE_DIR) / "tests" / "golden")) {
        if (entry.path().extension() == ".hex") files.insert(entry.path());
    }
    std::vector<golden_pdu> all;
    for (const fs::path& file : files) read_family(file, all);
    std::set<std::string_view> names;
    for (const golden_pdu& each : all) {
        if (!names.insert(each.name).second) give_up(each.name + " is there twice");
    }
    if (all.empty()) give_up("there are none");
    return all;
}

}  // namespace

const std::vector<golden_pdu>& golden_pdus() {
    static const std::vector<golden_pdu> all = read_all();
    return all;
}

const golden_pdu& golden(std::string_view name) {
    const auto at = std::ranges::find(golden_pdus(), name, &golden_pdu::name);
    if (at == golden_pdus().end()) give_up("there is no " + std::string(name));
    return *at;
}

}  // namespace tests::support
