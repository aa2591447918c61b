// What passes a link, and what did not parse.
#include <ostream>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/file_transfer.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t shown_hex = 64;  // digits in a table

std::string text_of(const ordered_json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// Those that say something: what is empty or zero is the usual.
std::string fields_of(const ordered_json& fields) {
    std::string out;
    for (const auto& [name, value] : fields.items()) {
        const auto text = text_of(value);
        if (text.empty() || text == "0" || text == "0x00" || name.ends_with("_ton") || name.ends_with("_npi")) continue;
        if (name == "sm_length") continue;
        const bool plain = text.find(' ') == std::string::npos;
        out += " " + name + "=" + (plain ? text : "\"" + text + "\"");
    }
    return out;
}

std::string fault_of(const ordered_json& one) {
    return one.value("flaw", "") + " in " + text_of(one.at("field")) + " at octet " + text_of(one.at("offset"));
}

// "2026-01-31T08:30:00.123456Z sender received submit_sm #7 source_addr=… short_message=…"
std::string line_of(const ordered_json& one) {
    const auto event = one.value("event", "");
    auto out = one.value("time", "");
    if (event == "end")
        return one.at("pdus").dump() + " PDUs, " + one.at("lost").dump() + " lost; ended because of: " + one.value("why", "");
    if (event == "over") return out + " over: " + one.value("reason", "");
    out += " " + one.value("leg", "");
    if (event == "connected") return out + " is " + one.value("theirs", "") + ", we are " + one.value("ours", "");
    out += " " + one.value("direction", "");
    if (one.contains("lost_before")) out += " (" + one.at("lost_before").dump() + " lost)";
    if (event == "unframed") return out + " octets that are no PDU: " + one.value("hex", "").substr(0, shown_hex);
    out += " " + one.value("command", "") + " #" + one.at("sequence").dump();
    if (one.contains("status")) out += " " + one.value("status", "");
    out += fields_of(one.at("fields"));
    if (one.contains("malformed")) out += " MALFORMED: " + fault_of(one.at("malformed"));
    return out;
}

// NDJSON as it comes, line by line.
class listener {
public:
    listener(admin_api& api, bool with_hex) : api_(api), with_hex_(with_hex) {}
    bool hear(std::string_view octets) {
        waiting_.append(octets);
        std::size_t at = 0;
        for (auto end = waiting_.find('\n'); end != std::string::npos; end = waiting_.find('\n', at)) {
            show(waiting_.substr(at, end - at));
            at = end + 1;
        }
        waiting_.erase(0, at);
        return static_cast<bool>(api_.out().flush());
    }

private:
    void show(const std::string& line) {
        if (api_.wants_json()) {
            api_.out() << line << '\n';
            return;
        }
        const auto one = ordered_json::parse(line, nullptr, false);
        if (!one.is_object()) return;
        api_.out() << printable(line_of(one)) << '\n';
        if (with_hex_ && one.contains("hex")) api_.out() << "    " << one.value("hex", "") << '\n';
    }

    admin_api& api_;
    const bool with_hex_;
    std::string waiting_;
};

}  // namespace

int trace(admin_api& api, const trace_options& wanted) {
    const bool as_file = !wanted.pcap.empty();
    const auto target = target_of(
        "/v1/links/" + std::to_string(wanted.link) + "/trace",
        {{"format", as_file ? "pcap" : ""}, {"seconds", std::to_string(wanted.seconds)}, {"pdus", std::to_string(wanted.pdus)}});
    // A link may say nothing for as long as the trace lasts.
    const auto longest_silence = std::chrono::seconds{wanted.seconds} + transfer_patience;
    const auto listen = [&](const std::function<bool(std::string_view)>& sink) {
        return api.carry_out("GET", target, {}, nullptr, sink, longest_silence);
    };
    if (!as_file) {
        listener shown(api, wanted.hex);
        static_cast<void>(listen([&](std::string_view some) { return shown.hear(some); }));
        return api.code();
    }
    std::string error;
    file_sink into(wanted.pcap, api.out(), error);
    if (!error.empty()) {
        api.fail(no, error);
        return api.code();
    }
    const bool whole =
        listen([&](std::string_view some) { return into.write(some) && (wanted.pcap != "-" || api.out().flush()); });
    if (!into.trouble().empty()) api.fail(no, into.trouble());
    if (!whole || api.code() != done) return api.code();
    if (!into.finish()) api.fail(no, into.trouble());
    return api.code();
}

int show_malformed(admin_api& api, std::uint64_t link) {
    const auto got = api.ask("GET", link == 0 ? "/v1/malformed" : "/v1/links/" + std::to_string(link) + "/malformed");
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
        return done;
    }
    const auto& all = got->at("malformed");
    if (all.empty()) {
        api.out() << "No PDU is kept that did not parse.\n";
        return done;
    }
    table shown({"TIME", "ID", "LINK", "FROM", "ADDRESS", "COMMAND", "WHAT", "OCTETS", "HEX"});
    for (const auto& each : all) {
        auto hex = each.value("hex", "");
        if (hex.size() > shown_hex) hex = hex.substr(0, shown_hex) + "…";
        shown.row({each.value("time", ""), text_of(each.at("id")), each.value("link", ""), each.value("from", ""),
                   each.value("address", ""), each.at("command").is_string() ? text_of(each.at("command")) : "",
                   each.at("field").is_string() ? fault_of(each) : each.value("flaw", ""), text_of(each.at("octets")), hex});
    }
    shown.print(api.out());
    return done;
}

}  // namespace proxy::cli
