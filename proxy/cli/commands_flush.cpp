// Many entries at once: counted, shown, confirmed; and given back.
#include <algorithm>
#include <charconv>
#include <fstream>
#include <istream>
#include <iterator>
#include <ostream>

#include "proxy/admin/moment.hpp"
#include "proxy/cli/commands.hpp"
#include "proxy/cli/pages.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

// What is counted one by one takes its time: as long as the gateway takes for it.
constexpr std::chrono::milliseconds flush_patience{3'605'000};
// Of a file that is sent, and then every number in it is looked up.
constexpr std::chrono::milliseconds file_patience{600'000};

// The moment that lies so long ago, as the API wants it. Empty: it is no such length.
std::string moment_before(const std::string& age) {
    std::int64_t amount = 0;
    const auto* const end = age.data() + age.size();
    const auto [unit, failed] = std::from_chars(age.data(), end, amount);
    constexpr std::int64_t most = 36'500;  // of days, a century
    if (failed != std::errc{} || unit + 1 != end || amount <= 0) return {};
    std::int64_t seconds = 0;
    switch (*unit) {
        case 'm': seconds = 60; break;
        case 'h': seconds = 3'600; break;
        case 'd': seconds = 86'400; break;
        case 'w': seconds = 7 * 86'400; break;
        default: return {};
    }
    if (amount > most * 86'400 / seconds) return {};
    using namespace std::chrono;
    const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    return admin::rfc3339(now - amount * seconds * 1'000);
}

std::string entries_in_words(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " entry" : " entries"); }

// What is to be flushed: by a filter, or by a file.
class flush_request {
public:
    flush_request(admin_api& api, const flush_options& wanted) : api_(api), wanted_(wanted) {}

    // False: it can't be asked so; that was said.
    bool prepare() {
        const auto& w = wanted_;
        const std::string* const filters[] = {&w.recipient, &w.prefix, &w.list,   &w.sender,     &w.scope,
                                              &w.source,    &w.since,  &w.before, &w.older_than, &w.import_id};
        const bool filtered = !std::ranges::all_of(filters, [](const std::string* each) { return each->empty(); });
        if (int{filtered} + int{w.all} + int{!w.file.empty()} != 1)
            return wrong("say which entries: by options such as --list, or --all of them, or --file FILE");
        if (!w.file.empty()) return read_file();
        auto before = w.before;
        if (!w.older_than.empty()) before = moment_before(w.older_than);
        if (!w.older_than.empty() && before.empty()) return wrong("--older-than wants an age such as 90d, 2w, 12h or 30m");
        filter_ = {{"recipient", w.recipient}, {"prefix", w.prefix},        {"list", w.list},        {"sender", w.sender},
                   {"scope", w.scope},         {"source", w.source},        {"import", w.import_id}, {"since", w.since},
                   {"before", before},         {"all", w.all ? "true" : ""}};
        return true;
    }

    std::optional<ordered_json> count() { return ask({{"dry_run", "true"}}); }

    std::optional<ordered_json> flush(std::uint64_t confirmed, const std::string& preview, const std::string& reason) {
        return ask({{"confirm", std::to_string(confirmed)}, {"preview", preview}, {"reason", reason}});
    }

private:
    bool wrong(const std::string& why) {
        api_.fail(wrong_usage, why);
        return false;
    }

    bool read_file() {
        if (wanted_.file == "-") {
            body_.assign(std::istreambuf_iterator<char>(*api_.around().in), {});
            return true;
        }
        std::ifstream in(wanted_.file, std::ios::binary);
        in.peek();  // a directory opens, but can't be read
        if (!in.is_open() || in.bad()) return wrong("can't read " + printable(wanted_.file));
        body_.assign(std::istreambuf_iterator<char>(in), {});
        return true;
    }

    std::optional<ordered_json> ask(const parameters& more) {
        auto query = filter_;
        query.insert(query.end(), more.begin(), more.end());
        if (wanted_.file.empty()) return api_.send("DELETE", target_of("/v1/suppressions", query), {}, {}, flush_patience);
        query.emplace_back("skip_bad", wanted_.skip_bad ? "true" : "");
        return api_.send("POST", target_of("/v1/flushes", query), "text/csv", body_, file_patience);
    }

    admin_api& api_;
    const flush_options& wanted_;
    parameters filter_;
    std::string body_;
};

void show(const ordered_json& counted, std::ostream& out) {
    const auto matched = counted.at("matched").get<std::uint64_t>();
    out << entries_in_words(matched) << (matched == 1 ? " matches" : " match");
    const char* before = ": ";
    for (const auto& [list, count] : counted.at("by_list").items()) {
        out << before << count << " of list " << printable(list);
        before = ", ";
    }
    out << ".\n";
    if (const auto rejected = counted.value("rejected", std::uint64_t{0}); rejected > 0) {
        out << rejected << " lines can't be read:\n";
        for (const auto& each : counted.at("rejects"))
            out << "  line " << each.value("line", 0U) << ": " << each.value("reason", "") << '\n';
    }
    const auto& sample = counted.at("sample");
    if (sample.empty()) return;
    print_entries(out, sample);
    if (matched > sample.size()) out << "… and " << matched - sample.size() << " more.\n";
}

// What was typed, or nothing at the end of it.
std::string answer_to(const std::string& question, const surroundings& around) {
    around.err << question << std::flush;
    std::string typed;
    std::getline(*around.in, typed);
    return typed;
}

int flush(admin_api& api, flush_request& request, std::uint64_t count, const std::string& preview, const std::string& reason) {
    const auto got = request.flush(count, preview, reason);
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
        return done;
    }
    api.out() << entries_in_words(got->at("flushed").get<std::uint64_t>()) << " flushed.";
    if (const auto id = got->find("flush_id"); id != got->end())
        api.out() << " To take it back: stopgate suppressions undo " << id->get<std::string>() << " --reason …";
    api.out() << '\n';
    return done;
}

// On a terminal: the count is typed, and the reason when it was not given. Nothing: no.
std::optional<std::string> reason_of_confirmed(admin_api& api, std::uint64_t matched, const flush_options& wanted) {
    const auto& around = api.around();
    const auto number = std::to_string(matched);
    auto reason = wanted.reason;
    if (matched > 1 && reason.empty()) reason = answer_to("Why? It is kept in the trail: ", around);
    if (answer_to("Type " + number + " to flush " + (matched == 1 ? "it: " : "them: "), around) == number) return reason;
    return api.fail(no, "nothing was flushed");
}

std::string what_of(const ordered_json& flush) {
    if (flush.value("by_file", false)) return "a file of numbers";
    std::string words;
    for (const auto& [name, value] : flush.at("filter").items())
        words += (words.empty() ? "" : ", ") + name + "=" + (value.is_string() ? value.get<std::string>() : value.dump());
    return words.empty() ? "all entries" : words;
}

std::string state_of(const ordered_json& flush) {
    if (!flush.at("undone").is_null()) return "undone by " + flush.at("undone").value("actor", "");
    return flush.value("can_be_undone", false) ? "can be undone" : "final";
}

}  // namespace

