#include "framework/backend/shell/file_status_text.hpp"
#include "framework/backend/shell/pattern.hpp"
#include "framework/backend/shell/reading.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

namespace muster {

Answer answer_from(const Reading& reading, const Stat& asked) {
    if (reading.words(0) == "there")
        throw CannotTell{
            Kind::missing_tool,
            fmt::format("reading {} needs stat, which the target lacks", escaped(asked.path))};
    if (reading.is_gone("reading", asked.path))
        return std::optional<FileStatus>();
    if (reading.words(0) != "data")
        throw reading.not_understood();
    const std::vector<std::string> paths = {as_argument(asked.path)};
    const auto statuses = reading.result().out.size() > 1
                              ? file_statuses_from(reading.result().out[1].bytes, paths)
                              : std::nullopt;
    if (not statuses)
        throw reading.not_understood();
    if (not statuses->front())
        reading.refuse_unless_absent("reading", asked.path);
    return statuses->front();
}

Answer answer_from(const Reading& reading, const Read& asked) {
    if (const auto type = reading.other_type())
        return std::optional(Content{*type, ""});
    if (reading.is_gone("reading", asked.path))
        return std::optional<Content>();
    auto bytes =
        reading.data("reading", asked.path, {reading.limits().content, "bytes of content"});
    if (not bytes)
        return std::optional<Content>();
    return std::optional(Content{FileType::regular, std::move(*bytes)});
}

Answer answer_from(const Reading& reading, const ReadKey& asked) {
    if (const auto type = reading.other_type())
        return std::optional(KeyInFile{*type, {}});
    if (reading.is_gone("reading", asked.path))
        return std::optional<KeyInFile>();
    auto bytes = reading.data("reading", asked.path, {most_of_private_key, "bytes of content"});
    if (not bytes)
        return std::optional<KeyInFile>();
    const Secret secret(std::move(*bytes));
    return std::optional(key_in(FileType::regular, secret, asked));
}

Answer answer_from(const Reading& reading, const ReadLink& asked) {
    const auto doing = asked.links == Links::all ? "resolving" : "reading";
    if (reading.is_gone(doing, asked.path))
        return std::optional<LinkText>();
    if (reading.other_type())
        return std::optional(LinkText{false, ""});
    auto text = reading.data(doing, asked.path, {reading.limits().output, "bytes of output"});
    if (not text)
        return std::optional<LinkText>();
    return std::optional(LinkText{true, std::move(*text)});
}

Answer answer_from(const Reading& reading, const Digest& asked) {
    if (const auto type = reading.other_type())
        return std::optional(DigestText{*type, ""});
    if (reading.is_gone("reading", asked.path))
        return std::optional<DigestText>();
    const auto text =
        reading.data("reading", asked.path, {reading.limits().output, "bytes of output"});
    if (not text)
        return std::optional<DigestText>();
    // GNU puts a backslash before the line when the name holds signs that it escapes.
    const auto line = std::string_view(*text).substr(text->starts_with('\\') ? 1 : 0);
    const auto hex = line.substr(0, line.find(' '));
    const auto width = hex_digest(asked.algorithm, "").size();
    if (hex.size() != width or hex.find_first_not_of("0123456789abcdef") != std::string_view::npos)
        throw reading.not_understood();
    return std::optional(DigestText{FileType::regular, std::string(hex)});
}

}  // namespace muster
