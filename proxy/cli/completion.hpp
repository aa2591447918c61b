#pragma once
// What a shell may offer for the word that is being typed. The program itself knows: the shell's part is a few lines that ask it.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace proxy::cli {

struct candidates {
    struct word {
        std::string text, help;
    };
    std::vector<word> words;
    bool paths = false;  // the names of files as well
};

// `before`: the words in front of `typed`, without the program's name.
[[nodiscard]] candidates complete(CLI::App& root, std::span<const std::string> before, std::string_view typed);

// One a line, help behind a tab; a last line ":paths" asks the shell for the names of files.
[[nodiscard]] std::string as_lines(const candidates& found);

// For `eval` or a file of the shell's completions; nothing: this shell is not known.
[[nodiscard]] std::optional<std::string_view> completion_script(std::string_view shell);

}  // namespace proxy::cli
