#include "proxy/trace/fields.hpp"

#include <algorithm>

#include "protocol/cursor.hpp"
#include "protocol/field_sizes.hpp"
#include "protocol/tlv.hpp"
#include "proxy/consent/text_of.hpp"
#include "proxy/trace/layouts.hpp"

namespace proxy::trace {

using protocol::command_id;
using protocol::cursor;
using protocol::flaw;
using protocol::octets;

namespace {

std::string hex(octets bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes.size());
    for (const auto each : bytes) {
        out.push_back(digits[each >> 4U]);
        out.push_back(digits[each & 15U]);
    }
    return out;
}

std::string in_hex(std::uint32_t number, int digits) {
    std::string out = "0x";
    for (int at = digits - 1; at >= 0; --at) out.push_back("0123456789ABCDEF"[(number >> (4 * at)) & 15U]);
    return out;
}

class reader {
public:
    reader(protocol::pdu_view pdu, protocol::alphabet fallback) : pdu_(pdu), fallback_(fallback), in_(pdu.body()) {}

    reading run() {
        const auto layout = layout_of(pdu_.command());
        // Errors come with and without a body (quirk 26).
        if (protocol::is_response(pdu_.command()) && pdu_.body().empty()) return std::move(made_);
        for (const auto& each : layout) {
            if (!take(each)) return std::move(made_);
        }
        take_tlvs();
        show_message();
        return std::move(made_);
    }

private:
    [[nodiscard]] std::size_t offset() const noexcept { return pdu_.whole().size() - in_.rest().size(); }
    void add(std::string_view name, std::string value) { made_.fields.push_back({std::string(name), std::move(value)}); }
    void fail(flaw what, std::string_view name, std::size_t at) { made_.wrong = {what, std::string(name), at}; }

    // False: the reading stops there.
    bool stands(std::string_view name, std::size_t at) {
        if (in_.stopped() || (in_.found() != flaw::none && !made_.wrong)) fail(in_.found(), name, at);
        return !in_.stopped();
    }

    bool take_number(std::string_view name, bool in_bits = false) {
        const auto at = offset();
        const auto value = in_.octet();
        if (!stands(name, at)) return false;
        if (name == "esm_class") message_.esm_class = value;
        if (name == "data_coding") message_.data_coding = value;
        add(name, in_bits ? in_hex(value, 2) : std::to_string(value));
        return true;
    }

    bool take_text(std::string_view name, std::size_t most) {
        const auto at = offset();
        const auto value = in_.c_string(most);
        if (!stands(name, at)) return false;
        add(name, std::string(value));
        return true;
    }

    bool take_address(std::string_view name, std::size_t most) {
        const std::string stem(name);
        return take_number(stem + "_ton") && take_number(stem + "_npi") && take_text(name, most);
    }

    bool take_destinations() {
        if (!take_number("number_of_dests")) return false;
        for (auto left = std::stoul(made_.fields.back().value); left > 0; --left) {
            const auto at = offset();
            const auto flag = in_.octet();
            if (!stands("dest_flag", at)) return false;
            if (flag != 1 && flag != 2) {  // SMPP 3.4 §5.2.25
                fail(flaw::bad_destination, "dest_flag", at);
                return false;
            }
            constexpr auto most = protocol::field_size::address(command_id::submit_multi);
            if (flag == 1 ? !take_address("destination_addr", most) : !take_text("dl_name", protocol::field_size::list_name))
                return false;
        }
        return true;
    }

    bool take_unsuccessful() {
        if (!take_number("no_unsuccess")) return false;
        for (auto left = std::stoul(made_.fields.back().value); left > 0; --left) {
            if (!take_address("destination_addr", protocol::field_size::address(command_id::submit_multi))) return false;
            const auto at = offset();
            const auto status = in_.take(4);
            if (!stands("error_status_code", at)) return false;
            add("error_status_code", in_hex(protocol::load32(status.data()), 8));
        }
        return true;
    }

