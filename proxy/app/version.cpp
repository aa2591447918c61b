#include "proxy/app/version.hpp"

namespace proxy::app {

std::string_view version() noexcept { return STOPGATE_VERSION; }

std::string_view revision() noexcept { return STOPGATE_REVISION; }

}  // namespace proxy::app
