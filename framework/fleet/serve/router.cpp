#include "framework/fleet/serve/router.hpp"

#include "framework/fleet/serve/api/answers.hpp"
#include "framework/fleet/serve/page/views.hpp"
#include "framework/fleet/serve/routes.hpp"

#include <algorithm>
#include <optional>

namespace muster {

namespace {

/// What stands in the place of the braces, or nothing where the path is another.
std::optional<std::string> rest_of(std::string_view path, std::string_view pattern) {
    const auto brace = pattern.find('{');
    if (brace == std::string_view::npos)
        return path == pattern ? std::optional<std::string>("") : std::nullopt;
    const auto fixed = pattern.substr(0, brace);
    if (not path.starts_with(fixed) or path.size() == fixed.size())
        return std::nullopt;
    return std::string(path.substr(fixed.size()));
}

PageAnswer refusal(const Overview& overview, const PageRequest& request, int status) {
    const bool is_lost = status == 404;
    const auto why = is_lost ? "There is nothing at " + request.path + "."
                             : "This address is not asked by " + request.method + ".";
    if (request.path.starts_with("/api/"))
        return api_slip(status, why);
    auto view = missing_view(why);
    view.status = status;
    return {status, "text/html; charset=utf-8", framed(overview, view)};
}

}  // namespace

std::string PageRequest::asked(std::string_view name) const {
    const auto found = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
    return found == query.end() ? "" : found->second;
}

PageAnswer answer_page(const Overview& overview, const PageRequest& request) {
    const auto method = request.method == "HEAD" ? "GET" : request.method;
    bool is_known = false;
    for (const auto& route : routes()) {
        const auto rest = rest_of(request.path, route.path);
        if (not rest)
            continue;
        is_known = true;
        if (route.method == method and route.answer != nullptr)
            return route.answer(overview, request, *rest);
    }
    return refusal(overview, request, is_known ? 405 : 404);
}

}  // namespace muster
