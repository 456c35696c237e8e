#include "framework/fleet/serve/http/request_target.hpp"

#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

namespace {

enum class Plus { is_blank, is_plus };

std::optional<unsigned> hexadecimal_digit(char sign) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto place = digits.find(lower_case(std::string_view(&sign, 1)));
    return place == std::string_view::npos ? std::nullopt : std::optional<unsigned>(place);
}

/// Nothing where a `%` is not followed by two digits, for NUL and for what is no UTF-8.
std::optional<std::string> decoded(std::string_view text, Plus plus) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i] == '+' and plus == Plus::is_blank ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size())
            return std::nullopt;
        const auto high = hexadecimal_digit(text[i + 1]);
        const auto low = hexadecimal_digit(text[i + 2]);
        if (not high or not low)
            return std::nullopt;
        plain += static_cast<char>(*high << 4U | *low);
        i += 2;
    }
    if (plain.find('\0') != std::string::npos or not is_utf8(plain))
        return std::nullopt;
    return plain;
}

bool is_control(char sign) {
    return static_cast<unsigned char>(sign) < ' ' or sign == '\x7f';
}

/// `/a//b/../c/.` is `/a/c/` (RFC 3986 5.2.4, and empty parts are nothing).
std::string normalised(std::string_view path) {
    std::vector<std::string_view> kept;
    const auto parts = split(path, '/');
    for (const auto part : parts) {
        if (part == ".." and not kept.empty())
            kept.pop_back();
        else if (not part.empty() and part != "." and part != "..")
            kept.push_back(part);
    }
    std::string whole;
    for (const auto part : kept)
        whole += "/" + std::string(part);
    const auto last = parts.back();
    const bool is_folder = last.empty() or last == "." or last == "..";
    return is_folder or whole.empty() ? whole + "/" : whole;
}

/// Takes scheme and host off the front; nothing for a host that is none.
std::optional<std::string> take_authority(std::string_view& text) {
    const auto begin = text.find("://") + 3;
    const auto end = std::min(text.find_first_of("/?", begin), text.size());
    const auto authority = text.substr(begin, end - begin);
    text.remove_prefix(end);
    if (authority.empty() or authority.find('@') != std::string_view::npos)
        return std::nullopt;
    return std::string(authority);
}

bool has_scheme(std::string_view text) {
    const auto scheme = lower_case(text.substr(0, 8));
    return scheme.starts_with("http://") or scheme == "https://";
}

}  // namespace

std::optional<HttpQuery> form_from(std::string_view body) {
    HttpQuery pairs;
    for (const auto piece : split(body, '&')) {
        if (piece.empty())
            continue;
        const auto equals = std::min(piece.find('='), piece.size());
        auto name = decoded(piece.substr(0, equals), Plus::is_blank);
        auto value = decoded(piece.substr(std::min(equals + 1, piece.size())), Plus::is_blank);
        if (not name or not value)
            return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

std::variant<RequestTarget, HttpAnswer> request_target_from(std::string_view text) {
    RequestTarget target;
    if (has_scheme(text)) {
        auto authority = take_authority(text);
        if (not authority)
            return plain_answer(400, "the target of the request names no host");
        target.authority = std::move(*authority);
    } else if (not text.starts_with('/')) {
        return plain_answer(400, "the target of the request is no path");
    }
    const auto mark = std::min(text.find('?'), text.size());
    const auto path = decoded(text.substr(0, mark), Plus::is_plus);
    if (not path or std::ranges::any_of(*path, is_control))
        return plain_answer(
            400, "the path has a bad % escape, a control character or is not UTF-8"
        );
    target.path = normalised(*path);
    auto query = form_from(text.substr(std::min(mark + 1, text.size())));
    if (not query)
        return plain_answer(400, "the query has a bad % escape, NUL or is not UTF-8");
    target.query = std::move(*query);
    return target;
}

}  // namespace muster
