#pragma once
// All entries as they are at one instant. See suppression_store::each_entry(). Any thread.
#include <atomic>
#include <string>

#include "store/suppression_store.hpp"

namespace store {

class database;

// `stop` is looked at now and then.
[[nodiscard]] std::string export_entries(const database& in, const filter& wanted, const suppression_store::visit& seen,
                                         const std::atomic<bool>& stop);

}  // namespace store
