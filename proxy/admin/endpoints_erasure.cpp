// A person's right to be forgotten, and to stay suppressed.
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {

void post_erasure(call& in) {
    if (refused(in, in.query)) return;
    auto body = parse_object(in.body);
    store::suppression_store::erasure_order wanted;
    wanted.recipient = body.party("recipient", in.asked.home());
    body.require("recipient");
    wanted.reason = body.text("reason");
    check_reason(body, wanted.reason);
    if (refused(in, body)) return;
    wanted.actor = in.who.name;
    wanted.origin = in.from;
    in.asked.store().erase(std::move(wanted), [answer = in.answer](const store::suppression_store::erasure& result) {
        if (!result.stored) return answer(problem(503, "The erasure could not be stored: " + result.error + "."));
        answer(json_answer({{"events", result.events},
                            {"entries", result.entries},
                            {"known_as", result.known_as},
                            {"event", text_of(result.event)}}));
    });
}

}  // namespace proxy::admin
