// What the carrier knows of opt-outs: codes in its answers and receipts that mean "this recipient does not want it".
#include <charconv>
#include <string>

#include "protocol/receipt_text.hpp"
#include "protocol/tlv.hpp"
#include "proxy/relay/link.hpp"
#include "proxy/relay/party_of.hpp"

namespace proxy::relay {

using protocol::pdu_view;

namespace {

// err: of the text (SMPP 3.4 App. B) as a decimal number, else the network's code (§5.3.2.31): its type, then two octets.
std::optional<std::uint32_t> code_of(const protocol::short_message& receipt) {
    const auto text = protocol::characters(protocol::split_user_data(receipt.esm_class, receipt.text).text);
    if (const auto given = protocol::receipt_text::value(text, "err:")) {
        std::uint32_t code = 0;
        const auto [end, wrong] = std::from_chars(given->data(), given->data() + given->size(), code);
        if (wrong == std::errc{} && end == given->data() + given->size() && code != 0) return code;
    }
    const auto network = protocol::find_tlv(receipt.tlvs, protocol::tlv_tag::network_error_code);
    if (network && network->size() == 3) return protocol::load16(network->data() + 1);
    return std::nullopt;
}

store::change opt_out_of(std::string recipient, std::uint32_t code) {
    store::change made;
    made.what = store::action::opt_out;
    made.recipient = std::move(recipient);
    made.from = store::source::carrier;
    made.reason = "code " + std::to_string(code);
    return made;
}

}  // namespace

// It goes on to the sender whose text it is about; nobody waits for what is stored.
void link::learn_from_receipt(const protocol::short_message& receipt, pdu_view pdu, effects& out) {
    const auto code = code_of(receipt);
    if (!code || !its_->opted_out_codes.contains(*code)) return;
    auto change = opt_out_of(consent::canonical_text(receipt.source, its_->home), *code);
    const auto sender = consent::canonical_text(receipt.destination, its_->home);
    const auto owners = its_->lists->of_reply(system_id_, sender);
    if (change.recipient.empty() || owners.empty()) return;
    for (const auto* owner : owners) change.bindings.push_back(consent::binding_of(*owner, sender));
    if (its_->lists->contacts_matter()) change.texted = sender;
    change.because = evidence_of(receipt, pdu, std::string{protocol::characters(receipt.text)});
    counts_->learned.add();
    out.changes.push_back({.asker = 0, .change = std::move(change)});
}

void link::learn_from_answer(const request& asked, pdu_view answer, effects& out) {
    const auto known = awaited_.extract(asked.number);
    const auto code = static_cast<std::uint32_t>(answer.status());
    if (known.empty() || code == 0 || !its_->opted_out_codes.contains(code)) return;
    const auto& to = known.mapped();
    const auto* const of = its_->lists->named(to.list);
    if (of == nullptr || to.recipient.empty()) return;
    auto change = opt_out_of(to.recipient, code);
    change.bindings = {consent::binding_of(*of, to.sender)};
    change.because.link = its_->link;
    change.because.system_id = system_id_;
    change.because.from.digits = to.recipient;
    change.because.to.digits = to.sender;
    change.because.sequence = asked.number;
    change.because.pdu = protocol::characters(answer.whole());
    counts_->learned.add();
    out.changes.push_back({.asker = 0, .change = std::move(change)});
}

}  // namespace proxy::relay
