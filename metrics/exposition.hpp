#pragma once
// From the counters of all threads to the Prometheus text format (version 0.0.4). Nothing is kept between two scrapes: the app
// walks its counters and adds what it finds to a sink. std only; prometheus-cpp stays in the .cpp.
#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "metrics/catalogue.hpp"
#include "metrics/counter.hpp"

namespace metrics {

// Takes the samples of one scrape. Values given for the same labels sum up, so each worker hands over its own part.
// Label values stand in the catalogue's order. A wrong number of them, or a number given for a histogram, throws
// std::logic_error: that is a defect of the program, and the tests find it.
class sink {
public:
    using labels = std::initializer_list<std::string_view>;

    template <class Number>
        requires std::is_arithmetic_v<Number>
    void add(family which, labels values, Number value) {
        add_number(which, values, static_cast<double>(value));
    }
    void add(family which, labels values, const counter& value) { add(which, values, value.value()); }
    void add(family which, labels values, const gauge& value) { add(which, values, value.value()); }

    // The parts of one child must have the same buckets.
    template <std::size_t Buckets>
    void add(family which, labels values, const histogram<Buckets>& value) {
        static_assert(Buckets > 1);
        std::array<double, Buckets - 1> bounds{};  // the last bucket has none: +Inf
        std::array<std::uint64_t, Buckets> counts{};
        for (std::size_t at = 0; at < Buckets; ++at) {
            counts[at] = value.bucket(at);
            if (at + 1 < Buckets) bounds[at] = static_cast<double>(value.upper_us(at)) / 1e6;
        }
        add_histogram(which, values, bounds, counts, static_cast<double>(value.sum_us()) / 1e6);
    }

protected:
    sink() = default;
    ~sink() = default;

private:
    virtual void add_number(family which, labels values, double value) = 0;
    // `counts` is one longer than `bounds`, and not cumulative; seconds.
    virtual void add_histogram(family which, labels values, std::span<const double> bounds, std::span<const std::uint64_t> counts,
                               double sum) = 0;
};

// What GET /metrics answers with: all families of the catalogue, in its order, those without a sample as well.
[[nodiscard]] std::string exposition(const std::function<void(sink&)>& collect);

inline constexpr std::string_view exposition_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace metrics
