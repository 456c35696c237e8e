#include "framework/model/http_headers.hpp"

#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

bool same_header(std::string_view left, std::string_view right) {
    return lower_case(left) == lower_case(right);
}

bool is_token(std::string_view text) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~0123456789";
    return not text.empty() and std::ranges::all_of(text, [&](char sign) {
        return (sign >= 'a' and sign <= 'z') or (sign >= 'A' and sign <= 'Z')
               or others.find(sign) != std::string_view::npos;
    });
}

std::string header_slip(std::string_view name, std::string_view value) {
    if (not is_token(name))
        return "is no name of a header";
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
        return "has a value that a header cannot have: a line end or NUL";
    const bool is_ours = same_header(name, "content-length")
                         or same_header(name, "transfer-encoding")
                         or same_header(name, "connection");
    return is_ours ? "is written by Muster itself" : "";
}

std::vector<std::string> header_values(const Headers& headers, std::string_view name) {
    std::vector<std::string> values;
    for (const auto& [each, value] : headers)
        if (same_header(each, name))
            values.push_back(value);
    return values;
}

}  // namespace muster
