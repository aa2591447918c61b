#pragma once
// Who remembers what passed: the shell's memory of contacts, or a test's table. Called by links, inline: it waits for nothing.
#include <span>

#include "protocol/octets.hpp"
#include "proxy/consent/list.hpp"
#include "store/suppression.hpp"

namespace proxy::relay {

class witness {
public:
    virtual ~witness() = default;
    // Texts like these are about to come, if they may, and it matters who was written to: what is known of their pairs can be
    // fetched meanwhile.
    virtual void expect(std::span<const store::question> to) noexcept = 0;
    // A text to one recipient is on its way to the SMSC. `of`: its list where it matters who was written to last, else nullptr.
    // Views live as long as the call.
    virtual void sent(const store::question& to, const consent::list* of, protocol::octets pdu) noexcept = 0;
    // No more texts come of what was read.
    virtual void all_sent() noexcept = 0;
    // A submit to this recipient was refused because of an entry.
    virtual void refused(const store::question& to) noexcept = 0;
    // True when it is known, without asking the disk, that this recipient has had a text from that sender.
    virtual bool introduced(const store::question& to) noexcept = 0;
};

}  // namespace proxy::relay
