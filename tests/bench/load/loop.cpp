#include "tests/bench/load/loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>

#include "tests/bench/load/stream.hpp"

namespace tests::bench {

loop::loop() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {}
loop::~loop() { ::close(descriptor_); }

void loop::add(int descriptor, woken& whom) const {
    epoll_event what{EPOLLIN, {.ptr = &whom}};
    if (::epoll_ctl(descriptor_, EPOLL_CTL_ADD, descriptor, &what) != 0) give_up("epoll");
}

void loop::ask_for_room(int descriptor, woken& whom, bool wanted) const {
    epoll_event what{wanted ? EPOLLIN | EPOLLOUT : EPOLLIN, {.ptr = &whom}};
    if (::epoll_ctl(descriptor_, EPOLL_CTL_MOD, descriptor, &what) != 0) give_up("epoll");
}

void loop::turn(int milliseconds) const {
    std::array<epoll_event, 64> ready{};
    const int count = ::epoll_wait(descriptor_, ready.data(), ready.size(), milliseconds);
    for (int at = 0; at < count; ++at) static_cast<woken*>(ready[static_cast<std::size_t>(at)].data.ptr)->wake();
}

}  // namespace tests::bench
