#include "framework/backend/shell/complaint.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

// ENOENT, ENOTDIR, ELOOP and, of a process that has ended, ESRCH, then EACCES and EPERM, as glibc and musl write
// them.
constexpr std::array<std::string_view, 5> absent_words = {
    "No such file or directory",
    "No such process",
    "Not a directory",
    "Too many levels of symbolic links",
    "Symbolic link loop"};
constexpr std::array<std::string_view, 2> denied_words = {
    "Permission denied", "Operation not permitted"};

}  // namespace

Complaint complaint_from(std::string_view text) {
    const auto line_text = trimmed(text);
    const auto line = line_text.substr(line_text.rfind('\n') + 1);
    const auto colon = line.rfind(": ");
    const auto reason = colon == std::string_view::npos ? line : line.substr(colon + 2);
    Complaint complaint;
    complaint.reason = reason;
    if (std::ranges::find(absent_words, reason) != absent_words.end())
        complaint.meaning = Complaint::Meaning::absent;
    else if (std::ranges::find(denied_words, reason) != denied_words.end())
        complaint.meaning = Complaint::Meaning::denied;
    return complaint;
}

CannotTell cannot(
    std::string_view doing,
    std::string_view what,
    const Complaint& complaint,
    const std::string& denied_hint
) {
    if (complaint.meaning == Complaint::Meaning::denied)
        return {
            Kind::denied,
            fmt::format("permission denied {} {}", doing, escaped(what)),
            denied_hint};
    const auto reason =
        complaint.reason.empty() ? "the target did not say why" : escaped(complaint.reason, 200);
    return {Kind::failed, fmt::format("{} {}: {}", doing, escaped(what), reason)};
}

}  // namespace muster
