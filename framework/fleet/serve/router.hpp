#pragma once

// What the page, the interfaces and the metrics answer to a request: a pure function of what the loop knows. Who has
// logged in, how often one may ask and which headers go along is the server's.

#include "framework/fleet/serve/overview.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

struct PageRequest {
    std::string method = "GET";
    std::string path = "/";                                       ///< decoded, without a query
    std::vector<std::pair<std::string, std::string>> query = {};  ///< decoded, in their order
    bool may_change = false;  ///< the reader may silence: forms are shown

    /// The first of this name; empty where there is none.
    std::string asked(std::string_view name) const;
};

struct PageAnswer {
    int status = 200;
    std::string type;
    std::string body;
    bool is_fixed = false;  ///< the same until the program is another: it may be kept by its ETag
    std::vector<std::pair<std::string, std::string>> headers = {};  ///< besides the type
};

/// Answers GET (a HEAD is answered like a GET) on every route of the table (routes.hpp) that only reads; 404 for others,
/// as JSON below /api/; 405 for other methods.
PageAnswer answer_page(const Overview& overview, const PageRequest& request);

}  // namespace muster
