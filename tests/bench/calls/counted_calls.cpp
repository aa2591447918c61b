// Preloaded into a proxy (LD_PRELOAD), counts its system calls on sockets and epoll: HAProxy, nginx and Asio all make them
// through these functions of libc. The counts stand in the file that STOPGATE_CALLS names, mapped, so that smpp_load sees them at
// any moment; their order is that of call_kind in ../load/call_counts.hpp. Costs a few nanoseconds a call.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include "tests/bench/load/call_counts.hpp"

namespace {

using tests::bench::call_kind;
using counts = std::atomic<std::uint64_t>[tests::bench::call_kinds];

counts& all() {
    static counts elsewhere;
    static counts* const mapped = [] {
        const char* const path = std::getenv("STOPGATE_CALLS");
        const int file = path == nullptr ? -1 : ::open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0 || ::ftruncate(file, sizeof(counts)) != 0) return &elsewhere;
        void* const at = ::mmap(nullptr, sizeof(counts), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        ::close(file);
        return at == MAP_FAILED ? &elsewhere : static_cast<counts*>(at);
    }();
    return *mapped;
}

void count(call_kind what) { all()[static_cast<std::size_t>(what)].fetch_add(1, std::memory_order_relaxed); }

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

// Counts `what`, or a read that found nothing; errno stays as it was.
template <class Result>
Result counted(call_kind what, Result result) {
    const int kept = errno;
    const bool nothing = what == call_kind::receive && result < 0 && kept == EAGAIN;
    count(nothing ? call_kind::receive_nothing : what);
    errno = kept;
    return result;
}

}  // namespace

#define STOPGATE_COUNTED(kind, result, name, parameters, ...)       \
    extern "C" result name parameters {                             \
        static auto* const wanted = real<result parameters>(#name); \
        return counted(call_kind::kind, wanted(__VA_ARGS__));       \
    }

STOPGATE_COUNTED(receive, ssize_t, recv, (int fd, void* to, size_t size, int flags), fd, to, size, flags)
STOPGATE_COUNTED(receive, ssize_t, recvmsg, (int fd, msghdr* what, int flags), fd, what, flags)
STOPGATE_COUNTED(receive, ssize_t, read, (int fd, void* to, size_t size), fd, to, size)
STOPGATE_COUNTED(receive, ssize_t, readv, (int fd, const iovec* to, int count), fd, to, count)
STOPGATE_COUNTED(receive, ssize_t, recvfrom, (int fd, void* to, size_t size, int flags, sockaddr* who, socklen_t* length), fd, to,
                 size, flags, who, length)
STOPGATE_COUNTED(send, ssize_t, send, (int fd, const void* from, size_t size, int flags), fd, from, size, flags)
STOPGATE_COUNTED(send, ssize_t, sendmsg, (int fd, const msghdr* what, int flags), fd, what, flags)
STOPGATE_COUNTED(send, ssize_t, write, (int fd, const void* from, size_t size), fd, from, size)
STOPGATE_COUNTED(send, ssize_t, writev, (int fd, const iovec* from, int count), fd, from, count)
STOPGATE_COUNTED(send, ssize_t, sendto, (int fd, const void* from, size_t size, int flags, const sockaddr* to, socklen_t length),
                 fd, from, size, flags, to, length)
STOPGATE_COUNTED(wait, int, epoll_wait, (int fd, epoll_event* events, int count, int wait), fd, events, count, wait)
STOPGATE_COUNTED(control, int, epoll_ctl, (int fd, int what, int of, epoll_event* event), fd, what, of, event)
STOPGATE_COUNTED(control, int, timerfd_settime, (int fd, int flags, const itimerspec* to, itimerspec* was), fd, flags, to, was)
