#include "proxy/admin/moment.hpp"

#include <gtest/gtest.h>

using proxy::admin::parse_rfc3339;
using proxy::admin::rfc3339;

namespace {

TEST(Moment, IsWrittenInUtcWithMilliseconds) {
    EXPECT_EQ(rfc3339(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(rfc3339(1'700'000'000'042), "2023-11-14T22:13:20.042Z");
    EXPECT_EQ(rfc3339(951'782'399'999), "2000-02-28T23:59:59.999Z");
    EXPECT_EQ(rfc3339(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Moment, IsReadInAnyOffset) {
    EXPECT_EQ(parse_rfc3339("2023-11-14T22:13:20.042Z"), 1'700'000'000'042);
    EXPECT_EQ(parse_rfc3339("2023-11-14t22:13:20z"), 1'700'000'000'000);
    EXPECT_EQ(parse_rfc3339("2023-11-14 22:13:20.5Z"), 1'700'000'000'500);
    EXPECT_EQ(parse_rfc3339("2023-11-14T22:13:20.0429999Z"), 1'700'000'000'042);
    EXPECT_EQ(parse_rfc3339("2023-11-15T00:13:20+02:00"), 1'700'000'000'000);
    EXPECT_EQ(parse_rfc3339("2023-11-14T16:43:20-05:30"), 1'700'000'000'000);
    EXPECT_EQ(parse_rfc3339("2024-02-29"), 1'709'164'800'000);
    EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), 1'483'228'800'000) << "a leap second";
}

TEST(Moment, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "now", "2023", "2023-02-29", "2023-13-01", "2023-00-01", "2023-1-1", "2023-11-14T", "2023-11-14T22:13",
          "2023-11-14T22:13:20", "2023-11-14T24:00:00Z", "2023-11-14T22:60:20Z", "2023-11-14T22:13:61Z", "2023-11-14T22:13:20.Z",
          "2023-11-14T22:13:20+0200", "2023-11-14T22:13:20+24:00", "2023-11-14T22:13:20Zx", "1700000000", "-001-01-01"}) {
        EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
    }
}

TEST(Moment, ComesBackAsItWas) {
    for (const std::int64_t ms : {0LL, 1LL, 86'399'999LL, 1'700'000'000'042LL, 4'102'444'800'000LL}) {
        EXPECT_EQ(parse_rfc3339(rfc3339(ms)), ms);
    }
}

}  // namespace
