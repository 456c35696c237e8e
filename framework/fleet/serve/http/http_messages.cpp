#include "framework/fleet/serve/http/http_messages.hpp"

#include "framework/base/crypto/digest.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/model/http_headers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// Whether a list of If-None-Match names the tag. Weak comparison: `W/` makes no difference.
bool names_tag(std::string_view list, std::string_view tag) {
    return std::ranges::any_of(split(list, ','), [&](std::string_view each) {
        each = trimmed(each);
        if (each.starts_with("W/"))
            each.remove_prefix(2);
        return each == tag or each == "*";
    });
}

/// A line ends with CR LF, LF or CR alone, as an EventSource sees it.
std::vector<std::string> lines_of_event(std::string_view data) {
    std::vector<std::string> lines(1);
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data[i] == '\r' or data[i] == '\n')
            lines.emplace_back();
        else
            lines.back() += data[i];
        if (data[i] == '\r' and data.substr(i + 1).starts_with('\n'))
            ++i;
    }
    return lines;
}

}  // namespace

std::string HttpRequest::header(std::string_view name) const {
    const auto values = header_values(headers, name);
    return values.empty() ? "" : values.front();
}

std::optional<std::string> HttpRequest::parameter(std::string_view name) const {
    for (const auto& [each, value] : query)
        if (each == name)
            return value;
    return std::nullopt;
}

HttpAnswer plain_answer(int status, std::string_view text) {
    return {
        .status = status, .type = "text/plain; charset=utf-8", .body = fmt::format("{}\n", text)};
}

HttpAnswer file_answer(
    const HttpRequest& request, std::string_view type, std::string_view content
) {
    const auto tag = fmt::format("\"{}\"", hex_digest(DigestAlgorithm::sha256, content));
    HttpAnswer answer{
        .type = std::string(type), .headers = {{"ETag", tag}, {"Cache-Control", "no-cache"}}};
    const auto asked = header_values(request.headers, "If-None-Match");
    if (std::ranges::any_of(asked, [&](const auto& list) { return names_tag(list, tag); }))
        answer.status = 304;
    else
        answer.body = content;
    return answer;
}

std::string event_text(std::string_view name, std::string_view data) {
    MUSTER_ASSERT(not name.empty() and name.find_first_of("\r\n") == std::string_view::npos);
    auto text = fmt::format("event: {}\n", name);
    for (const auto& line : lines_of_event(data))
        text += fmt::format("data: {}\n", line);
    return text + "\n";
}

}  // namespace muster
