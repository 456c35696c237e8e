#pragma once

// The target of a request, "/a%20b?c=d", made plain.

#include "framework/fleet/serve/http/http_messages.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace muster {

struct RequestTarget {
    std::string authority;  ///< of "http://host:80/x", as it was sent; else ""
    std::string path;       ///< as HttpRequest::path
    HttpQuery query;
};

/// The target, or a 400 that says what is wrong with it (RFC 9112 3.2, origin and absolute form).
std::variant<RequestTarget, HttpAnswer> request_target_from(std::string_view text);

}  // namespace muster
