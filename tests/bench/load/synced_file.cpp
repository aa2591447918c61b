#include "tests/bench/load/synced_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "tests/bench/load/loop.hpp"
#include "tests/bench/load/stream.hpp"

namespace tests::bench {

synced_file::synced_file(const std::string& directory, std::size_t record_size)
    : path_(directory + "/synced.tmp"),
      record_(record_size, 'x'),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
    constexpr off_t room = 32 << 20;  // RocksDB takes its log's blocks beforehand, too
    if (descriptor_ < 0 || ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, 0, room) != 0) give_up(path_);
}

synced_file::~synced_file() {
    ::close(descriptor_);
    ::unlink(path_.c_str());
}

std::uint64_t synced_file::append() {
    const auto began = now_ns();
    if (::write(descriptor_, record_.data(), record_.size()) != static_cast<ssize_t>(record_.size()) ||
        ::fdatasync(descriptor_) != 0) {
        give_up(path_);
    }
    return now_ns() - began;
}

}  // namespace tests::bench
