#pragma once
// The least configuration that is good, and how tests look at faults.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "proxy/app/configuration.hpp"

namespace tests::app {

using proxy::app::fault;

inline const std::string least = "[[link]]\nname = \"carrier\"\nlisten = \"0.0.0.0:2775\"\nupstream = [\"smsc.example:2775\"]\n";

inline auto reads(const std::string& toml) { return proxy::app::read_configuration(toml, "s.toml"); }

inline auto is_fault(unsigned line, const std::string& key, const std::string& says) {
    return testing::AllOf(testing::Field("line", &fault::line, line), testing::Field("key", &fault::key, key),
                          testing::Field("what", &fault::what, testing::HasSubstr(says)));
}

inline std::string all(const std::vector<fault>& faults) {
    std::string text;
    for (const auto& each : faults) text += describe(each) + "\n";
    return text;
}

}  // namespace tests::app
