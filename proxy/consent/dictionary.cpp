#include "proxy/consent/dictionary.hpp"

#include <algorithm>
#include <utility>

namespace proxy::consent {

dictionary::dictionary(std::vector<keyword> all) {
    for (const auto what : {keyword_class::opt_out, keyword_class::opt_in, keyword_class::help}) {
        for (keyword& each : all) {
            if (each.what == what) add(std::move(each));
        }
    }
    for (std::size_t place = 0; place < all_.size(); ++place) index_words(place);
}

void dictionary::add(keyword&& each) {
    auto spelled = fold(each.text).whole;
    if (spelled.empty()) return;
    const auto [taken, fresh] = whole_.emplace(std::move(spelled), all_.size());
    if (fresh) {
        all_.push_back(std::move(each));
    } else if (keyword& counts = all_[taken->second]; counts.what != each.what) {
        clashes_.push_back({counts, std::move(each)});
    } else {
        counts.mode = std::max(counts.mode, each.mode);
    }
}

void dictionary::index_words(std::size_t place) {
    const auto words = fold(all_[place].text).words;
    if (words.empty() || all_[place].mode == match_mode::exact) return;
    words_.emplace(words, place);
    if (all_[place].mode != match_mode::prefix) return;
    prefixes_.emplace(words, place);
    longest_prefix_ = std::max(longest_prefix_, words.size());
}

dictionary::hit dictionary::at(std::size_t place) const noexcept {
    return {all_[place].what, all_[place].text, all_[place].language};
}

dictionary::hit dictionary::find(const folded_text& reply) const {
    if (const auto found = whole_.find(reply.whole); found != whole_.end()) return at(found->second);
    if (const auto found = words_.find(reply.words); found != words_.end()) return at(found->second);
    // From the longest beginning down to the shortest; nothing before the first letter is there any more.
    for (std::size_t size = std::min(longest_prefix_, reply.words.size()); size > 0; --size) {
        const auto found = prefixes_.find(reply.words.substr(0, size));
        if (found == prefixes_.end()) continue;
        if (size == reply.words.size() || reply.words[size] == ' ' || ends_without_blank(found->first)) return at(found->second);
    }
    return {};
}

}  // namespace proxy::consent
