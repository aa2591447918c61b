#pragma once
// What one fsync costs here and now: appends to a file and waits for the disk, as a log does.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tests::bench {

class synced_file {
public:
    // Made in that directory; gone with this. `record_size`: in octets.
    synced_file(const std::string& directory, std::size_t record_size);
    ~synced_file();
    synced_file(const synced_file&) = delete;
    synced_file& operator=(const synced_file&) = delete;

    // Nanoseconds of one record, write and fdatasync.
    [[nodiscard]] std::uint64_t append();

private:
    const std::string path_;
    const std::vector<char> record_;
    const int descriptor_;
};

}  // namespace tests::bench
