#pragma once

// Every address that is answered, in one table: the router looks here, and the description of the API is made from it.

#include "framework/fleet/serve/router.hpp"

#include <span>
#include <string_view>

namespace muster {

struct RouteParameter {
    std::string_view name;
    std::string_view meaning;
    bool is_required = false;
};

struct PageRoute {
    std::string_view method;  ///< "GET", "POST"
    std::string_view path;    ///< "/targets/{name}": what is in braces is the rest of the path
    std::string_view summary;
    std::span<const RouteParameter> parameters;  ///< of the query, or the fields of a form
    std::string_view type;                       ///< of the answer
    std::string_view schema;  ///< of an answer in JSON (api/objects.hpp); empty: none of ours
    /// `rest` is what stands in the place of the braces. Null: the server answers it, since it changes something or stays
    /// open.
    PageAnswer (*answer
    )(const Overview& overview, const PageRequest& request, const std::string& rest);
};

std::span<const PageRoute> routes();

/// The description of the interface, OpenAPI 3.0 (https://spec.openapis.org/oas/v3.0.3).
std::string openapi_text(const Overview& overview);

}  // namespace muster
