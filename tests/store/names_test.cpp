#include <gtest/gtest.h>

#include "store/change.hpp"
#include "store/suppression.hpp"
#include "store/tally.hpp"

namespace {

using namespace store;

// These words are in the API, the metrics and exports.
TEST(Names, AreTheWordsOfTheContract) {
    EXPECT_EQ(name(scope::sender), "sender");
    EXPECT_EQ(name(scope::list), "list");
    EXPECT_EQ(name(scope::global), "global");
    EXPECT_EQ(name(source::keyword), "keyword");
    EXPECT_EQ(name(source::staff), "staff");
    EXPECT_EQ(name(source::import), "import");
    EXPECT_EQ(name(source::carrier), "carrier");
    EXPECT_EQ(name(action::opt_out), "opt-out");
    EXPECT_EQ(name(action::opt_in), "opt-in");
    EXPECT_EQ(name(action::help), "help");
    EXPECT_EQ(name(confirmation_outcome::accepted), "accepted");
    EXPECT_EQ(name(confirmation_outcome::refused), "refused");
    EXPECT_EQ(name(confirmation_outcome::unknown), "unknown");
    EXPECT_EQ(name(confirmation_outcome::expired), "expired");
    EXPECT_EQ(name(event_kind::opt_out), "opt-out");
    EXPECT_EQ(name(event_kind::opt_in), "opt-in");
    EXPECT_EQ(name(event_kind::help), "help");
    EXPECT_EQ(name(event_kind::confirmation), "confirmation");
    EXPECT_EQ(name(operation::read), "read");
    EXPECT_EQ(name(operation::write), "write");
    EXPECT_EQ(name(operation::open), "open");
    EXPECT_EQ(name(operation::lookup), "lookup");
}

}  // namespace
