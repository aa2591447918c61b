#include "store/chain.hpp"

#include <algorithm>
#include <charconv>

#include "store/codec.hpp"
#include "store/event_record.hpp"
#include "store/hex.hpp"

namespace store {
namespace {

constexpr std::uint8_t version = 1;

bool read_digest(record_reader& in, digest& into) {
    const auto octets = in.text();
    if (octets.size() != into.size()) {
        in.fail();
        return false;
    }
    std::ranges::copy(octets, into.begin());
    return true;
}

}  // namespace

std::string text_of(const chain_end& end) { return std::to_string(end.sequence) + "-" + to_hex(view(end.link)); }

std::optional<chain_end> chain_end_of(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    chain_end out;
    const auto* const end = text.data() + dash;
    const auto [stopped, failed] = std::from_chars(text.data(), end, out.sequence);
    const auto link = from_hex(text.substr(dash + 1));
    if (failed != std::errc{} || stopped != end || !link || link->size() != out.link.size()) return std::nullopt;
    std::ranges::copy(*link, out.link.begin());
    return out;
}

std::string chain_key(std::uint64_t sequence) {
    std::string key;
    record_writer(key).u64(sequence);
    return key;
}

std::optional<std::uint64_t> decode_chain_key(std::string_view key) {
    record_reader in(key);
    const auto sequence = in.u64();
    return in.done() ? std::optional(sequence) : std::nullopt;
}

std::string encode(const chain_place& what) {
    std::string out;
    record_writer to(out);
    to.u8(version);
    to.u8(static_cast<std::uint8_t>(what.state));
    to.text(what.event_key);
    to.text(view(what.leaf));
    to.text(view(what.link));
    to.u64(what.by);
    return out;
}

std::optional<chain_place> decode_place(std::string_view record) {
    record_reader in(record);
    if (in.u8() != version) return std::nullopt;
    chain_place out;
    out.state = in.one_of(place_state::expired);
    out.event_key = in.text();
    if (!read_digest(in, out.leaf) || !read_digest(in, out.link)) return std::nullopt;
    out.by = in.u64();
    if (!in.done()) return std::nullopt;
    return out;
}

std::string pseudonym_of(std::string_view hash_key, std::string_view recipient) {
    const auto hash = hmac_sha256(hash_key, recipient);
    return std::string(pseudonym_mark) + to_hex(view(hash));
}

bool is_pseudonym(std::string_view recipient) noexcept {
    return recipient.size() == pseudonym_mark.size() + 2 * digest{}.size() && recipient.starts_with(pseudonym_mark);
}

std::optional<digest> leaf_of(std::string_view hash_key, std::string_view event_key, std::string_view record) {
    const auto content = content_of(record);
    if (!content || event_key.size() <= event_key_tail) return std::nullopt;
    const auto recipient = recipient_in(event_key);
    auto together = is_pseudonym(recipient) ? std::string(recipient) : pseudonym_of(hash_key, recipient);
    together.append(event_key.substr(event_key.size() - event_key_tail));
    together.append(view(*content));
    return sha256(together);
}

digest link_of(const digest& before, const digest& leaf) {
    std::string together(view(before));
    return sha256(together.append(view(leaf)));
}

}  // namespace store