    bool take_message(std::string_view name) {
        if (!take_number("sm_length")) return false;
        const auto at = offset();
        const auto text = in_.take(static_cast<std::size_t>(std::stoul(made_.fields.back().value)));
        if (!stands(name, at)) return false;
        message_.text = text;
        message_at_ = made_.fields.size();
        add(name, hex(text));
        return true;
    }

    bool take(const part& one) {
        switch (one.form) {
            case shape::number: return take_number(one.name);
            case shape::bits: return take_number(one.name, true);
            case shape::text: return take_text(one.name, one.most);
            case shape::address: return take_address(one.name, one.most);
            case shape::destinations: return take_destinations();
            case shape::unsuccessful: return take_unsuccessful();
            case shape::message: return take_message(one.name);
        }
        return false;
    }

    void take_tlvs() {
        message_.tlvs = in_.rest();
        while (in_.rest().size() >= 4) {
            const auto at = offset();
            const auto tag = protocol::load16(in_.rest().data());
            const auto length = protocol::load16(in_.rest().data() + 2);
            const std::string name(tlv_name(tag));
            const auto shown = name.empty() ? "tlv_" + in_hex(tag, 4).substr(2) : name;
            in_.take(4);
            if (length > in_.rest().size()) return fail(flaw::bad_tlv, shown, at);
            const auto value = in_.take(length);
            if (static_cast<protocol::tlv_tag>(tag) == protocol::tlv_tag::message_payload && message_.text.empty()) {
                message_.text = value;
                message_at_ = made_.fields.size();
            }
            const bool is_text = static_cast<protocol::tlv_tag>(tag) == protocol::tlv_tag::receipted_message_id ||
                                 static_cast<protocol::tlv_tag>(tag) == protocol::tlv_tag::additional_status_info_text;
            const auto words = protocol::characters(value);
            add(shown, is_text ? std::string(words.substr(0, words.find('\0'))) : hex(value));
        }
        if (!in_.rest().empty()) add("trailing", hex(in_.rest()));  // up to three octets: padding (quirk 27)
    }

    // What the message says, where it is a text.
    void show_message() {
        if (message_.text.empty() || message_at_ >= made_.fields.size()) return;
        if (auto text = consent::text_of(message_, fallback_)) made_.fields[message_at_].value = std::move(*text);
    }

    protocol::pdu_view pdu_;
    protocol::alphabet fallback_;
    cursor in_;
    reading made_;
    protocol::short_message message_;
    std::size_t message_at_ = 0;  // among the fields
};

}  // namespace

reading read(protocol::pdu_view pdu, protocol::alphabet fallback) { return reader(pdu, fallback).run(); }

std::string command_of(protocol::pdu_view pdu) {
    const auto known = protocol::name(pdu.command());
    if (known != "unknown" && known != "vendor") return std::string(known);
    return in_hex(static_cast<std::uint32_t>(pdu.command()), 8);
}

std::string status_of(protocol::pdu_view pdu) {
    const auto known = protocol::name(pdu.status());
    if (known != "reserved" && known != "vendor") return std::string(known);
    return in_hex(static_cast<std::uint32_t>(pdu.status()), 8);
}

void blank_password(protocol::mutable_octets pdu) noexcept {
    if (pdu.size() < protocol::header_octets) return;
    const auto command = protocol::pdu_view{pdu}.command();
    if (!protocol::is_bind(command) && command != command_id::outbind) return;
    const auto body = pdu.subspan(protocol::header_octets);
    const auto name_end = std::ranges::find(body, std::uint8_t{0});
    // Without an end of the name the password may begin anywhere behind what a name may have.
    constexpr std::ptrdiff_t longest_name = protocol::field_size::system_id;
    const auto begin =
        name_end == body.end() ? body.begin() + std::min<std::ptrdiff_t>(longest_name, std::ssize(body)) : name_end + 1;
    std::fill(begin, std::find(begin, body.end(), std::uint8_t{0}), std::uint8_t{'*'});
}

}  // namespace proxy::trace
