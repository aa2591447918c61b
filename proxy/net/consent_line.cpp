#include "proxy/net/consent_line.hpp"

#include <utility>
#include <vector>

#include "proxy/log/log.hpp"

namespace proxy::net {

consent_line::consent_line(const store::change& of, std::string link, std::uint64_t id)
    : link_(std::move(link)),
      id_(id),
      recipient_(of.recipient),
      actor_(of.actor),
      what_(of.what),
      from_(of.from),
      since_(std::chrono::steady_clock::now()) {
    for (const auto& each : of.bindings) lists_.append(lists_.empty() ? "" : ",").append(each.list);
}

void consent_line::write(const store::change_result& done) const {
    using std::string_view;
    std::vector<log::field> fields{{"link", string_view{link_}}};
    if (id_ != 0) fields.push_back({"id", id_});
    fields.push_back({"list", string_view{lists_}});
    fields.push_back({"class", name(what_)});
    fields.push_back({"recipient", log::number{recipient_}});
    fields.push_back({"source", name(from_)});
    fields.push_back({"by", string_view{actor_}});
    fields.push_back({"changed", done.changed});
    fields.push_back({"durable", done.stored});
    if (done.stored) {
        const auto took = std::chrono::steady_clock::now() - since_;
        fields.push_back(
            {"durable_ms", static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count())});
        fields.push_back({"event_id", text_of(done.event)});
    }
    fields.push_back({"error", string_view{done.error}});
    log::note(done.stored ? log::level::info : log::level::error, "consent", fields);
}

}  // namespace proxy::net
