#include "store/record_parts.hpp"

namespace store {

void write(record_writer& out, const binding& bound) {
    out.u8(static_cast<std::uint8_t>(bound.reach));
    out.text(bound.list);
    out.text(bound.sender);
}

binding owned(const binding_view& bound) { return {bound.reach, std::string(bound.list), std::string(bound.sender)}; }

void write(record_writer& out, const event_id& id) {
    out.u64(id.node);
    out.u32(id.epoch);
    out.u64(id.number);
}

event_id read_id(record_reader& in) noexcept {
    event_id id;
    id.node = in.u64();
    id.epoch = in.u32();
    id.number = in.u64();
    return id;
}

void write(record_writer& out, const party& who) {
    out.u8(who.ton);
    out.u8(who.npi);
    out.text(who.digits);
}

party read_party(record_reader& in) {
    party who;
    who.ton = in.u8();
    who.npi = in.u8();
    who.digits = in.text();
    return who;
}

void write(record_writer& out, const evidence& because) {
    out.text(because.link);
    out.text(because.system_id);
    write(out, because.from);
    write(out, because.to);
    out.text(because.text);
    out.text(because.message_id);
    out.u32(because.sequence);
    out.text(because.pdu);
    out.u64(static_cast<std::uint64_t>(because.answered.sent_ms));
    out.text(because.answered.text);
    out.text(because.answered.pdu);
}

evidence read_evidence(record_reader& in, bool with_pdus) {
    evidence because;
    because.link = in.text();
    because.system_id = in.text();
    because.from = read_party(in);
    because.to = read_party(in);
    because.text = in.text();
    because.message_id = in.text();
    because.sequence = in.u32();
    if (!with_pdus) return because;
    because.pdu = in.text();
    because.answered.sent_ms = static_cast<std::int64_t>(in.u64());
    because.answered.text = in.text();
    because.answered.pdu = in.text();
    return because;
}

void write(record_writer& out, const std::vector<binding>& all) {
    out.length(all.size());
    for (const auto& bound : all) write(out, bound);
}

std::vector<binding> read_bindings(record_reader& in) {
    std::vector<binding> all;
    for (auto left = in.length(); left > 0 && in.good(); --left) all.push_back(owned(read_binding(in)));
    return all;
}

}  // namespace store
