// Files of numbers: in, out, and through.
#include <unistd.h>

#include <iostream>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/file_transfer.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t shown_rejections = 10;  // where no file was asked for
constexpr auto* csv = "text/csv";
constexpr auto* ndjson = "application/x-ndjson";

bool on_terminal(const admin_api& api) {
    return !api.wants_json() && &api.around().err == &std::cerr && isatty(STDERR_FILENO) != 0;
}

std::string id_or_none(std::uint64_t id) { return id == 0 ? std::string() : std::to_string(id); }

// What the gateway says of an import, line by line.
class import_listener {
public:
    import_listener(admin_api& api, file_sink* rejected, std::optional<std::uint64_t> size)
        : api_(api), rejected_(rejected), size_(size), bar_(api.around().err, on_terminal(api)) {}

    bool hear(std::string_view octets) {
        waiting_.append(octets);
        std::size_t at = 0;
        for (auto end = waiting_.find('\n'); end != std::string::npos; end = waiting_.find('\n', at)) {
            if (!take(std::string_view(waiting_).substr(at, end - at))) return false;
            at = end + 1;
        }
        waiting_.erase(0, at);
        return true;
    }

    // After the last line.
    [[nodiscard]] int end(bool whole) {
        bar_.clear();
        if (!whole || (failure_.is_null() && result_.is_null())) {
            if (!import_.empty()) hint("The import broke off.");
            return api_.code() == done ? static_cast<int>(unreachable) : api_.code();
        }
        if (api_.wants_json()) api_.print(failure_.is_null() ? result_ : failure_);
        if (!failure_.is_null()) {
            if (!api_.wants_json()) api_.fail(no, failure_.value("detail", ""));
            if (!import_.empty()) hint("What was durable stays.");
            return no;
        }
        if (!api_.wants_json()) print(result_);
        return result_.value("rejected", 0U) > 0 ? no : done;
    }

private:
    bool take(std::string_view line) {
        const auto said = ordered_json::parse(line);
        if (const auto at = said.find("progress"); at != said.end()) {
            if (at->at("import").is_string()) import_ = at->at("import");
            bar_.show(at->at("phase") == "check" ? "checked" : "read", at->at("lines"), at->at("octets"), size_);
        } else if (const auto one = said.find("rejected"); one != said.end()) {
            return reject(*one);
        } else if (const auto end = said.find("import"); end != said.end()) {
            result_ = *end;
        } else if (const auto error = said.find("error"); error != said.end()) {
            failure_ = *error;
        }
        return true;
    }

    bool reject(const ordered_json& one) {
        ++rejections_;
        if (rejected_ != nullptr) return rejected_->write(one.dump() + "\n");
        if (api_.wants_json() || rejections_ > shown_rejections) return true;
        bar_.clear();
        api_.around().err << "line " << one.at("line") << ": " << printable(one.value("reason", "")) << ": "
                          << printable(one.value("text", "")) << '\n';
        if (rejections_ == shown_rejections) api_.around().err << "…; --rejected FILE keeps all of them\n";
        return true;
    }

    void hint(std::string_view first) const {
        if (!api_.wants_json())
            api_.around().err << "stopgate: " << first << " Go on with the same file and --resume " << import_ << ".\n";
    }

    void print(const ordered_json& of) const {
        const auto count = [&of](const char* name) { return of.value(name, std::uint64_t{0}); };
        if (of.value("state", "") == "refused") {
            api_.out() << "Nothing went in: " << count("rejected") << " of " << count("lines") << " lines are wrong.\n";
            return;
        }
        api_.out() << "Import " << of.value("id", "") << ": " << count("lines") << " lines, " << count("added") << " added, "
                   << count("unchanged") << " suppressed before, " << count("merged") << " repeated, " << count("kept_out")
                   << " kept out (lifted since), " << count("rejected") << " rejected.\n";
    }

    admin_api& api_;
    file_sink* const rejected_;
    const std::optional<std::uint64_t> size_;
    progress_bar bar_;
    std::string waiting_, import_;
    ordered_json result_, failure_;
    std::size_t rejections_ = 0;
};

std::string columns_of(const std::vector<std::string>& map) {
    std::string out;
    for (auto each : map) {
        if (const auto at = each.find('='); at != std::string::npos) each[at] = ':';
        out += (out.empty() ? "" : ",") + each;
    }
    return out;
}

// Into the file, whole or not at all.
int download(admin_api& api, const std::string& to, const std::string& method, const std::string& target, file_source* from) {
    std::string error;
    file_sink into(to, api.out(), error);
    if (!error.empty()) {
        api.fail(no, error);
        return api.code();
    }
    std::function<bool(std::string&)> source;
    if (from != nullptr) source = [from](std::string& some) { return from->read(some); };
    const bool whole = api.carry_out(method, target, csv, source, [&](std::string_view some) { return into.write(some); });
    if (!into.trouble().empty()) api.fail(no, into.trouble());
    if (from != nullptr && !from->trouble().empty()) api.fail(no, from->trouble());
    if (!whole || api.code() != done) return api.code();
    if (!into.finish()) api.fail(no, into.trouble());
    return api.code();
}

}  // namespace

int import_suppressions(admin_api& api, const import_options& wanted) {
    std::string error;
    file_source from(wanted.file, error);
    std::unique_ptr<file_sink> rejected;
    if (error.empty() && !wanted.rejected.empty()) rejected = std::make_unique<file_sink>(wanted.rejected, api.out(), error);
    if (!error.empty()) {
        api.fail(no, error);
        return api.code();
    }
    const auto format = format_of(wanted.format, wanted.file);
    const auto target = target_of("/v1/import", {{"format", format},
                                                 {"name", wanted.file == "-" ? "" : wanted.file},
                                                 {"list", wanted.list},
                                                 {"sender", wanted.sender},
                                                 {"reason", wanted.reason},
                                                 {"as_of", wanted.as_of},
                                                 {"columns", columns_of(wanted.map)},
                                                 {"separator", wanted.separator},
                                                 {"import", id_or_none(wanted.resume)},
                                                 {"all_or_nothing", wanted.all_or_nothing ? "true" : ""}});
    import_listener listener(api, rejected.get(), from.size());
    const bool whole = api.carry_out(
        "POST", target, format == "csv" ? csv : ndjson, [&](std::string& some) { return from.read(some); },
        [&](std::string_view said) { return listener.hear(said); });
    if (!from.trouble().empty()) api.fail(no, from.trouble());
    if (rejected && !rejected->finish()) api.fail(no, rejected->trouble());
    const auto code = listener.end(whole);
    return code == done ? api.code() : code;
}

int export_suppressions(admin_api& api, const export_options& wanted) {
    return download(api, wanted.file, "GET",
                    target_of("/v1/export", {{"format", format_of(wanted.format, wanted.file)},
                                             {"list", wanted.list},
                                             {"sender", wanted.sender},
                                             {"source", wanted.source},
                                             {"prefix", wanted.prefix},
                                             {"import", id_or_none(wanted.import)}}),
                    nullptr);
}

int scrub(admin_api& api, const scrub_options& wanted) {
    std::string error;
    file_source from(wanted.file, error);
    if (!error.empty()) {
        api.fail(no, error);
        return api.code();
    }
    return download(api, wanted.out.empty() ? "-" : wanted.out, "POST",
                    target_of("/v1/scrub", {{"sender", wanted.sender},
                                            {"list", wanted.list},
                                            {"system_id", wanted.system_id},
                                            {"column", wanted.column},
                                            {"separator", wanted.separator}}),
                    &from);
}

}  // namespace proxy::cli
