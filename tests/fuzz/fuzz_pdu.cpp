// Every reader, on one PDU of any octets. The header's command picks how the body is read, so the fuzzer finds its own way.
#include <cstdint>

#include "protocol/framer.hpp"
#include "tests/support/exact_buffer.hpp"
#include "tests/support/readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < protocol::header_octets) return 0;
    const tests::support::exact_buffer pdu(protocol::octets{data, size});
    tests::support::read_in_every_way(pdu.view());
    return 0;
}
