#include "store/backup_seal.hpp"

#include <rocksdb/env.h>

#include <charconv>
#include <filesystem>
#include <system_error>

#include "store/digest.hpp"
#include "store/hex.hpp"

namespace store {
namespace {

std::string list_of(const std::string& path, std::uint32_t id) { return path + "/meta/" + std::to_string(id); }
std::string seal_of(const std::string& path, std::uint32_t id) { return path + "/sealed/" + std::to_string(id); }

rocksdb::Status digest_of(const std::string& file, std::string& hex) {
    std::string octets;
    auto status = rocksdb::ReadFileToString(rocksdb::Env::Default(), file, &octets);
    const auto digest = sha256(octets);
    hex = to_hex(view(digest));
    return status;
}

}  // namespace

std::string seal_backup(const std::string& path, std::uint32_t id) {
    std::string hex;
    auto status = digest_of(list_of(path, id), hex);
    if (status.ok()) status = rocksdb::Env::Default()->CreateDirIfMissing(path + "/sealed");
    constexpr bool sync = true;
    if (status.ok()) status = rocksdb::WriteStringToFile(rocksdb::Env::Default(), hex, seal_of(path, id), sync);
    return status.ok() ? std::string() : "the backup can't be sealed: " + status.ToString();
}

std::string broken_seal(const std::string& path, std::uint32_t id) {
    std::string is, was;
    if (const auto status = digest_of(list_of(path, id), is); !status.ok()) return status.ToString();
    const auto status = rocksdb::ReadFileToString(rocksdb::Env::Default(), seal_of(path, id), &was);
    if (status.IsNotFound() || status.IsPathNotFound())
        return "it has no seal, sealed/" + std::to_string(id) + ": it was not finished";
    if (!status.ok()) return status.ToString();
    if (is == was) return {};
    return "meta/" + std::to_string(id) + " and sealed/" + std::to_string(id) + " do not fit: one of them is damaged";
}

std::vector<std::uint32_t> seals_in(const std::string& path) {
    std::vector<std::uint32_t> out;
    std::error_code ignored;
    for (const auto& each : std::filesystem::directory_iterator(path + "/sealed", ignored)) {
        const auto name = each.path().filename().string();
        std::uint32_t id = 0;
        const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (failed == std::errc{} && end == name.data() + name.size()) out.push_back(id);
    }
    return out;
}

}  // namespace store
