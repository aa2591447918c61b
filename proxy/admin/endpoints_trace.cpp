// What passes a link, while somebody looks; and the last PDUs that did not parse.
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/problem.hpp"
#include "proxy/admin/trace_lines.hpp"
#include "proxy/log/log.hpp"
#include "proxy/trace/capture.hpp"
#include "proxy/trace/fields.hpp"
#include "store/answer_of.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;
using std::chrono::steady_clock;

// Somebody who looks for a fault sends a few texts, or waits for the peer's next probe.
constexpr std::size_t usual_seconds = 30, longest_seconds = 600;
constexpr std::size_t usual_pdus = 1'000, most_pdus = 100'000;
// A person sees no difference, and a link that says nothing costs twenty looks a second.
constexpr std::chrono::milliseconds pause{50};

struct wanted_trace {
    bool as_capture = false;
    std::size_t seconds = usual_seconds, pdus = usual_pdus;
};

wanted_trace read_wanted(fields& query) {
    wanted_trace made;
    const auto format = query.text("format");
    made.as_capture = format == "pcap";
    if (!format.empty() && format != "pcap" && format != "ndjson") query.fail("format", "is ndjson or pcap");
    made.seconds = query.number("seconds", usual_seconds, 1, longest_seconds);
    made.pdus = query.number("pdus", usual_pdus, 1, most_pdus);
    return made;
}

// Puts what is seen into the answer.
class teller {
public:
    teller(body_stream& to, const wanted_trace& wanted, protocol::alphabet fallback)
        : to_(to), wanted_(wanted), fallback_(fallback) {}

    // Until the time or the number is reached, the link is over, or nobody listens any more.
    void run(trace::tap& from) {
        const auto until = steady_clock::now() + std::chrono::seconds{wanted_.seconds};
        const char* why = "nobody reads";
        while (to_.write({})) {
            while (pdus_ < wanted_.pdus && !over_ && from.next(one_)) tell();
            if (!flush()) break;
            if (over_ || pdus_ == wanted_.pdus || steady_clock::now() >= until) {
                why = over_ ? "the link is over" : pdus_ == wanted_.pdus ? "pdus" : "seconds";
                break;
            }
            std::this_thread::sleep_for(pause);
        }
        if (wanted_.as_capture) return;
        append({{"event", "end"}, {"why", why}, {"pdus", pdus_}, {"lost", from.lost()}});
        static_cast<void>(flush());
    }

private:
    void tell() {
        over_ = one_.what == trace::record::kind::over;
        if (one_.what == trace::record::kind::pdu) {
            ++pdus_;
            trace::blank_password(one_.octets);
        }
        wanted_.as_capture ? capture_.append(waiting_, one_) : append(trace_line(one_, fallback_));
        if (waiting_.size() >= http_limits::stream_portion) static_cast<void>(flush());
    }
    void append(const ordered_json& line) {
        waiting_ += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
    }
    bool flush() {
        const bool heard = waiting_.empty() || to_.write(waiting_);
        waiting_.clear();
        return heard;
    }

    body_stream& to_;
    const wanted_trace& wanted_;
    const protocol::alphabet fallback_;
    trace::record one_;
    trace::capture capture_;
    std::string waiting_;
    std::size_t pdus_ = 0;
    bool over_ = false;
};

// Whoever looks into texts of others is written down before.
bool noted(const call& in, const link_status& link, const wanted_trace& wanted) {
    const auto what = "link " + std::to_string(link.id) + ", " + std::to_string(wanted.seconds) + " s and " +
                      std::to_string(wanted.pdus) + " PDUs at most";
    log::note(log::level::warn, "link traced",
              {{"link", link.link}, {"id", link.id}, {"by", in.who.name}, {"from", in.from}, {"what", what}});
    return store::answer_of<bool>([&](auto done) {
        in.asked.store().trace(
            {.actor = in.who.name, .origin = in.from, .link = link.link, .system_id = link.system_id, .what = what},
            std::move(done));
    });
}

std::string link_name(std::string_view id) { return "link " + std::string(id); }

}  // namespace

void get_trace(call& in) {
    const auto wanted = read_wanted(in.query);
    if (refused(in, in.query)) return;
    const auto id = parse_id(in.id);
    const auto links = store::answer_of<std::vector<link_status>>([&](auto done) { in.asked.links(std::move(done)); });
    const auto link = std::ranges::find_if(links, [&](const auto& each) { return id && each.id == *id; });
    if (link == links.end()) return in.answer(problem(404, "There is no " + link_name(in.id) + "; GET /v1/links lists them."));

    const auto tap = std::make_shared<trace::tap>();
    using watching = gateway::watching;
    switch (store::answer_of<watching>([&](auto done) { in.asked.watch(link->id, tap, std::move(done)); })) {
        case watching::begun: break;
        case watching::not_there:
            return in.answer(problem(409, "Somebody traces " + link_name(in.id) + " already, or it has just ended."));
        case watching::too_many:
            return in.answer(problem(429, "As many links are traced as Stopgate does at once; try again later."));
    }
    if (!noted(in, *link, wanted)) {
        tap->close();
        return in.answer(problem(503, "The trail can't be written, and without it nobody looks into texts of others."));
    }
    response head;
    head.content_type = wanted.as_capture ? "application/vnd.tcpdump.pcap" : "application/x-ndjson";
    const auto file = "link-" + std::to_string(link->id) + (wanted.as_capture ? ".pcap" : ".ndjson");
    head.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file + "\"");
    if (wanted.as_capture) head.body = trace::capture::file_header();
    in.stream->begin(std::move(head));
    teller(*in.stream, wanted, in.asked.alphabet_of(link->link)).run(*tap);
    tap->close();
}

namespace {

void answer_malformed(call& in, std::optional<std::uint64_t> id, std::string link) {
    in.asked.malformed(
        [answer = in.answer, id, link = std::move(link), &asked = in.asked](const std::vector<relay::malformed_report>& all) {
            auto shown = ordered_json::array();
            for (const auto& each : all) {
                if ((id && each.id != *id) || (!link.empty() && each.link != link)) continue;
                shown.push_back(json_of(each, asked.alphabet_of(each.link)));
            }
            answer(json_answer({{"malformed", std::move(shown)}}));
        });
}

}  // namespace

void get_malformed(call& in) {
    auto link = in.query.text("link");
    if (refused(in, in.query)) return;
    answer_malformed(in, std::nullopt, std::move(link));
}

void get_malformed_of_link(call& in) {
    if (refused(in, in.query)) return;
    const auto id = parse_id(in.id);
    if (!id) return in.answer(problem(404, "There is no " + link_name(in.id) + "."));
    answer_malformed(in, id, {});
}

}  // namespace proxy::admin
