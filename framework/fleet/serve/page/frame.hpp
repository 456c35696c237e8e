#pragma once

// What stands around every view: where one is, where one can go, and how to search.

#include "framework/fleet/serve/overview.hpp"
#include "framework/fleet/serve/page/markup.hpp"

#include <string>
#include <string_view>

namespace muster {

/// One view of the page.
struct View {
    int status = 200;   ///< of HTTP
    std::string title;  ///< "web-03: 2 failed"
    std::string_view place =
        "";  ///< the entry of the navigation that it belongs to: "/", "/events"; empty: none
    Markup main;
    std::string search = {};  ///< what was searched for
};

/// The whole document.
std::string framed(const Overview& overview, const View& view);

}  // namespace muster
