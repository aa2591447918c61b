#pragma once
// Which lists the configuration has now: entries of others still bind, see applies(). Readers take no lock and say nothing when
// they are done, so what was set before is kept; that is one small vector for each set of names that a reload brought.
// Thread-safe.
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "store/suppression.hpp"

namespace store {

class configured_lists {
public:
    // nullptr until the first set(). Stays valid.
    [[nodiscard]] const list_names* now() const noexcept { return now_.load(std::memory_order_acquire); }
    void set(list_names names);

private:
    std::mutex setting_;
    std::vector<std::unique_ptr<const list_names>> all_;
    std::atomic<const list_names*> now_{nullptr};
};

}  // namespace store
