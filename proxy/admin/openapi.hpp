#pragma once
// The description of this API: OpenAPI 3.1, from the files in openapi/, one for each resource. What the table of routes knows is
// not written there: which role an operation needs, and the answers that it shares with all others.
#include <string>

#include "proxy/admin/http_message.hpp"

namespace proxy::admin {

// The document as JSON text. Made once.
[[nodiscard]] const std::string& openapi_document();

}  // namespace proxy::admin
