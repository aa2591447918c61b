#include "metrics/exposition.hpp"

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <vector>

namespace metrics {
namespace {

using prometheus::ClientMetric;

prometheus::MetricType type_of(kind what) {
    switch (what) {
        case kind::counter: return prometheus::MetricType::Counter;
        case kind::gauge: return prometheus::MetricType::Gauge;
        case kind::histogram: return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
}

[[noreturn]] void defect(const description& of, const char* what) { throw std::logic_error(std::string(of.name) + ": " + what); }

// One scrape: the children of each family by their label values.
class scrape final : public sink, public prometheus::Collectable {
public:
    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override {
        std::vector<prometheus::MetricFamily> out;
        out.reserve(family_count);
        for (std::size_t at = 0; at < family_count; ++at) {
            const auto& about = catalogue()[at];
            auto& family = out.emplace_back();
            family.name = about.name;
            family.help = about.help;
            family.type = type_of(about.type);
            for (const auto& [values, child] : children_[at]) family.metric.push_back(child);
        }
        return out;
    }

private:
    ClientMetric& child_of(family which, labels values) {
        const auto& about = describe(which);
        if (values.size() != about.labels.size()) defect(about, "wrong number of label values");
        auto [at, is_new] = children_[static_cast<std::size_t>(which)].try_emplace({values.begin(), values.end()});
        if (is_new) {
            auto name = about.labels.begin();
            for (const auto& value : values) at->second.label.push_back({std::string(*name++), std::string(value)});
        }
        return at->second;
    }

    void add_number(family which, labels values, double value) override {
        const auto& about = describe(which);
        if (about.type == kind::histogram) defect(about, "a histogram takes no plain number");
        auto& child = child_of(which, values);
        // A child has one type, so only the serializer's choice of field matters.
        child.counter.value += about.type == kind::counter ? value : 0;
        child.gauge.value += about.type == kind::gauge ? value : 0;
    }

    void add_histogram(family which, labels values, std::span<const double> bounds, std::span<const std::uint64_t> counts,
                       double sum) override {
        const auto& about = describe(which);
        if (about.type != kind::histogram) defect(about, "is no histogram");
        auto& into = child_of(which, values).histogram;
        if (into.bucket.empty()) {
            for (const auto bound : bounds) into.bucket.push_back({0, bound});
        } else if (!std::equal(bounds.begin(), bounds.end(), into.bucket.begin(), into.bucket.end(),
                               [](double bound, const ClientMetric::Bucket& bucket) { return bound == bucket.upper_bound; })) {
            defect(about, "parts with other buckets");
        }
        std::uint64_t so_far = 0;
        for (std::size_t at = 0; at < counts.size(); ++at) {
            so_far += counts[at];
            if (at < into.bucket.size()) into.bucket[at].cumulative_count += so_far;
        }
        into.sample_count += so_far;  // the serializer writes it as the +Inf bucket as well
        into.sample_sum += sum;
    }

    std::array<std::map<std::vector<std::string>, ClientMetric>, family_count> children_;
};

}  // namespace

std::string exposition(const std::function<void(sink&)>& collect) {
    scrape now;
    collect(now);
    const prometheus::Collectable& source = now;
    const prometheus::Serializer& text = prometheus::TextSerializer{};
    return text.Serialize(source.Collect());
}

}  // namespace metrics
