// Texts that answer keywords: which are warned of, and as what.
#include <string>
#include <vector>

#include "tests/app/configuration_faults.hpp"

using namespace tests::app;
using testing::IsEmpty;

namespace {

TEST(Configuration, LongestTextsFit) {
    EXPECT_THAT(reads(least + "[[list]]\nopt_out_text = \"" + std::string(612, 'x') + "\"\n").faults, IsEmpty());
    EXPECT_THAT(reads(least + "[[list]]\nopt_out_text = \"\\u0431" + std::string(267, 'x') + "\"\n").faults, IsEmpty());
    EXPECT_THAT(reads(least + "[[list]]\nopt_out_text = \"{sender}" + std::string(592, 'x') + "\"\n").faults, IsEmpty());
}

// Lines after `least`, which has four, and what they are warned of.
struct warned {
    const char* about;
    std::string toml;
    std::vector<fault> warnings;
};

const std::string on_ascii = "[[link]]\nname = \"other\"\nlisten = \"h:1\"\nupstream = [\"h:2\"]\ndefault_alphabet = \"ascii\"\n";
const std::string x160(160, 'x');

const warned texts[] = {
    {"defaults", "", {}},
    {"one short message", "[[list]]\nopt_out_text = \"" + x160 + "\"\nhelp_text = \"caf\u00E9 \u20AC\"\n", {}},
    {"placeholders that fit", "[[list]]\nopt_out_text = \"{sender}" + std::string(140, 'x') + "\"\n", {}},
    {"two short messages",
     "[[list]]\nopt_out_text = \"" + x160 + "x\"\n",
     {{"s.toml", 6, "list[0].opt_out_text", "needs 2 short messages on link carrier, where one holds 160 characters"}}},
    {"placeholders that don't fit",
     "[[list]]\nopt_out_text = \"{sender}" + std::string(141, 'x') + "\"\n",
     {{"s.toml", 6, "list[0].opt_out_text", "needs 2 short messages on link carrier, where one holds 160 characters"}}},
    {"UCS-2",
     "[[list]]\nhelp_text = \"it\u2019s\"\n",
     {{"s.toml", 6, "list[0].help_text",
       "holds \"\u2019\" (U+2019), which is not in the GSM alphabet: in UCS-2 it needs 1 short message on link carrier, where "
       "one "
       "holds 70 characters"}}},
    {"what can't be shown",
     "[[list]]\nhelp_text = \"\\u0007\"\n",
     {{"s.toml", 6, "list[0].help_text",
       "holds U+0007, which is not in the GSM alphabet: in UCS-2 it needs 1 short message on link carrier, where one holds 70 "
       "characters"}}},
    {"in the order of lines",
     "[[list]]\n[list.text.en]\nopt_out_text = \"" + x160 + "x\"\nhelp_text = \"" + x160 + "xx\"\nopt_in_text = \"`\"\n",
     {{"s.toml", 7, "list[0].text.en.opt_out_text", "needs 2 short messages on link carrier, where one holds 160 characters"},
      {"s.toml", 8, "list[0].text.en.help_text", "needs 2 short messages on link carrier, where one holds 160 characters"},
      {"s.toml", 9, "list[0].text.en.opt_in_text",
       "holds \"`\" (U+0060), which is not in the GSM alphabet: in UCS-2 it needs 1 short message on link carrier, where one "
       "holds 70 characters"}}},
    {"the worst link counts",
     on_ascii + "[[list]]\nhelp_text = \"caf\u00E9" + std::string(70, 'x') + "\"\n",
     {{"s.toml", 11, "list[0].help_text",
       "holds \"\u00E9\" (U+00E9), which is not in ASCII: in UCS-2 it needs 2 short messages on link other, where one holds 70 "
       "characters"}}},
    {"never sent", "[[list]]\nconfirm = false\nopt_out_text = \"" + x160 + "x\"\nopt_in_text = \"`\"\n", {}},
    {"built in, in its own letters", "[[list]]\nlanguages = [\"ar\"]\n", {}},
    {"built in, on a link of UCS-2",
     "default_alphabet = \"ucs2\"\n",
     {{"s.toml", 0, "list[0].opt_in_text",
       "is not set: the built-in text needs 2 short messages on link carrier, where one holds 70 characters"},
      {"s.toml", 0, "list[0].opt_out_text",
       "is not set: the built-in text needs 2 short messages on link carrier, where one holds 70 characters"}}},
    {"built in, of a language",
     "default_alphabet = \"ascii\"\n[[list]]\nlanguages = [\"fr\"]\nopt_in_text = \"Bonjour.\"\n",
     {{"s.toml", 0, "list[0].text.fr.opt_out_text",
       "is not set: the built-in text holds \"\u00E9\" (U+00E9), which is not in ASCII: in UCS-2 it needs 2 short messages on "
       "link "
       "carrier, where one holds 70 characters"}}},
};

TEST(Configuration, TextsThatCostMoreAreWarnedOf) {
    for (const auto& each : texts) {
        SCOPED_TRACE(each.about);
        const auto [settings, faults, warnings] = reads(least + each.toml);
        EXPECT_THAT(faults, IsEmpty()) << all(faults);
        EXPECT_EQ(all(warnings), all(each.warnings));
    }
}

}  // namespace
