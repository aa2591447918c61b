#include "proxy/admin/import_run.hpp"

#include <nlohmann/json.hpp>

#include "proxy/admin/problem.hpp"
#include "proxy/admin/spool.hpp"
#include "store/answer_of.hpp"

namespace proxy::admin {
namespace {

constexpr auto* nobody_reads = "The client went away.";
constexpr std::string_view body_broke_off = "body-broke-off", other_file = "other-file";

}  // namespace

import_run::import_run(call& in, import_settings wanted)
    : in_(in),
      store_(in.asked.store()),
      wanted_(std::move(wanted)),
      filler_(in.asked, wanted_.otherwise),
      report_(*in.stream, wanted_.most_rejects),
      window_(std::make_shared<store::import_window>()) {}

std::unique_ptr<file_rows> import_run::new_rows() const {
    if (wanted_.is_json) return std::make_unique<json_rows>(wanted_.columns);
    return std::make_unique<csv_rows>(wanted_.columns, wanted_.separator);
}

void import_run::run() {
    if (!read_header()) return;
    const auto rows = new_rows();
    if (wanted_.all_or_nothing) return check_all_first(*rows);
    if (!begin()) return;
    take_all(*rows, [this](std::string& into) {
        while (trouble_.empty() && first_octets_.empty() && !in_.stream->wait(import_report::interval)) rest();
        return trouble_.empty() && read(into);
    });
    finish();
}

// While the peer sends nothing: what it has sent becomes durable all the same, and it hears of that.
void import_run::rest() {
    if (clock::now() - window_began_ >= window_time && !hand_over()) return;
    const bool is_in = pending_ && pending_->wait_for(std::chrono::seconds{0}) == std::future_status::ready;
    if (is_in && !await_window()) return;
    report_.progress("import", until_.lines, octets_, state_);
    if (!report_.heard()) trouble_ = nobody_reads;
}

// Of the body. False: that was all, or trouble_ says what went wrong.
bool import_run::read(std::string& into) {
    if (!first_octets_.empty()) {
        into = std::exchange(first_octets_, {});
        return true;
    }
    if (in_.stream->read(into)) return true;
    trouble_ = in_.stream->trouble();
    code_ = body_broke_off;
    return false;
}

// So that a file with other columns than somebody thinks is refused before anything is done. False: it is answered.
bool import_run::read_header() {
    std::string some;
    file_row none;
    for (bool ended = false;;) {
        const auto probe = new_rows();
        probe->give(first_octets_);
        if (ended) probe->end();
        static_cast<void>(probe->next(none));
        if (probe->ready()) return true;
        auto fault = probe->fault();
        if (fault.empty() && !ended) {
            ended = !in_.stream->read(some);
            first_octets_ += some;
            continue;
        }
        const auto broken = ended ? in_.stream->trouble() : std::string();
        in_.answer(problem(400, broken.empty() ? fault + "." : broken));
        return false;
    }
}

// False: it is answered.
bool import_run::begin() {
    const auto why = begin_later();
    if (why.empty()) return true;
    if (wanted_.order.resume == 0) {
        in_.answer(problem(503, "The import could not be begun: " + why + "."));
    } else {
        std::string error;
        const bool known = store_.find_import(wanted_.order.resume, error).has_value();
        in_.answer(problem(known ? 409 : 404, "The import can't go on: " + why + "."));
    }
    return false;
}

// Says why not.
std::string import_run::begin_later() {
    const auto begun =
        store::answer_of<store::import_answer>([this](auto done) { store_.begin_import(wanted_.order, std::move(done)); });
    if (!begun.good) return begun.error;
    state_ = begun.state;
    skipping_ = state_.durable.lines > 0;
    window_->until = until_ = state_.durable;
    window_began_ = clock::now();
    report_.progress("import", 0, 0, state_);
    return {};
}

// All of the file is read and kept, then read again when no line of it is wrong.
void import_run::check_all_first(file_rows& rows) {
    spool kept(store_.path() + "/imports", trouble_);
    std::string some;
    const auto keep = [&](std::string& into) { return trouble_.empty() && read(into) && kept.write(into, trouble_); };
    store::import_tally found;
    file_row row;
    report_.progress("check", 0, 0, {});
    for (bool more = true; more && trouble_.empty() && report_.heard();) {
        more = keep(some);
        octets_ += more ? some.size() : 0;
        if (more)
            rows.give(some);
        else if (trouble_.empty())
            rows.end();
        while (rows.next(row)) {
            if (window_->full()) window_->clear(), filler_.begin_window();
            const auto why = filler_.take(row, *window_);
            found.lines = row.line;
            ++(why.empty() ? found.rows : found.rejected);
            if (!why.empty()) report_.reject(row, why);
        }
        report_.progress("check", found.lines, octets_, {});
    }
    window_->clear();
    filler_.begin_window();
    octets_ = 0;
    if (!report_.heard()) return;
    if (!trouble_.empty() || !kept.rewind(trouble_)) return fail(nullptr);
    if (found.rejected > 0) {
        report_.end(
            {{"id", nullptr}, {"state", "refused"}, {"lines", found.lines}, {"rows", found.rows}, {"rejected", found.rejected}});
        return;
    }
    if (trouble_ = begin_later(); !trouble_.empty()) return fail(nullptr);
    const auto again = new_rows();
    take_all(*again, [&](std::string& into) { return kept.read(into, trouble_) && !into.empty(); });
    finish();
}

void import_run::take_all(file_rows& rows, const octets& more) {
    std::string some;
    file_row row;
    while (trouble_.empty()) {
        const bool there = more(some);
        octets_ += there ? some.size() : 0;
        if (there)
            rows.give(some);
        else if (trouble_.empty())
            rows.end();
        while (trouble_.empty() && rows.next(row))
            if (!take(row)) return;
        if (!there) return;
        report_.progress("import", until_.lines, octets_, state_);
        if (!report_.heard()) trouble_ = nobody_reads;
        if (clock::now() - window_began_ >= window_time && !hand_over()) return;
    }
}

// False: it is over.
bool import_run::take(const file_row& row) {
    if (skipping_ && row.line > state_.durable.lines && !is_same_file()) return false;
    digest_.add(row.text);
    digest_.add("\n");
    if (skipping_) return true;
    const auto why = filler_.take(row, *window_);
    until_.lines = row.line;
    if (why.empty()) {
        ++until_.rows;
        return !window_->full() || hand_over();
    }
    ++until_.rejected;
    report_.reject(row, why);
    return true;
}

bool import_run::is_same_file() {
    skipping_ = false;
    window_began_ = clock::now();
    if (digest_now() == state_.digest) return true;
    code_ = other_file;
    trouble_ = "This is not the file that the import began with: its first " + std::to_string(state_.durable.lines) +
               " lines are others.";
    return false;
}

// The window to the store, once that has taken the one before. False: it is over.
bool import_run::hand_over() {
    window_began_ = clock::now();
    if (skipping_ || until_.lines == window_->until.lines) return true;
    window_->sort();
    window_->until = until_;
    window_->digest = digest_now();
    if (!await_window()) return false;
    pending_ = store::asked_of<store::import_answer>([&](auto done) { store_.import(state_.id, window_, std::move(done)); });
    window_ = std::make_shared<store::import_window>();
    window_->until = until_;
    filler_.begin_window();
    return true;
}

bool import_run::await_window() {
    if (!pending_) return true;
    const auto answer = pending_->get();
    pending_.reset();
    store_is_well_ = answer.good;
    if (answer.good)
        state_ = answer.state;
    else
        trouble_ = "The import broke off: " + answer.error + ".";
    return answer.good;
}

// What was read whole is durable before anything else is said.
void import_run::finish() {
    if (skipping_ && trouble_.empty()) static_cast<void>(is_same_file());
    if (store_is_well_ && hand_over()) static_cast<void>(await_window());
    if (!trouble_.empty()) return give_up();
    const auto ended =
        store::answer_of<store::import_answer>([this](auto done) { store_.end_import(state_.id, true, std::move(done)); });
    if (!ended.good) {
        trouble_ = "The import broke off: " + ended.error + ".";
        return give_up();
    }
    report_.end(json_of(ended.state));
}

void import_run::give_up() {
    static_cast<void>(
        store::answer_of<store::import_answer>([this](auto done) { store_.end_import(state_.id, false, std::move(done)); }));
    std::string error;
    const auto left = store_.find_import(state_.id, error);
    fail(left ? json_of(*left) : nlohmann::ordered_json());
}

void import_run::fail(const nlohmann::ordered_json& left) {
    constexpr unsigned unavailable = 503;
    report_.fail(code_.empty() ? code_of(unavailable) : code_, trouble_, left);
}

}  // namespace proxy::admin
