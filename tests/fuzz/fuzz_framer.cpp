// A stream is cut into the same PDUs however it arrives.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "protocol/framer.hpp"
#include "tests/support/exact_buffer.hpp"

namespace {

using protocol::framing;
using protocol::octets;

constexpr std::size_t limit = 131'072;

void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "the framer broke its promise: %s\n", what);
    std::abort();
}

struct walk {
    std::vector<std::size_t> sizes;
    bool broken = false;
    bool operator==(const walk&) const = default;
};

walk walk_through(octets stream) {
    walk seen;
    for (;;) {
        const auto next = protocol::next_frame(stream, limit);
        seen.broken = next.state == framing::broken;
        if (next.state != framing::whole) return seen;
        demand(next.size >= protocol::header_octets && next.size <= stream.size(), "a PDU that is not there");
        seen.sizes.push_back(next.size);
        stream = stream.subspan(next.size);
    }
}

// As a reader on a socket does: `chunk` octets more each time, finished PDUs leave at the front.
walk walk_as_it_comes(octets stream, std::size_t chunk) {
    walk seen;
    std::size_t start = 0;
    std::size_t arrived = 0;
    while (!seen.broken) {
        const tests::support::exact_buffer here(stream.subspan(start, arrived - start));
        const auto next = protocol::next_frame(here.view(), limit);
        if (next.state == framing::whole) {
            seen.sizes.push_back(next.size);
            start += next.size;
            continue;
        }
        seen.broken = next.state == framing::broken;
        if (arrived == stream.size()) return seen;
        arrived = std::min(arrived + chunk, stream.size());
    }
    return seen;
}

}  // namespace

// The first octet says how many octets arrive at a time; the rest is the stream.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const octets stream{data + 1, size - 1};
    demand(walk_as_it_comes(stream, std::size_t{data[0]} + 1) == walk_through(stream), "cuts matter");
    // As it stands, too: so that golden streams count whole.
    demand(walk_as_it_comes({data, size}, 7) == walk_through({data, size}), "cuts matter");
    return 0;
}
