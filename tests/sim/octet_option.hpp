#pragma once
// A command-line option that holds one octet, decimal or hexadecimal.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "tests/sim/words.hpp"

namespace sim {

// `target` must outlive the parsing; its value now is the default.
inline CLI::Option* add_octet_option(CLI::App& app, const std::string& name, std::uint8_t& target, const std::string& what) {
    return app
        .add_option_function<std::string>(
            name,
            [&target, name](const std::string& word) {
                const auto number = number_of(word);
                if (!number || *number > 0xFF) throw CLI::ValidationError(name, word + " is no octet");
                target = static_cast<std::uint8_t>(*number);
            },
            what)
        ->option_text("OCTET");
}

}  // namespace sim
