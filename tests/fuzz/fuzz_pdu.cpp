// Every reader, on one PDU of any octets. The header's command picks how the body is read, so the fuzzer finds its own way.
#include <cstdint>
#include <cstdlib>

#include "protocol/framer.hpp"
#include "proxy/trace/fields.hpp"
#include "tests/support/exact_buffer.hpp"
#include "tests/support/readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < protocol::header_octets) return 0;
    const tests::support::exact_buffer pdu(protocol::octets{data, size});
    tests::support::read_in_every_way(pdu.view());
    // What people are shown of it, and what is kept of it.
    auto copy = pdu;
    proxy::trace::blank_password(copy.edit());
    const auto shown = proxy::trace::read(protocol::pdu_view{pdu.view()}, protocol::alphabet::gsm7);
    if (shown.wrong && shown.wrong->offset > size) std::abort();
    return 0;
}
