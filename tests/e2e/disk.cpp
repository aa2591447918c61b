// Preloaded into the gateway by tests that need a disk of their own will. SIGKILL alone loses nothing that was written, because
// the kernel keeps it; a power cut loses what was not synced. In the directory $STOPGATE_DISK this library keeps the file "syncs"
// with a line "OCTETS PATH" for each sync, so that a test can cut off the rest after a kill. While there is a file "held" in it,
// syncs wait; while there is a file "broken", they fail.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

const std::string& directory() {
    static const std::string path = [] {
        const char* const given = std::getenv("STOPGATE_DISK");
        return std::string{given == nullptr ? "" : given};
    }();
    return path;
}

bool ordered(const char* what) { return ::access((directory() + what).c_str(), F_OK) == 0; }

int journal() {
    static const int file = ::open((directory() + "/syncs").c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    return file;
}

// `size` is of before the sync: what comes while it runs may be durable or not.
void note(int file, long long size) {
    std::array<char, 64> link{};
    std::array<char, PATH_MAX> path{};
    std::array<char, PATH_MAX + 32> line{};
    std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", file);
    const auto length = ::readlink(link.data(), path.data(), path.size() - 1);
    if (length <= 0) return;
    const int octets = std::snprintf(line.data(), line.size(), "%lld %s\n", size, path.data());
    // One write, so that lines of two threads don't mix; a lost line only makes the test stricter.
    [[maybe_unused]] const auto written = ::write(journal(), line.data(), static_cast<std::size_t>(octets));
}

int synced(const char* name, int file) {
    using sync_function = int (*)(int);
    constexpr useconds_t look_again = 1'000;
    const auto really = reinterpret_cast<sync_function>(::dlsym(RTLD_NEXT, name));
    if (directory().empty()) return really(file);
    while (ordered("/held")) ::usleep(look_again);
    if (ordered("/broken")) {
        errno = EIO;
        return -1;
    }
    struct stat about{};
    const bool known = ::fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    const int result = really(file);
    if (result == 0 && known) note(file, static_cast<long long>(about.st_size));
    return result;
}

}  // namespace

extern "C" int fdatasync(int file) { return synced("fdatasync", file); }
extern "C" int fsync(int file) { return synced("fsync", file); }
