#pragma once
// A directory that goes with the test.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

namespace tests::admin {

class temp_directory {
public:
    temp_directory() : path_(testing::TempDir() + "stopgate-admin-XXXXXX") {
        if (::mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "no temporary directory";
    }
    ~temp_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temp_directory(const temp_directory&) = delete;
    temp_directory& operator=(const temp_directory&) = delete;

    [[nodiscard]] std::string path(const std::string& inside) const { return path_ + "/" + inside; }

private:
    std::string path_;
};

}  // namespace tests::admin
