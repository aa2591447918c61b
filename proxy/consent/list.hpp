#pragma once
// Lists: which submits belong together, and what a reply to them means. Built from [[list]] of the configuration.
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/consent/dictionary.hpp"
#include "proxy/consent/fold.hpp"
#include "proxy/consent/keyword.hpp"
#include "store/change.hpp"
#include "store/suppression.hpp"

namespace proxy::consent {

// "*" matches all; "*" at either end of a pattern matches any run of characters there; else the whole text is compared.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text) noexcept;

// What a list changes in the keywords of its languages. Words in any spelling.
struct keyword_changes {
    std::vector<std::string> opt_out, opt_in, help;  // added
    std::vector<std::string> removed;
    std::vector<std::string> lenient, prefix;  // matched so, whatever the list's mode
};

// The answers in one language; what is missing is answered in the list's own words. Texts may hold placeholders, see
// answer_text.hpp.
struct answers {
    std::optional<std::string> opt_out, opt_in, help;
    bool operator==(const answers&) const = default;
};

struct list {
    std::string name = "default";
    std::string match_system_id = "*";
    std::string match_sender = "*";  // compared with the canonical sender
    std::string match_service_type = "*";
    store::scope reach = store::scope::sender;
    std::vector<std::string> languages{"en"};  // codes of built-in ones; the first answers what is in none
    match_mode mode = match_mode::exact;
    keyword_changes keywords;
    bool forward_keywords = false;
    bool confirm = true;
    bool opt_in_by_keyword = true;
    bool lifted_by_admin_only = false;  // lifted_by = "admin"
    std::string opt_out_text =
        "You have successfully been unsubscribed, you will not receive any more messages from this number. "
        "Reply START to re-subscribe.";
    std::string opt_in_text =
        "You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
    std::string help_text;                             // empty: HELP passes through
    std::map<std::string, answers, std::less<>> text;  // by language
};

// The keywords of its languages with its own changes.
[[nodiscard]] dictionary keywords_of(const list& of);

// All lists of a configuration. Immutable; shared by all workers.
class lists {
public:
    // `in_order`: first match wins. Empty: one list "default" that matches all.
    explicit lists(std::vector<list> in_order);

    // The list of a submit, or nullptr when none matches: such a submit is bound by global entries alone.
    // `sender`: canonical. The pointer lives as long as this object.
    [[nodiscard]] const list* of_submit(std::string_view system_id, std::string_view sender,
                                        std::string_view service_type) const noexcept;

    // All lists that could own the number that was texted; a reply says nothing of service types, so those are not asked. Ends
    // with the first list that takes every service type: later ones can own no submit of that number.
    [[nodiscard]] std::vector<const list*> of_reply(std::string_view system_id, std::string_view texted) const;

    [[nodiscard]] const list* named(std::string_view name) const noexcept;
    [[nodiscard]] const dictionary& keywords(const list& of) const noexcept;  // `of`: one of all()
    [[nodiscard]] const std::vector<list>& all() const noexcept { return in_order_; }
    [[nodiscard]] store::list_names names() const;

private:
    std::vector<list> in_order_;
    std::vector<dictionary> keywords_;  // of each
    bool first_takes_all_;
};

// What a reply is to be turned into. `what` is none when the message is ordinary text for these lists: no keyword, an opt-in
// where no list lets keywords lift entries, a HELP without a help text. A word that is an opt-out for one of its lists and
// something else for another is an opt-out, for the first alone. Each list gives one binding, of its own reach: what staff
// bound to another scope is not a person's to lift by texting one number. Pointers live as long as `all`.
struct decision {
    keyword_class what = keyword_class::none;
    bool forward = false;  // forward_keywords of any of its lists
    std::vector<const list*> owners;
    std::vector<store::binding> bindings;  // to set or to lift
    std::string answer;                    // the text to send, in the keyword's language, filled; empty: none
};
[[nodiscard]] decision decide(const lists& all, const folded_text& reply, std::string_view system_id, std::string_view texted);

}  // namespace proxy::consent
