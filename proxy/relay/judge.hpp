#pragma once
// Where verdicts come from: the store, or a test's table.
#include <span>

#include "store/number_hash.hpp"
#include "store/suppression.hpp"

namespace proxy::relay {

class judge {
public:
    virtual ~judge() = default;
    // Of what is to be asked in this call: where it will look first.
    [[nodiscard]] virtual store::hashed_lines lines() const noexcept { return {}; }
    // One ruling a question, in order, without waiting for the disk. Views live as long as the call.
    virtual void rule(std::span<const store::question> questions, std::span<store::ruling> rulings) noexcept = 0;
};

}  // namespace proxy::relay
