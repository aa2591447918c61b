// One measurement: generator and sink in one thread, the proxy between them elsewhere. Prints a line of JSON. See ../README.md.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "tests/bench/load/call_counts.hpp"
#include "tests/bench/load/generator.hpp"
#include "tests/bench/load/processor_time.hpp"
#include "tests/bench/load/sink.hpp"
#include "tests/bench/load/synced_file.hpp"

namespace {

using namespace tests::bench;

struct settings {
    std::vector<std::uint16_t> targets;
    std::uint16_t sink_port = 0;
    std::size_t links = 8;
    submit_plan plan;
    stop_plan stops;
    std::string sync_in;
    std::size_t sync_octets = 1'271;  // what the gateway's log gets of a STOP
    double warm = 0.3, seconds = 1;
    std::vector<pid_t> processes;
    std::string calls;
    std::string tls;
    bool hold = false;
};

settings read(int count, char** words) {
    settings made;
    CLI::App app("SMPP load: generator and sink");
    app.add_option("--target", made.targets,
                   "Port of the proxy; of several, links go to one after the other; none: to the sink itself");
    app.add_option("--sink-port", made.sink_port, "Port of the sink; 0: the kernel chooses");
    app.add_option("--links", made.links);
    app.add_option("--window", made.plan.window, "Of each link; 0: bound and silent");
    app.add_option("--rate", made.plan.rate, "Submits a second of all links; 0: as fast as the windows allow");
    app.add_option("--listed", made.plan.listed, "Share of submits to suppressed numbers");
    app.add_option("--entries", made.plan.entries, "Of the big store");
    app.add_option("--people", made.plan.listed_people, "So many of the suppressed are texted");
    app.add_option("--text", made.plan.text_octets)->check(CLI::Range(0, 255));
    app.add_option("--stop-window", made.stops.window, "STOPs under way on each link");
    app.add_option("--stop-rate", made.stops.rate, "STOPs a second of all links");
    app.add_option("--stops-from", made.stops.first, "Numbers before this one have opted out already");
    app.add_option("--sync-in", made.sync_in, "Directory: half-way between two STOPs a record is appended and synced there");
    app.add_option("--sync-octets", made.sync_octets, "Of that record");
    app.add_option("--warm", made.warm, "Seconds before the measurement");
    app.add_option("--seconds", made.seconds);
    app.add_option("--process", made.processes, "Whose processor time is told");
    app.add_option("--calls", made.calls, "File with the counts of counted_calls: system calls are told");
    app.add_option("--tls", made.tls, "PEM file of a certificate and its key: TLS on both legs");
    app.add_flag("--hold", made.hold, "Once bound, say so and wait for the end of standard input");
    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& wrong) {
        std::exit(app.exit(wrong));
    }
    return made;
}

class measurement {
public:
    explicit measurement(const settings& asked)
        : asked_(asked),
          sink_port_(asked.sink_port),
          sink_(loop_, sink_port_, tls(true), asked.stops),
          generator_(loop_, asked.plan, tls(false)) {
        if (!asked_.sync_in.empty()) synced_.emplace(asked_.sync_in, asked_.sync_octets);
    }