int flush_suppressions(admin_api& api, const flush_options& wanted) {
    flush_request request(api, wanted);
    if (!request.prepare()) return api.code();
    if (wanted.confirm != 0) return flush(api, request, wanted.confirm, {}, wanted.reason);
    const auto counted = request.count();
    if (!counted) return api.code();
    const auto matched = counted->at("matched").get<std::uint64_t>();
    if (wanted.dry_run) {
        if (api.wants_json())
            api.print(*counted);
        else
            show(*counted, api.out());
        return done;
    }
    const auto& id = counted->at("preview");
    const auto preview = id.is_null() ? std::string() : id.get<std::string>();
    if (wanted.yes && matched > 0) return flush(api, request, matched, preview, wanted.reason);
    // Standard input holds the file, not a person's answers.
    const bool may_ask = api.around().at_terminal && wanted.file != "-" && matched > 0;
    if (api.wants_json() && !may_ask) api.print(*counted);
    if (!api.wants_json()) show(*counted, may_ask ? api.around().err : api.out());
    if (matched == 0) return no;
    if (!may_ask) {
        api.fail(no, "nothing was flushed; say --confirm " + std::to_string(matched) + " and --reason to do it");
        return api.code();
    }
    const auto reason = reason_of_confirmed(api, matched, wanted);
    return reason ? flush(api, request, matched, preview, *reason) : api.code();
}

int undo_flush(admin_api& api, std::uint64_t id, const std::string& reason) {
    const auto got = api.ask("POST", "/v1/flushes/" + std::to_string(id) + "/undo", {{"reason", reason}});
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
    } else {
        const auto undone = got->at("undone").get<std::uint64_t>();
        api.out() << entries_in_words(undone) << (undone == 1 ? " holds" : " hold") << " again.\n";
    }
    return done;
}

int list_flushes(admin_api& api, std::size_t limit) {
    const auto got = collect(api, "/v1/flushes", "flushes", {}, limit);
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print({{"flushes", got->entries}, {"more", got->more}});
        return done;
    }
    if (got->entries.empty()) {
        api.out() << "No flushes.\n";
        return done;
    }
    table shown({"FLUSH", "TIME", "ENTRIES", "WHAT", "STATE", "BY", "REASON"});
    for (const auto& each : got->entries)
        shown.row({each.value("flush_id", ""), each.value("at", ""), each.at("flushed").dump(), what_of(each), state_of(each),
                   each.value("actor", ""), each.value("reason", "")});
    shown.print(api.out());
    if (got->more) api.out() << there_are_more;
    return done;
}

}  // namespace proxy::cli
