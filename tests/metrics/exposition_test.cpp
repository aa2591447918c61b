// Reads the exposition as Prometheus does: line by line, by the rules of the text format 0.0.4.
#include "metrics/exposition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "metrics/process.hpp"

using metrics::family;
using metrics::kind;
using metrics::sink;
using testing::Contains;
using testing::Not;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> shown(const std::function<void(sink&)>& collect) { return lines_of(metrics::exposition(collect)); }

// One child of each family, with the label values in the order of the catalogue.
void one_of_each(sink& into) {
    metrics::duration_histogram times(50);
    times.observe_us(70);
    into.add(family::pdus_total, {"carrier", "upstream", "submit_sm", "forwarded"}, 3);
    into.add(family::submits_refused_total, {"carrier", "default"}, 1);
    into.add(family::keywords_total, {"carrier", "default", "opt_out"}, 1);
    into.add(family::confirmations_total, {"carrier", "accepted"}, 1);
    into.add(family::receipts_total, {"carrier", "accepted"}, 1);
    into.add(family::suppressions, {"default"}, 7);
    into.add(family::review_waiting, {}, 2);
    into.add(family::filter_mismatch_total, {}, 0);
    into.add(family::filter_state, {"ready"}, 1);
    into.add(family::filter_keys, {}, 7);
    into.add(family::filter_bytes, {}, 64);
    into.add(family::lookup_seconds, {}, times);
    into.add(family::opt_out_durable_seconds, {}, times);
    into.add(family::upstream_response_seconds, {"carrier"}, times);
    into.add(family::links_bound, {"carrier", "transceiver"}, 1);
    into.add(family::in_flight, {"carrier", "upstream"}, 2);
    into.add(family::held_pdus, {"carrier"}, 0);
    into.add(family::bytes_total, {"carrier", "downstream"}, std::uint64_t{12'345'678'901});
    into.add(family::paused_seconds_total, {"carrier", "slow_reader"}, 0.25);
    into.add(family::store_errors_total, {"write"}, 0);
    into.add(family::malformed_pdus_total, {"carrier", "too_long"}, 0);
    into.add(family::connections_denied_total, {"carrier", "tls"}, 1);
    into.add(family::build_info, {"0.1.0", "abc"}, 1);
    metrics::add_process(into);
}

TEST(Catalogue, NamesFollowTheConventions) {
    std::set<std::string_view> seen;
    for (const auto& about : metrics::catalogue()) {
        SCOPED_TRACE(about.name);
        EXPECT_TRUE(seen.insert(about.name).second) << "twice";
        EXPECT_TRUE(about.name.starts_with("stopgate_") || about.name.starts_with("process_"));
        for (const char c : about.name) EXPECT_TRUE(std::islower(static_cast<unsigned char>(c)) || c == '_');
        EXPECT_EQ(about.type == kind::counter, about.name.ends_with("_total"));
        EXPECT_TRUE(about.type != kind::histogram || about.name.ends_with("_seconds"));
        EXPECT_TRUE(about.help.ends_with('.'));
        EXPECT_EQ(about.help.find_first_of("\n\\"), std::string_view::npos);
        std::set<std::string_view> labels;
        for (const auto label : about.labels) {
            EXPECT_TRUE(labels.insert(label).second) << label;
            EXPECT_NE(label, "le");
            EXPECT_FALSE(label.starts_with("__"));
        }
    }
    EXPECT_EQ(seen.size(), metrics::family_count);
}

TEST(Catalogue, TheEnumerationNamesTheFamilies) {
    EXPECT_EQ(metrics::describe(family::pdus_total).name, "stopgate_pdus_total");
    EXPECT_EQ(metrics::describe(family::lookup_seconds).name, "stopgate_lookup_seconds");
    EXPECT_EQ(metrics::describe(family::malformed_pdus_total).name, "stopgate_malformed_pdus_total");
    EXPECT_EQ(metrics::describe(family::build_info).name, "stopgate_build_info");
}

TEST(Exposition, EveryFamilyIsThereWithoutASample) {
    const auto lines = shown([](sink&) {});
    for (const auto& about : metrics::catalogue()) {
        const auto type = about.type == kind::counter ? "counter" : about.type == kind::gauge ? "gauge" : "histogram";
        EXPECT_THAT(lines, Contains("# HELP " + std::string(about.name) + " " + std::string(about.help)));
        EXPECT_THAT(lines, Contains("# TYPE " + std::string(about.name) + " " + type));
    }
    EXPECT_EQ(lines.size(), 2 * metrics::family_count);
}

TEST(Exposition, ShowsLabelsByName) {
    const auto lines = shown(one_of_each);
    EXPECT_THAT(
        lines, Contains(R"(stopgate_pdus_total{link="carrier",direction="upstream",command="submit_sm",outcome="forwarded"} 3)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_suppressions{list="default"} 7)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_bytes_total{link="carrier",direction="downstream"} 12345678901)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_paused_seconds_total{link="carrier",reason="slow_reader"} 0.25)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_build_info{version="0.1.0",revision="abc"} 1)"));
}

TEST(Exposition, PartsOfSeveralWorkersSumUp) {
    metrics::counter first, second;
    first.add(40);
    second.add(2);
    metrics::gauge up, down;
    up.add(5);
    down.add(-2);
    const auto lines = shown([&](sink& into) {
        into.add(family::submits_refused_total, {"a", "default"}, first);
        into.add(family::submits_refused_total, {"b", "default"}, 9);
        into.add(family::submits_refused_total, {"a", "default"}, second);
        into.add(family::held_pdus, {"a"}, up);
        into.add(family::held_pdus, {"a"}, down);
    });
    EXPECT_THAT(lines, Contains(R"(stopgate_submits_refused_total{link="a",list="default"} 42)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_submits_refused_total{link="b",list="default"} 9)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_held_pdus{link="a"} 3)"));
}

TEST(Exposition, EscapesLabelValues) {
    const auto lines = shown([](sink& into) { into.add(family::held_pdus, {"a\"b\\c\nd"}, 1); });
    EXPECT_THAT(lines, Contains(R"(stopgate_held_pdus{link="a\"b\\c\nd"} 1)"));
}

TEST(Exposition, BucketsAreCumulativeAndEndWithInfinity) {
    metrics::histogram<4> first(100), second(100);  // up to 100, 200, 400 µs, and the rest
    for (const auto us : {50U, 100U, 101U, 5'000U}) first.observe_us(us);
    second.observe_us(400);
    const auto lines = shown([&](sink& into) {
        into.add(family::upstream_response_seconds, {"a"}, first);
        into.add(family::upstream_response_seconds, {"a"}, second);
    });
    EXPECT_THAT(lines, Contains(R"(stopgate_upstream_response_seconds_bucket{link="a",le="0.0001"} 2)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_upstream_response_seconds_bucket{link="a",le="0.0002"} 3)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_upstream_response_seconds_bucket{link="a",le="0.0004"} 4)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_upstream_response_seconds_bucket{link="a",le="+Inf"} 5)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_upstream_response_seconds_count{link="a"} 5)"));
    EXPECT_THAT(lines, Contains(R"(stopgate_upstream_response_seconds_sum{link="a"} 0.005651)"));
}

TEST(Exposition, AZeroChildIsShown) {
    const metrics::duration_histogram idle(50);
    const auto lines = shown([&](sink& into) {
        into.add(family::lookup_seconds, {}, idle);
        into.add(family::store_errors_total, {"write"}, 0);
    });
    EXPECT_THAT(lines, Contains(R"(stopgate_lookup_seconds_bucket{le="+Inf"} 0)"));
    EXPECT_THAT(lines, Contains("stopgate_lookup_seconds_count 0"));
    EXPECT_THAT(lines, Contains(R"(stopgate_store_errors_total{operation="write"} 0)"));
}

TEST(Exposition, FindsDefectsOfTheCaller) {
    metrics::histogram<4> four(100), other(50);
    EXPECT_THROW(shown([](sink& into) { into.add(family::held_pdus, {}, 1); }), std::logic_error);
    EXPECT_THROW(shown([](sink& into) { into.add(family::lookup_seconds, {}, 1); }), std::logic_error);
    EXPECT_THROW(shown([&](sink& into) { into.add(family::held_pdus, {"a"}, four); }), std::logic_error);
    EXPECT_THROW(shown([&](sink& into) {
                     into.add(family::lookup_seconds, {}, four);
                     into.add(family::lookup_seconds, {}, other);
                 }),
                 std::logic_error);
}

TEST(Process, TellsOfThisOne) {
    std::map<std::string, double> found;
    for (const auto& line : shown(metrics::add_process)) {
        if (line.starts_with("process_")) found[line.substr(0, line.find(' '))] = std::stod(line.substr(line.find(' ')));
    }
    EXPECT_GT(found["process_cpu_seconds_total"], -1);
    EXPECT_GT(found["process_resident_memory_bytes"], 1 << 20);
    EXPECT_GT(found["process_virtual_memory_bytes"], found["process_resident_memory_bytes"]);
    EXPECT_GE(found["process_open_fds"], 3);
    EXPECT_GT(found["process_max_fds"], found["process_open_fds"]);
    const auto now = static_cast<double>(std::time(nullptr));
    EXPECT_LE(found["process_start_time_seconds"], now + 2);  // ticks and btime are rounded
    EXPECT_GT(found["process_start_time_seconds"], now - 86'400);
}

// Prometheus' own linter.
TEST(Exposition, PromtoolFindsNothing) {
    const auto path = testing::TempDir() + "stopgate-exposition." + std::to_string(::getpid());
    std::ofstream(path) << metrics::exposition(one_of_each);
    EXPECT_EQ(std::system(("promtool check metrics <" + path).c_str()), 0);
    std::remove(path.c_str());
}

}  // namespace
