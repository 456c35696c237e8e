#include "framework/base/url.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace muster {

namespace {

std::uint16_t usual_port(std::string_view scheme) {
    return scheme == "https" ? 443 : 80;
}

bool is_blank_or_control(char sign) {
    return static_cast<unsigned char>(sign) <= ' ' or sign == '\x7f';
}

/// Letters, digits and what names in use have; a name of another script is written in its ASCII form.
bool is_of_name(char sign) {
    return (sign >= 'a' and sign <= 'z') or (sign >= '0' and sign <= '9') or sign == '-'
           or sign == '.' or sign == '_' or sign == '~' or sign == '%';
}

bool is_of_ipv6(char sign) {
    return (sign >= 'a' and sign <= 'f') or (sign >= '0' and sign <= '9') or sign == ':'
           or sign == '.';
}

std::optional<std::uint16_t> port_from(std::string_view text) {
    const auto number = whole_number(text);
    if (not number or *number < 1 or *number > 65535)
        return std::nullopt;
    return static_cast<std::uint16_t>(*number);
}

std::string ascii(std::string_view text) {
    std::string written;
    for (const char sign : text) {
        const auto byte = static_cast<unsigned char>(sign);
        written += byte < 0x80 ? std::string{sign} : fmt::format("%{:02X}", byte);
    }
    return written;
}

/// `/a/../b/./c` is `/b/c` (RFC 3986 5.2.4).
std::string without_dots(std::string_view path) {
    std::vector<std::string_view> kept;
    const auto segments = split(path, '/');
    for (std::size_t i = 1; i < segments.size(); ++i) {
        const bool is_last = i + 1 == segments.size();
        if (segments[i] == "..") {
            if (not kept.empty())
                kept.pop_back();
        } else if (segments[i] != ".") {
            kept.push_back(segments[i]);
            continue;
        }
        if (is_last)
            kept.emplace_back();
    }
    std::string whole;
    for (const auto segment : kept)
        whole += "/" + std::string(segment);
    return whole.empty() ? "/" : whole;
}

/// Host and port of what stands between `//` and the path.
std::optional<UrlSlip> read_authority(std::string_view text, Url& url) {
    if (text.find('@') != std::string_view::npos)
        return UrlSlip{"holds a user, which every report would show"};
    std::string_view port;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos)
            return UrlSlip{"has no ] after its ["};
        url.host = lower_case(text.substr(1, end - 1));
        port = text.substr(end + 1);
        if (url.host.find(':') == std::string::npos
            or not std::ranges::all_of(url.host, is_of_ipv6))
            return UrlSlip{"has no IPv6 address between [ and ]"};
    } else {
        const auto colon = std::min(text.find(':'), text.size());
        url.host = lower_case(text.substr(0, colon));
        port = text.substr(colon);
        if (not std::ranges::all_of(url.host, is_of_name))
            return UrlSlip{"has a host that is no name"};
    }
    if (url.host.empty())
        return UrlSlip{"has no host"};
    url.port = usual_port(url.scheme);
    if (port.empty() or port == ":")
        return std::nullopt;
    const auto number = port.starts_with(':') ? port_from(port.substr(1)) : std::nullopt;
    if (not number)
        return UrlSlip{"has a port that is no number from 1 to 65535"};
    url.port = *number;
    return std::nullopt;
}

}  // namespace

std::string Url::authority() const {
    auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == usual_port(scheme) ? name : fmt::format("{}:{}", name, port);
}

std::string Url::text() const {
    return scheme + "://" + authority() + target;
}

std::variant<Url, UrlSlip> url_from(std::string_view text) {
    if (std::ranges::any_of(text, is_blank_or_control))
        return UrlSlip{"holds a blank or a control character"};
    const auto mark = text.find("://");
    Url url;
    if (mark != std::string_view::npos)
        url.scheme = lower_case(text.substr(0, mark));
    if (url.scheme != "http" and url.scheme != "https")
        return UrlSlip{"begins with neither http:// nor https://"};
    text.remove_prefix(mark + 3);
    text = text.substr(0, text.find('#'));
    const auto end = std::min(text.find_first_of("/?"), text.size());
    if (auto slip = read_authority(text.substr(0, end), url))
        return std::move(*slip);
    url.target = ascii(text.substr(end));
    if (not url.target.starts_with('/'))
        url.target = "/" + url.target;
    return url;
}

std::variant<Url, UrlSlip> resolved(const Url& base, std::string_view reference) {
    const auto path_end = std::min(reference.find_first_of("/?#"), reference.size());
    const auto colon = reference.find(':');
    if (colon < path_end)
        return url_from(reference);
    const std::string origin = base.scheme + "://" + base.authority();
    if (reference.starts_with("//"))
        return url_from(base.scheme + ":" + std::string(reference));
    if (reference.empty() or reference.starts_with('#'))
        return base;
    const auto base_path = base.target.substr(0, base.target.find('?'));
    if (reference.starts_with('?'))
        return url_from(origin + base_path + std::string(reference));
    const auto query = std::min(reference.find_first_of("?#"), reference.size());
    const auto folder = base_path.substr(0, base_path.rfind('/') + 1);
    auto path = std::string(reference.substr(0, query));
    if (not path.starts_with('/'))
        path = folder + path;
    return url_from(origin + without_dots(path) + std::string(reference.substr(query)));
}

}  // namespace muster
