#include "proxy/consent/text_of.hpp"

#include <unicode/localpointer.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

namespace proxy::consent {
namespace {

using protocol::octets;

enum class charset : std::uint8_t { iso_8859_5, iso_8859_8, shift_jis, euc_jp, iso_2022_jp, windows_949, iso_2022_kr };
// As ICU calls them. JIS7 is ISO-2022-JP with all sets that one may switch to, JIS X 0212 and half-width katakana among them.
constexpr std::array names{"ISO-8859-5", "ISO-8859-8", "Shift_JIS", "EUC-JP", "JIS7", "windows-949", "ISO-2022-KR"};

// ICU's own gives U+001A for some.
void U_CALLCONV replace(const void* /*context*/, UConverterToUnicodeArgs* to, const char* /*octets*/, std::int32_t /*length*/,
                        UConverterCallbackReason reason, UErrorCode* error) {
    if (reason > UCNV_IRREGULAR) return;  // nothing to convert: it is reset, closed or cloned
    constexpr char16_t replacement = 0xFFFD;
    *error = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(to, &replacement, 1, 0, error);
}

// Of this thread: a converter has a state, and to open one takes long. Null when ICU has none.
UConverter* converter_of(charset from) {
    thread_local std::array<icu::LocalUConverterPointer, names.size()> all;
    auto& one = all[static_cast<std::size_t>(from)];
    if (one.isNull()) {
        UErrorCode error = U_ZERO_ERROR;
        icu::LocalUConverterPointer opened(ucnv_open(names[static_cast<std::size_t>(from)], &error));
        ucnv_setToUCallBack(opened.getAlias(), replace, nullptr, nullptr, nullptr, &error);
        if (U_FAILURE(error)) return nullptr;
        one.adoptInstead(opened.orphan());
    }
    return one.getAlias();
}

std::optional<std::string> convert(std::string_view text, charset from) {
    UConverter* const converter = converter_of(from);
    if (converter == nullptr) return std::nullopt;
    UErrorCode error = U_ZERO_ERROR;
    const icu::UnicodeString units(text.data(), static_cast<std::int32_t>(text.size()), converter, error);
    if (U_FAILURE(error)) return std::nullopt;
    std::string converted;
    return units.toUTF8String(converted);
}

bool is_common_in_ascii(std::uint8_t octet) noexcept {
    constexpr std::string_view marks = " \t\r\n.,!?'\"-";
    const unsigned letter = octet | 0x20U;  // in lower case
    return (letter >= 'a' && letter <= 'z') || (octet >= '0' && octet <= '9') ||
           marks.find(static_cast<char>(octet)) != std::string_view::npos;
}

// One standard of two octets a character (ISO 2022 with 94 by 94 places), in its several forms.
struct double_octets {
    charset with_escapes;
    charset eight_bit;
    charset extended_unix;         // has the bare octets with their high bits set,
    std::string_view prefix = {};  // behind this
    bool bare = true;              // they are sent so
};
constexpr double_octets jis_x_0208{charset::iso_2022_jp, charset::shift_jis, charset::euc_jp};
constexpr double_octets iso_2022_jp{charset::iso_2022_jp, charset::shift_jis, charset::euc_jp, {}, false};
constexpr double_octets jis_x_0212{charset::iso_2022_jp, charset::euc_jp, charset::euc_jp, "\x8F"};  // single shift 3
constexpr double_octets ks_c_5601{charset::iso_2022_kr, charset::windows_949, charset::windows_949};

// Nothing when they are none.
std::optional<std::string> from_bare(octets text, const double_octets& standard) {
    const auto has_place = [](std::uint8_t octet) { return octet >= 0x21 && octet <= 0x7E; };
    if (text.size() % 2 != 0 || !std::ranges::all_of(text, has_place)) return std::nullopt;
    if (std::ranges::all_of(text, is_common_in_ascii)) return std::nullopt;
    std::string high;
    for (; !text.empty(); text = text.subspan(2)) {
        high += standard.prefix;
        for (const auto octet : text.first(2)) high.push_back(static_cast<char>(octet | 0x80U));
    }
    auto converted = convert(high, standard.extended_unix);
    constexpr std::string_view replacement = "\uFFFD";
    if (converted && converted->find(replacement) != std::string::npos) return std::nullopt;
    return converted;
}

std::optional<std::string> from_double_octets(octets text, const double_octets& standard) {
    constexpr std::uint8_t escape = 0x1B, shift_out = 0x0E;
    const auto switches = [](std::uint8_t octet) { return octet == escape || octet == shift_out; };
    if (std::ranges::any_of(text, switches)) return convert(protocol::characters(text), standard.with_escapes);
    const bool seven_bit = std::ranges::all_of(text, [](std::uint8_t octet) { return octet < 0x80; });
    if (seven_bit && standard.bare) {
        if (auto converted = from_bare(text, standard)) return converted;
    }
    return convert(protocol::characters(text), standard.eight_bit);
}

std::optional<std::string> converted(octets text, std::uint8_t data_coding) {
    switch (data_coding) {
        case 0x05: return from_double_octets(text, jis_x_0208);
        case 0x06: return convert(protocol::characters(text), charset::iso_8859_5);
        case 0x07: return convert(protocol::characters(text), charset::iso_8859_8);
        case 0x0A: return from_double_octets(text, iso_2022_jp);
        case 0x0D: return from_double_octets(text, jis_x_0212);
        case 0x0E: return from_double_octets(text, ks_c_5601);
        default: return std::nullopt;
    }
}

octets without_terminators(octets text) noexcept {
    while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
    return text;
}

}  // namespace

std::optional<std::string> text_of(const protocol::short_message& message, protocol::alphabet fallback) {
    if (auto text = protocol::decode_text(message, fallback)) return text;
    const auto parts = protocol::split_user_data(message.esm_class, message.text);
    if (parts.broken) return std::nullopt;
    return converted(without_terminators(parts.text), message.data_coding);
}

}  // namespace proxy::consent
