#pragma once
// What a reload of the configuration found and did, as the API and the log tell it.
#include <cstdint>
#include <string>
#include <vector>

namespace proxy::admin {

// Something wrong with the configuration file.
struct fault {
    std::string file;
    unsigned line = 0;  // 0: of the whole file
    std::string key;    // "link[0].listen", or empty
    std::string what;   // what is wrong and what would be right
};

[[nodiscard]] std::string describe(const fault& found);  // "stopgate.toml:12: link[0].listen: …"

struct setting_change {
    std::string key;       // "link[carrier].window", or "link[carrier]" for a table that comes or goes
    std::string from, to;  // as JSON; "null": was not or will not be there
    std::string effect;    // "at once", "new connections", "links of carrier are unbound"
};

struct reload_report {
    std::uint64_t generation = 0;  // of the configuration that is in force now; the first one is 1
    bool dry_run = false;
    std::vector<setting_change> changes;
    std::vector<fault> faults;  // not empty: nothing was changed
};

}  // namespace proxy::admin
