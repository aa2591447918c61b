#include "proxy/admin/query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using proxy::admin::parse_object;
using proxy::admin::parse_target;
using testing::HasSubstr;

namespace {

TEST(Target, IsSplitAndDecoded) {
    auto made = parse_target("/v1/supp%72essions?list=a%20b&sender=My%26Shop&empty=&bare");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->path, "/v1/suppressions");
    EXPECT_EQ(made->values.text("list"), "a b");
    EXPECT_EQ(made->values.text("sender"), "My&Shop");
    EXPECT_EQ(made->values.text("empty"), "");
    EXPECT_EQ(made->values.text("bare"), "");
    EXPECT_EQ(made->values.text("missing"), "");
    EXPECT_EQ(made->values.wrong(), "");
}

TEST(Target, RefusesWhatIsNone) {
    for (const auto* text : {"", "v1", "/a b", "/a?x=%zz", "/a?x=%1", "/a\"", "*", "http://h/a", "/a#b", "/\xFF"}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
}

TEST(Fields, WhatNobodyAskedForIsWrong) {
    auto made = parse_target("/?limit=1&limti=2");
    EXPECT_EQ(made->values.number("limit", 5, 1, 9), 1U);
    EXPECT_EQ(made->values.wrong(), "query parameter \"limti\" is unknown here; known are: limit");
}

TEST(Fields, TwiceIsWrong) {
    auto made = parse_target("/?list=a&list=b");
    EXPECT_EQ(made->values.text("list"), "a");
    EXPECT_EQ(made->values.wrong(), "query parameter \"list\" is there twice");
}

TEST(Fields, PartiesAreCanonical) {
    for (const auto* text : {"%2B4477", "+4477", "004477", "4477", "%204477%20"}) {
        auto made = parse_target(std::string("/?recipient=") + text);
        EXPECT_EQ(made->values.party("recipient", nullptr), "4477") << text;
        EXPECT_EQ(made->values.wrong(), "") << text;
    }
}

TEST(Fields, PartiesThatCanBeNoneAreWrong) {
    for (const auto* text :
         {"%2B", "00", "%00", "a%0Ab", "%20", "11111111111111111111111111111111111111111111111111111111111111111"}) {
        auto made = parse_target(std::string("/?recipient=") + text);
        (void)made->values.party("recipient", nullptr);
        EXPECT_THAT(made->values.wrong(), HasSubstr("\"recipient\"")) << text;
    }
}

TEST(Fields, NumbersHaveARange) {
    EXPECT_EQ(parse_target("/")->values.number("limit", 5, 1, 9), 5U);
    EXPECT_EQ(parse_target("/?limit=9")->values.number("limit", 5, 1, 9), 9U);
    for (const auto* text : {"0", "10", "-1", "x", "", "1x", "99999999999999999999", "%201", "1.0"}) {
        auto made = parse_target(std::string("/?limit=") + text);
        (void)made->values.number("limit", 5, 1, 9);
        EXPECT_EQ(made->values.wrong(), "query parameter \"limit\" must be a number from 1 to 9") << text;
    }
}

TEST(Fields, MomentsAreTimes) {
    auto made = parse_target("/?since=1970-01-02&before=yesterday");
    EXPECT_EQ(made->values.moment("since"), 86'400'000);
    EXPECT_EQ(made->values.moment("before"), std::nullopt);
    EXPECT_THAT(made->values.wrong(), HasSubstr("\"before\" must be a time"));
}

TEST(Object, HoldsStrings) {
    auto made = parse_object(R"({"recipient": "+4477", "reason": "they called \u263a"})");
    EXPECT_EQ(made.party("recipient", nullptr), "4477");
    EXPECT_EQ(made.text("reason"), "they called \u263a");
    EXPECT_EQ(made.wrong(), "");
}

TEST(Object, RefusesWhatIsNone) {
    EXPECT_EQ(parse_object("").wrong(), "the body is not valid JSON");
    EXPECT_EQ(parse_object("{").wrong(), "the body is not valid JSON");
    EXPECT_EQ(parse_object("{\"a\": \"\xFF\"}").wrong(), "the body is not valid JSON");
    EXPECT_EQ(parse_object(std::string(60'000, '[')).wrong(), "the body is not valid JSON");
    EXPECT_EQ(parse_object("[]").wrong(), "the body must be a JSON object");
    EXPECT_EQ(parse_object("\"4477\"").wrong(), "the body must be a JSON object");
    EXPECT_EQ(parse_object(R"({"recipient": 4477})").wrong(), "member \"recipient\" must be a string");
    EXPECT_EQ(parse_object(R"({"seconds": "5"})", {"seconds"}).wrong(), "member \"seconds\" must be a whole number");
    EXPECT_EQ(parse_object(R"({"seconds": -5})", {"seconds"}).wrong(), "member \"seconds\" must be a whole number");
    EXPECT_EQ(parse_object(R"({"seconds": 5})", {"seconds"}).number("seconds", 0, 1, 9), 5U);
    EXPECT_EQ(parse_object(R"({"recipient": null})").wrong(), "member \"recipient\" must be a string");
    EXPECT_THAT(parse_object(R"({"number": "4477"})").wrong(), HasSubstr("member \"number\" is unknown here"));
}

TEST(Object, NamesWhatIsMissing) {
    auto made = parse_object("{}");
    made.require("recipient");
    EXPECT_EQ(made.wrong(), "member \"recipient\" is missing");
}

}  // namespace
