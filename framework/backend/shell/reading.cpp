#include "framework/backend/shell/reading.hpp"

#include "framework/backend/shell/complaint.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

FileType type_named(std::string_view kind) {
    if (kind == "directory")
        return FileType::directory;
    if (kind == "pipe")
        return FileType::pipe;
    if (kind == "socket")
        return FileType::socket;
    if (kind == "block")
        return FileType::block_device;
    return kind == "character" ? FileType::character_device : FileType::unknown;
}

}  // namespace

std::string_view Reading::words(std::size_t at) const {
    return at < result_.out.size() ? std::string_view(result_.out[at].words) : "";
}

std::string_view Reading::errors() const {
    return result_.err.empty() ? std::string_view() : std::string_view(result_.err.back().bytes);
}

std::optional<FileType> Reading::other_type() const {
    constexpr std::string_view kind = "kind ";
    if (not words(0).starts_with(kind))
        return std::nullopt;
    return type_named(words(0).substr(kind.size()));
}

bool Reading::is_gone(std::string_view doing, const std::string& what) const {
    if (words(0) != "gone")
        return false;
    refuse_unless_absent(doing, what);
    return true;
}

void Reading::refuse_unless_absent(std::string_view doing, const std::string& what) const {
    const auto complaint = complaint_from(errors());
    if (complaint.meaning != Complaint::Meaning::absent)
        throw cannot(doing, what, complaint, limits_.denied_hint);
}

std::optional<std::string> Reading::data(
    std::string_view doing, const std::string& what, Bound bound
) const {
    if (words(0) == "end notool")
        throw CannotTell{
            Kind::missing_tool,
            fmt::format("{} {} needs a tool that the target lacks", doing, escaped(what))};
    if (words(0) == "end denied")
        throw CannotTell{
            Kind::denied,
            fmt::format("permission denied {} {}", doing, escaped(what)),
            limits_.denied_hint};
    const bool has_many = words(0) == "end many" or words(1) == "end many";
    const bool is_data = words(0) == "data" and words(1).starts_with("end ");
    if (not is_data and not has_many)
        throw not_understood();
    if (has_many or result_.out[1].too_large)
        throw CannotTell{
            Kind::too_large,
            fmt::format(
                "{} has more than {} {}, the limit", escaped(what), bound.most, bound.name
            )};
    if (words(1) == "end 0")
        return result_.out[1].bytes;
    refuse_unless_absent(doing, what);
    return std::nullopt;
}

CannotTell Reading::not_understood() const {
    return {Kind::unparsable, "the answer of the target makes no sense: " + describe(question_)};
}

std::optional<std::vector<std::string>> names_from(std::string_view text) {
    if (text.empty())
        return std::vector<std::string>();
    if (not text.ends_with('\0'))
        return std::nullopt;
    text.remove_suffix(1);
    const auto pieces = split(text, '\0');
    return std::vector<std::string>(pieces.begin(), pieces.end());
}

}  // namespace muster
