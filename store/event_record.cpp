#include "store/event_record.hpp"

#include <algorithm>

#include "store/codec.hpp"
#include "store/record_parts.hpp"

namespace store {
namespace {

constexpr std::uint8_t version_of_parts = 3;
constexpr std::uint8_t version_of_pdus = 2;
constexpr std::uint8_t version_without_pdus = 1;  // nor why there was no answer

enum class private_part : std::uint8_t { kept = 1, erased = 2 };

std::string public_part(const event& what) {
    std::string out;
    record_writer to(out);
    to.u8(static_cast<std::uint8_t>(what.kind));
    to.u32(what.id.epoch);
    to.u64(what.sequence);
    write(to, what.bindings);
    for (const auto& bound : what.bindings) {
        const bool was = std::ranges::find(what.before, bound) != what.before.end();
        const bool is = std::ranges::find(what.after, bound) != what.after.end();
        to.u8(static_cast<std::uint8_t>((was ? 1 : 0) | (is ? 2 : 0)));
    }
    to.u8(static_cast<std::uint8_t>(what.from));
    to.text(what.actor);
    to.text(what.origin);
    to.text(what.detail);
    to.text(what.because.link);
    to.text(what.because.system_id);
    write(to, what.because.to);
    to.u8(what.changed ? 1 : 0);
    to.u8(what.still_suppressed ? 1 : 0);
    to.u64(what.outbox_id);
    to.u8(static_cast<std::uint8_t>(what.outcome));
    to.u32(what.command_status);
    to.u8(static_cast<std::uint8_t>(what.silenced));
    to.u8(what.outbox_count);
    return out;
}

void read_public_part(std::string_view octets, event& into, record_reader& whole) {
    record_reader in(octets);
    into.kind = in.one_of(last_event_kind);
    into.id.epoch = in.u32();
    into.sequence = in.u64();
    into.bindings = read_bindings(in);
    for (const auto& bound : into.bindings) {
        const auto held = in.u8();
        if (held > 3) in.fail();
        if ((held & 1U) != 0) into.before.push_back(bound);
        if ((held & 2U) != 0) into.after.push_back(bound);
    }
    into.from = in.one_of(source::carrier);
    into.actor = in.text();
    into.origin = in.text();
    into.detail = in.text();
    into.because.link = in.text();
    into.because.system_id = in.text();
    into.because.to = read_party(in);
    into.changed = in.flag();
    into.still_suppressed = in.flag();
    into.outbox_id = in.u64();
    into.outcome = in.one_of(confirmation_outcome::expired);
    into.command_status = in.u32();
    into.silenced = in.one_of(silence::daily_limit);
    into.outbox_count = in.u8();
    if (!in.done()) whole.fail();
}

std::string private_part_of(const event& what) {
    std::string out;
    record_writer to(out);
    to.text(what.reason);
    write(to, what.because.from);
    to.text(what.because.text);
    to.text(what.because.message_id);
    to.u32(what.because.sequence);
    to.text(what.because.pdu);
    to.u64(static_cast<std::uint64_t>(what.because.answered.sent_ms));
    to.text(what.because.answered.text);
    to.text(what.because.answered.pdu);
    to.text(what.confirmation_message_id);
    return out;
}

void read_private_part(std::string_view octets, event& into, record_reader& whole) {
    record_reader in(octets);
    into.reason = in.text();
    into.because.from = read_party(in);
    into.because.text = in.text();
    into.because.message_id = in.text();
    into.because.sequence = in.u32();
    into.because.pdu = in.text();
    into.because.answered.sent_ms = static_cast<std::int64_t>(in.u64());
    into.because.answered.text = in.text();
    into.because.answered.pdu = in.text();
    into.confirmation_message_id = in.text();
    if (!in.done()) whole.fail();
}

// Where the parts lie in a record that has them.
struct parts {
    std::string_view open, hidden;  // hidden: the private part, or its digest
    private_part kept = private_part::kept;
};
parts read_parts(record_reader& in) {
    parts out;
    out.open = in.text();
    out.kept = in.one_of(private_part::erased);
    out.hidden = in.text();
    if (out.kept == private_part::erased && out.hidden.size() != digest{}.size()) in.fail();
    return out;
}

std::string record_of(std::string_view open, private_part kept, std::string_view hidden) {
    std::string out;
    record_writer to(out);
    to.u8(version_of_parts);
    to.text(open);
    to.u8(static_cast<std::uint8_t>(kept));
    to.text(hidden);
    return out;
}

void read_whole(record_reader& in, event& into, bool with_pdus) {
    into.kind = in.one_of(event_kind::dismissal);
    into.id.epoch = in.u32();
    into.bindings = read_bindings(in);
    into.from = in.one_of(source::carrier);
    into.actor = in.text();
    into.reason = in.text();
    into.because = read_evidence(in, with_pdus);
    into.changed = in.flag();
    into.still_suppressed = in.flag();
    into.outbox_id = in.u64();
    into.outcome = in.one_of(confirmation_outcome::expired);
    into.command_status = in.u32();
    into.confirmation_message_id = in.text();
    if (with_pdus) {
        into.silenced = in.one_of(silence::daily_limit);
        into.outbox_count = in.u8();
    } else if (into.outbox_id != 0) {
        into.outbox_count = 1;
    }
}

}  // namespace

std::string event_key(const event& what) {
    std::string key(what.recipient);
    key.push_back('\0');
    record_writer to(key);
    to.u64(what.hlc);
    to.u64(what.id.number);
    to.u64(what.id.node);
    return key;
}

std::uint64_t hlc_in(std::string_view event_key) noexcept {
    if (event_key.size() < event_key_tail) return 0;
    record_reader tail(event_key.substr(event_key.size() - event_key_tail));
    return tail.u64();
}

std::string_view recipient_in(std::string_view event_key) noexcept { return event_key.substr(0, event_key.find('\0')); }

std::string encode(const event& what) { return record_of(public_part(what), private_part::kept, private_part_of(what)); }

std::optional<event> decode_event(std::string_view key, std::string_view record) {
    const auto end = key.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    event found;
    found.recipient = key.substr(0, end);
    record_reader place_in_time(key.substr(end + 1));
    found.hlc = place_in_time.u64();
    found.id.number = place_in_time.u64();
    found.id.node = place_in_time.u64();

    record_reader in(record);
    switch (const auto version = in.u8()) {
        case version_without_pdus:
        case version_of_pdus: read_whole(in, found, version == version_of_pdus); break;
        case version_of_parts: {
            const auto both = read_parts(in);
            read_public_part(both.open, found, in);
            found.erased = both.kept == private_part::erased;
            if (!found.erased) read_private_part(both.hidden, found, in);
            break;
        }
        default: in.fail();
    }
    if (!in.done() || !place_in_time.done()) return std::nullopt;
    return found;
}

std::optional<digest> content_of(std::string_view record) {
    record_reader in(record);
    if (in.u8() != version_of_parts) return std::nullopt;
    const auto both = read_parts(in);
    if (!in.done()) return std::nullopt;
    const auto open = sha256(both.open);
    std::string together(view(open));
    if (both.kept == private_part::erased) {
        together.append(both.hidden);
    } else {
        const auto hidden = sha256(both.hidden);
        together.append(view(hidden));
    }
    return sha256(together);
}

std::optional<std::string> without_private_part(std::string_view key, std::string_view record) {
    record_reader in(record);
    if (in.u8() != version_of_parts) {
        const auto old = decode_event(key, record);
        if (!old) return std::nullopt;
        const auto none = sha256({});  // nobody has to know what it was: the chain has no place for it
        return record_of(public_part(*old), private_part::erased, view(none));
    }
    const auto both = read_parts(in);
    if (!in.done()) return std::nullopt;
    if (both.kept == private_part::erased) return std::string(record);
    const auto hidden = sha256(both.hidden);
    return record_of(both.open, private_part::erased, view(hidden));
}

}  // namespace store
