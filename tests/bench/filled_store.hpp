#pragma once
// A store in a directory of its own with entries for everybody in `listed`, on disk.
#include <cstddef>
#include <filesystem>
#include <memory>

#include "store/suppression_store.hpp"

namespace tests::bench {

class filled_store {
public:
    // Says on standard error and ends the program when there is no such store to be had.
    filled_store(std::size_t entries, const store::list_names& lists);
    ~filled_store();
    filled_store(const filled_store&) = delete;
    filled_store& operator=(const filled_store&) = delete;

    [[nodiscard]] store::suppression_store& in() noexcept { return *store_; }
    // What judge() could not decide. Waits for the disk; what was read is in the cache afterwards.
    [[nodiscard]] store::ruling read(const store::question& asked);

private:
    void fill(std::size_t entries);

    std::filesystem::path path_;
    std::unique_ptr<store::suppression_store> store_;
};

}  // namespace tests::bench
