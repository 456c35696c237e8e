#include "framework/fleet/serve/page/links.hpp"

#include <fmt/format.h>

namespace muster {

std::string url_encoded(std::string_view bytes) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string text;
    for (const char byte : bytes) {
        if (plain.find(byte) != std::string_view::npos)
            text += byte;
        else
            text += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
    return text;
}

std::string url_of(std::string_view path, const QueryPairs& query) {
    std::string url(path);
    char before = '?';
    for (const auto& [name, value] : query) {
        if (value.empty())
            continue;
        url.append(1, before).append(name).append("=").append(url_encoded(value));
        before = '&';
    }
    return url;
}

std::string target_url(std::string_view name) {
    return "/targets/" + url_encoded(name);
}

std::string expectation_url(std::string_view id) {
    return "/expectations?id=" + url_encoded(id);
}

}  // namespace muster
