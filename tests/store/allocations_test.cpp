// judge() allocates nothing for the usual answer, "never heard of it". Counts every allocation of the program, RocksDB's too.
#include <cstdlib>
#include <new>

#include "tests/store/temp_store.hpp"
#include "tests/support/sanitized.hpp"

#ifndef STOPGATE_SANITIZED  // they bring an operator new of their own

namespace {
thread_local std::size_t allocations = 0;

void* counted(std::size_t size, std::size_t alignment) {
    ++allocations;
    const auto whole = (size + alignment - 1) / alignment * alignment;
    if (void* out = std::aligned_alloc(alignment, whole)) return out;
    throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new[](std::size_t size) { return counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t to) { return counted(size, static_cast<std::size_t>(to)); }
void* operator new[](std::size_t size, std::align_val_t to) { return counted(size, static_cast<std::size_t>(to)); }
void operator delete(void* at) noexcept { std::free(at); }
void operator delete[](void* at) noexcept { std::free(at); }
void operator delete(void* at, std::size_t) noexcept { std::free(at); }
void operator delete[](void* at, std::size_t) noexcept { std::free(at); }
void operator delete(void* at, std::align_val_t) noexcept { std::free(at); }
void operator delete[](void* at, std::align_val_t) noexcept { std::free(at); }
void operator delete(void* at, std::size_t, std::align_val_t) noexcept { std::free(at); }
void operator delete[](void* at, std::size_t, std::align_val_t) noexcept { std::free(at); }

namespace store_test {
namespace {

class Allocations : public StoreTest {
protected:
    std::size_t of_judging(std::string_view recipient, ruling expected) {
        const std::vector<question> asked(8, {recipient, "200", "default"});
        std::vector<ruling> out(asked.size());
        in().judge(asked, out);  // the thread's first look may set things up
        const auto before = allocations;
        in().judge(asked, out);
        const auto after = allocations;
        EXPECT_EQ(out, std::vector<ruling>(asked.size(), expected));
        return after - before;
    }
};

TEST_F(Allocations, ANumberNeverHeardOfCostsNone) {
    apply(in(), opt_out("4477", {to_sender("200")}));
    EXPECT_EQ(of_judging("4478", ruling::pass), 0U) << "memtable";
    ASSERT_TRUE(in().flush());
    EXPECT_EQ(of_judging("4478", ruling::pass), 0U) << "table files";
}

TEST_F(Allocations, WhileSomethingIsPendingToo) {
    options_.queue_limit = 0;  // nothing is ever written
    apply(in(), opt_out("4477", {to_sender("200")}));
    EXPECT_EQ(of_judging("4478", ruling::pass), 0U);
    EXPECT_EQ(of_judging("4477", ruling::suppressed), 0U);
}

}  // namespace
}  // namespace store_test

#endif
