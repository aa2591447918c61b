#pragma once
// Remembers nothing.
#include "proxy/relay/witness.hpp"

namespace tests::bench {

class idle_witness final : public proxy::relay::witness {
public:
    void expect(std::span<const store::question> /*to*/) noexcept override {}
    void sent(const store::question& /*to*/, const proxy::consent::list* /*of*/, protocol::octets /*pdu*/) noexcept override {}
    void all_sent() noexcept override {}
    void refused(const store::question& /*to*/) noexcept override {}
    bool introduced(const store::question& /*to*/) noexcept override { return true; }
};

}  // namespace tests::bench
