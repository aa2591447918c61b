#pragma once
// Lists: which submits belong together, and what a reply to them means. Built from [[list]] of the configuration.
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/octets.hpp"
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

// An optional parameter of a submit, and how its value must look.
struct parameter_match {
    std::uint16_t tag = 0;
    std::string value;  // a pattern for the octets, without a terminating NUL
};

// What becomes of a reply that reads like an opt-out and is no keyword.
enum class review_mode : std::uint8_t { off, queue, opt_out };

struct list {
    std::string name = "default";
    std::string match_system_id = "*";
    std::string match_sender = "*";  // compared with the canonical sender
    std::string match_service_type = "*";
    std::optional<parameter_match> match_parameter;
    bool staff_only = false;                // no submit and no reply belongs to it: entries come from staff and imports alone
    std::vector<std::string> stop_address;  // canonical numbers that answer for senders which can't be texted
    store::scope reach = store::scope::sender;
    std::vector<std::string> languages{"en"};  // codes of built-in ones; the first answers what is in none
    match_mode mode = match_mode::exact;
    keyword_changes keywords;
    bool forward_keywords = false;
    bool confirm = true;
    bool opt_in_by_keyword = true;
    bool lifted_by_admin_only = false;  // lifted_by = "admin"
    unsigned answers_per_day = 20;      // to one recipient; 0: no limit and no guard against machines that answer
    review_mode review = review_mode::queue;
    std::string first_message_notice;  // added to the first text from a sender to a recipient; empty: none
    std::string opt_out_text =
        "You have successfully been unsubscribed, you will not receive any more messages from this number. "
        "Reply START to re-subscribe.";
    std::string opt_in_text =
        "You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
    std::string help_text;                             // empty: HELP passes through
    std::map<std::string, answers, std::less<>> text;  // by language
    std::uint64_t key = 0;                             // a hash of its name; lists makes it
};

// The keywords of its languages with its own changes.
[[nodiscard]] dictionary keywords_of(const list& of);

// All lists of a configuration. Immutable; shared by all workers.
class lists {
public:
    // `in_order`: first match wins. Empty: one list "default" that matches all.
    explicit lists(std::vector<list> in_order);

    // The list of a submit, or nullptr when none matches: such a submit is bound by global entries alone.
    // `sender`: canonical. `parameters`: of the submit, raw, when asks_for_parameters(). The pointer lives as long as this
    // object.
    [[nodiscard]] const list* of_submit(std::string_view system_id, std::string_view sender, std::string_view service_type,
                                        protocol::octets parameters = {}) const noexcept;
    [[nodiscard]] bool asks_for_parameters() const noexcept { return asks_for_parameters_; }

    // All lists that could own the number that was texted; a reply says nothing of service types and parameters, so those are not
    // asked. Behind the first list that takes all submits of that number only those follow for which it answers.
    [[nodiscard]] std::vector<const list*> of_reply(std::string_view system_id, std::string_view texted) const;

    [[nodiscard]] bool any_notice() const noexcept { return any_notice_; }
    // Some reply may mean one of several lists or senders, so that it matters who was written to last.
    [[nodiscard]] bool contacts_matter() const noexcept { return contacts_matter_; }

    [[nodiscard]] const list* named(std::string_view name) const noexcept;
    [[nodiscard]] const dictionary& keywords(const list& of) const noexcept;  // `of`: one of all()
    [[nodiscard]] const std::vector<list>& all() const noexcept { return in_order_; }
    [[nodiscard]] store::list_names names() const;

private:
    std::vector<list> in_order_;
    std::vector<dictionary> keywords_;  // of each
    bool first_takes_all_;
    bool asks_for_parameters_;
    bool any_notice_;
    bool contacts_matter_;
};

// What an opt-out for this sender, or by a text to this number, is bound to in that list.
[[nodiscard]] store::binding binding_of(const list& owner, std::string_view texted);

// False for numbers that no carrier delivers a text to: names, and short codes, which are shorter than any number with its
// country code (ITU-T E.164: Niue and Saint Helena have the shortest, of seven digits).
[[nodiscard]] bool can_be_texted(std::string_view recipient) noexcept;

// What a reply is to be turned into. A reply that reads like an opt-out is one where a list says so. `what` is none when the
// message is ordinary text for these lists: no keyword, an opt-in where no list lets keywords lift entries, a HELP without a help
// text. A word that is an opt-out for one of its lists and something else for another is an opt-out, for the first alone. Each
// list gives one binding, of its own reach: what staff bound to another scope is not a person's to lift by texting one number.
// Pointers live as long as `all`.
struct decision {
    keyword_class what = keyword_class::none;
    bool forward = false;  // forward_keywords of any of its lists
    std::vector<const list*> owners;
    std::vector<store::binding> bindings;  // to set or to lift
    // The texts to send, in the keyword's language, of each list that has one.
    struct text {
        const list* of = nullptr;
        std::string words;
    };
    std::vector<text> texts;
    unsigned answers_per_day = 0;       // the least of its lists
    bool last_contact_decides = false;  // several lists or senders could be meant
    // Why a reply that is no keyword reads like an opt-out; empty: it does not, or no list wants to know. With `what` none it is
    // one to review, and `bindings` are what an opt-out would set.
    std::string_view rule;
};
[[nodiscard]] decision decide(const lists& all, const folded_text& reply, std::string_view system_id, std::string_view texted);

}  // namespace proxy::consent
