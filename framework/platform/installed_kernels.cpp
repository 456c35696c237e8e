#include "framework/platform/installed_kernels.hpp"

#include "framework/base/text.hpp"
#include "framework/model/version_text.hpp"

#include <algorithm>

namespace muster {

namespace {

/// What follows the numbers: "-cloud-amd64" of 6.1.0-18-cloud-amd64, nothing of 6.7.4-arch1-1.
std::string_view make_of(std::string_view release) {
    auto end = release.size();
    while (true) {
        const auto at = release.substr(0, end).find_last_of("-+");
        const bool is_word = at != std::string_view::npos and at + 1 < end
                             and version_text::is_letter(release[at + 1]);
        if (not is_word)
            return release.substr(end);
        end = at;
    }
}

bool older(const std::string& left, const std::string& right) {
    return compare_kernels(left, right) < 0;
}

}  // namespace

std::weak_ordering compare_kernels(std::string_view left, std::string_view right) {
    const auto is_sign = [](char c) { return not version_text::is_alphanumeric(c); };
    while (true) {
        (void)version_text::take_while(left, is_sign);
        (void)version_text::take_while(right, is_sign);
        if (left.empty() or right.empty())
            return left.size() <=> right.size();
        const auto order = version_text::compare_leading_runs(left, right);
        if (order != 0)
            return order;
    }
}

std::optional<std::string> newest_kernel(const std::vector<std::string>& installed) {
    const auto newest = std::ranges::max_element(installed, older);
    return newest == installed.end() ? std::nullopt : std::optional(*newest);
}

std::optional<std::string> newer_kernel(
    const std::string& running, const std::vector<std::string>& installed
) {
    std::vector<std::string> newer;
    for (const auto& release : installed)
        if (make_of(release) == make_of(running) and older(running, release))
            newer.push_back(release);
    return newest_kernel(newer);
}

Task<std::vector<std::string>> installed_kernels(Host& host) {
    constexpr std::size_t release_at = 3;  // "", "lib", "modules", RELEASE
    auto files = host.glob("/lib/modules/*/modules.builtin");
    const auto& found = co_await files;
    std::vector<std::string> releases;
    if (found)
        for (const auto& path : found->names)
            releases.emplace_back(split(path, '/').at(release_at));
    co_return releases;
}

}  // namespace muster
