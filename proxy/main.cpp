#include <unistd.h>

#include <iostream>

#include "proxy/app/application.hpp"
#include "proxy/cli/command_line.hpp"

int main(int argc, char** argv) {
    return proxy::cli::execute({argv + 1, argv + argc}, {.out = std::cout,
                                                         .err = std::cerr,
                                                         .run = proxy::app::run,
                                                         .in = &std::cin,
                                                         .at_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1});
}
