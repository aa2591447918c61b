#include "store/records.hpp"

#include "store/codec.hpp"
#include "store/record_parts.hpp"

namespace store {
namespace {

constexpr std::uint8_t outbox_version = 3;
constexpr std::uint8_t outbox_version_of_whole_texts = 2;    // before there were parts and orders to cancel
constexpr std::uint8_t outbox_version_of_confirmations = 1;  // before there were receipts: without the kind
constexpr std::uint8_t review_version = 1;

enum class outbox_kind : std::uint8_t { confirmation = 1, receipt = 2 };

void write(record_writer& out, const confirmation& what) {
    out.u8(static_cast<std::uint8_t>(what.answers));
    out.text(what.link);
    out.text(what.system_id);
    out.text(what.service_type);
    write(out, what.from);
    write(out, what.to);
    out.text(what.text);
    out.u8(static_cast<std::uint8_t>(what.what));
    out.text(what.list);
    out.text(what.octets);
    out.u8(what.data_coding);
    out.u8(what.esm_class);
    out.u8(what.part);
}

confirmation read_confirmation(record_reader& in, bool with_parts) {
    confirmation what;
    what.answers = in.one_of(action::help);
    what.link = in.text();
    what.system_id = in.text();
    what.service_type = in.text();
    what.from = read_party(in);
    what.to = read_party(in);
    what.text = in.text();
    if (!with_parts) return what;
    what.what = in.one_of(confirmation::form::notice);
    what.list = in.text();
    what.octets = in.text();
    what.data_coding = in.u8();
    what.esm_class = in.u8();
    what.part = in.u8();
    return what;
}

void write(record_writer& out, const receipt& what) {
    out.text(what.link);
    out.text(what.system_id);
    out.text(what.service_type);
    write(out, what.from);
    write(out, what.to);
    out.text(what.message_id);
    out.text(what.text);
}

receipt read_receipt(record_reader& in) {
    receipt what;
    what.link = in.text();
    what.system_id = in.text();
    what.service_type = in.text();
    what.from = read_party(in);
    what.to = read_party(in);
    what.message_id = in.text();
    what.text = in.text();
    return what;
}

void expect_version(record_reader& in, std::uint8_t version) noexcept {
    if (in.u8() != version) in.fail();
}

}  // namespace

std::string key_prefix(std::string_view recipient) {
    std::string key(recipient);
    key.push_back('\0');
    return key;
}

std::string outbox_key(std::string_view recipient, std::uint64_t id) {
    auto key = key_prefix(recipient);
    record_writer(key).u64(id);
    return key;
}

std::string encode(const outbox_record& what) {
    std::string out;
    record_writer to(out);
    to.u8(outbox_version);
    to.u8(static_cast<std::uint8_t>(what.entry.is_receipt() ? outbox_kind::receipt : outbox_kind::confirmation));
    to.u8(what.claimed ? 1 : 0);
    to.u64(static_cast<std::uint64_t>(what.entry.created_ms));
    std::visit([&](const auto& one) { write(to, one); }, what.entry.what);
    return out;
}

std::optional<outbox_record> decode_outbox(std::string_view key, std::string_view record) {
    const auto end = key.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    outbox_record found;
    found.entry.recipient = key.substr(0, end);
    record_reader id(key.substr(end + 1));
    found.entry.id = id.u64();

    record_reader in(record);
    const auto version = in.u8();
    if (version < outbox_version_of_confirmations || version > outbox_version) in.fail();
    const auto kind = version == outbox_version_of_confirmations ? outbox_kind::confirmation : in.one_of(outbox_kind::receipt);
    found.claimed = in.flag();
    found.entry.created_ms = static_cast<std::int64_t>(in.u64());
    if (kind == outbox_kind::receipt) {
        found.entry.what = read_receipt(in);
    } else {
        found.entry.what = read_confirmation(in, version > outbox_version_of_whole_texts);
    }
    if (!in.done() || !id.done()) return std::nullopt;
    return found;
}

std::string review_key(std::uint64_t id) {
    std::string key;
    record_writer(key).u64(id);
    return key;
}

std::string encode(const suspicion& what) {
    std::string out;
    record_writer to(out);
    to.u8(review_version);
    to.u64(static_cast<std::uint64_t>(what.at_ms));
    to.text(what.recipient);
    write(to, what.bindings);
    to.text(what.texted);
    to.text(what.rule);
    write(to, what.because);
    return out;
}

std::optional<suspicion> decode_suspicion(std::string_view key, std::string_view record) {
    suspicion found;
    record_reader id(key);
    found.id = id.u64();
    record_reader in(record);
    expect_version(in, review_version);
    found.at_ms = static_cast<std::int64_t>(in.u64());
    found.recipient = in.text();
    found.bindings = read_bindings(in);
    found.texted = in.text();
    found.rule = in.text();
    found.because = read_evidence(in, true);
    if (!in.done() || !id.done()) return std::nullopt;
    return found;
}

bool can_be_key(std::string_view recipient) noexcept {
    return !recipient.empty() && recipient.find('\0') == std::string_view::npos;
}

}  // namespace store
