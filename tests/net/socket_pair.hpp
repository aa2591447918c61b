#pragma once
// Two connected sockets that don't block, and text to write to them.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <string_view>

#include "proxy/net/descriptor.hpp"

namespace proxy::net {

struct socket_pair {
    descriptor ours, theirs;
};
inline socket_pair connected() {
    std::array<int, 2> made{-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, made.data()), 0);
    return {descriptor{made[0]}, descriptor{made[1]}};
}

inline iovec run_of(std::string_view text) {
    return {.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};  // it is only read
}

}  // namespace proxy::net