    void bind_all() {
        constexpr std::size_t at_once = 16;  // of those that bind; more would fill a proxy's backlog
        for (std::size_t made = 0; generator_.bound() < asked_.links;) {
            while (made < asked_.links && made < generator_.bound() + at_once) {
                generator_.connect(asked_.targets.empty() ? sink_port_ : asked_.targets[made % asked_.targets.size()]);
                ++made;
            }
            turn();
        }
    }
    void hold() {
        std::printf("bound\n");
        std::fflush(stdout);
        class input final : public woken {
        public:
            void wake() override { over = std::getchar() == EOF; }
            bool over = false;
        } typed;
        loop_.add(0, typed);
        while (!typed.over) turn();
    }
    nlohmann::ordered_json take() {
        generator_.begin();
        sink_.begin_stops();
        if (synced_ && asked_.stops.rate > 0) next_sync_ns_ = now_ns() + stop_gap_ns() / 2;
        run(asked_.warm);
        generator_.clear();
        sink_.clear();
        syncs_.clear();
        const auto calls = asked_.calls.empty() ? call_counts{} : calls_of(asked_.calls);
        const auto cpu = processor_time_of(asked_.processes), own = processor_time_of({::getpid()});
        const auto began = now_ns();
        run(asked_.seconds);
        const auto seconds = static_cast<double>(now_ns() - began) / 1e9;
        auto made = told(seconds, processor_time_of(asked_.processes).since(cpu));
        made["load_cpu_seconds"] = processor_time_of({::getpid()}).since(own).all;
        if (!asked_.calls.empty()) tell_calls(made, calls, calls_of(asked_.calls));
        return made;
    }

private:
    [[nodiscard]] tls_context tls(bool server) const { return asked_.tls.empty() ? nullptr : make_tls(server, asked_.tls); }

    void turn() {
        constexpr int soon = 1;  // ms; who spins may have to wait for the processor when the disk has answered
        loop_.turn(asked_.plan.rate > 0 ? 0 : soon);
        generator_.submit_what_is_due();
        sink_.send_stop_if_due();
        sync_if_due();
        if (generator_.lost() > 0) std::exit(1);
    }
    [[nodiscard]] std::uint64_t stop_gap_ns() const { return static_cast<std::uint64_t>(1e9 / asked_.stops.rate); }
    void sync_if_due() {
        if (next_sync_ns_ == 0 || now_ns() < next_sync_ns_) return;
        syncs_.add(synced_->append());
        next_sync_ns_ += stop_gap_ns();
    }
    void run(double seconds) {
        const auto end = now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
        while (now_ns() < end) turn();
    }
    [[nodiscard]] nlohmann::ordered_json told(double seconds, const processor_time& cpu) const {
        const auto& seen = generator_.seen();
        const auto submits = static_cast<double>(seen.accepted + seen.refused);
        nlohmann::ordered_json made{{"seconds", seconds},
                                    {"submits", seen.accepted + seen.refused},
                                    {"refused", seen.refused},
                                    {"per_second", submits / seconds},
                                    {"latency_ns", times(seen.took)}};
        if (!asked_.processes.empty()) {
            made["cpu"] = {{"seconds", cpu.all}, {"user", cpu.user}, {"system", cpu.system}};
            if (submits > 0) made["cpu"]["ns_per_submit"] = cpu.all * 1e9 / submits;
        }
        if (asked_.stops.window > 0 || asked_.stops.rate > 0) {
            made["stops"] = {{"count", sink_.stops().count()},
                             {"per_second", static_cast<double>(sink_.stops().count()) / seconds},
                             {"latency_ns", times(sink_.stops())}};
        }
        if (synced_) made["sync_ns"] = times(syncs_);
        return made;
    }
    // Each a submit.
    static void tell_calls(nlohmann::ordered_json& in, const call_counts& before, const call_counts& after) {
        for (std::size_t at = 0; at < call_kinds; ++at)
            in["calls"][call_names[at]] = static_cast<double>(after[at] - before[at]) / in["submits"].get<double>();
    }
    static nlohmann::ordered_json times(const latencies& of) {
        return {{"p50", of.quantile(0.5)}, {"p99", of.quantile(0.99)}, {"p99_9", of.quantile(0.999)}, {"max", of.most()}};
    }

    const settings& asked_;
    const loop loop_;
    std::uint16_t sink_port_;
    sink sink_;
    generator generator_;
    std::optional<synced_file> synced_;
    std::uint64_t next_sync_ns_ = 0;
    latencies syncs_;
};

}  // namespace

int main(int count, char** words) {
    const auto asked = read(count, words);
    measurement now(asked);
    now.bind_all();
    if (asked.hold) {
        now.hold();
    } else {
        std::printf("%s\n", now.take().dump().c_str());
    }
}
