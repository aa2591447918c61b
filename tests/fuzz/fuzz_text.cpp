// What a reply says: any octets in any data_coding on any link, to UTF-8, folded, looked up in the keywords of every language in
// every mode.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "protocol/message_text.hpp"
#include "proxy/consent/languages.hpp"
#include "proxy/consent/list.hpp"
#include "proxy/consent/review_rules.hpp"
#include "proxy/consent/text_of.hpp"
#include "tests/support/exact_buffer.hpp"
#include "tests/support/readers.hpp"

namespace {

using proxy::consent::dictionary;
using proxy::consent::fold;
using proxy::consent::keyword_class;
using proxy::consent::match_mode;

dictionary everything(match_mode mode) {
    proxy::consent::list all;
    all.mode = mode;
    all.languages.clear();
    for (const auto& each : proxy::consent::languages()) all.languages.emplace_back(each.code);
    return proxy::consent::keywords_of(all);
}

void hold(bool what) {
    if (!what) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const dictionary exact = everything(match_mode::exact), lenient = everything(match_mode::lenient),
                            prefix = everything(match_mode::prefix);
    if (size < 2) return 0;
    const tests::support::exact_buffer text(protocol::octets{data + 2, size - 2});
    protocol::short_message message;
    message.data_coding = data[0];
    message.esm_class = data[1] & 0x40U;
    message.text = text.view();
    // By bits of the second octet that esm_class leaves free.
    constexpr std::array links{protocol::alphabet::utf8,   protocol::alphabet::gsm7, protocol::alphabet::gsm7_packed,
                               protocol::alphabet::latin1, protocol::alphabet::ucs2, protocol::alphabet::ascii};
    const auto read = proxy::consent::text_of(message, links[(data[1] & 0x3FU) % links.size()]);
    if (!read) return 0;
    hold(tests::support::is_valid_utf8(*read));
    const auto folded = fold(*read);
    // What is folded stays as it is.
    hold(fold(folded.whole).whole == folded.whole);
    hold(fold(folded.words).words == folded.words);
    // Each mode takes what the stricter one takes, as the same.
    const auto by_whole = exact.find(folded).what, by_words = lenient.find(folded).what, by_start = prefix.find(folded).what;
    hold(by_whole == keyword_class::none || by_whole == by_words);
    hold(by_words == keyword_class::none || by_words == by_start);
    static_cast<void>(proxy::consent::review_rules::built_in().match(folded));
    return 0;
}
