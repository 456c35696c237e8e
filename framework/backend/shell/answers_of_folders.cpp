#include "framework/backend/shell/complaint.hpp"
#include "framework/backend/shell/pattern.hpp"
#include "framework/backend/shell/reading.hpp"
#include "framework/base/display.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// A relative path as it was asked for: a shell was given `./` in front.
std::string as_asked(const std::string& pattern, const std::string& path) {
    return pattern.starts_with('/') or not path.starts_with("./") ? path : path.substr(2);
}

/// A folder on the way that may not be read.
void refuse_if_closed(const Reading& reading, const std::string& pattern) {
    if (reading.words(0) != "data" or reading.words(1) != "end denied")
        return;
    const auto folder = names_from(reading.result().out[1].bytes);
    const auto name = folder and folder->size() == 1 ? folder->front() : pattern;
    throw CannotTell{
        Kind::denied,
        "permission denied reading the folder " + escaped(name),
        reading.denied_hint()};
}

std::vector<std::string> found_by(
    const Reading& reading, const std::string& pattern, std::string_view text
) {
    auto names = names_from(text);
    if (not names)
        throw reading.not_understood();
    std::vector<std::string> found;
    for (auto& name : *names)
        if (auto path = as_asked(pattern, name); matches_pattern(pattern, path))
            found.push_back(std::move(path));
    std::sort(found.begin(), found.end());
    return found;
}

/// What came of one file; `section` ends with the exit status of what read it. A file that may not be read is
/// there all the same.
void add_file(
    const Reading& reading,
    std::vector<NamedContent>& files,
    const std::string& path,
    const Section& section,
    std::string_view errors
) {
    if (section.too_large) {
        files.push_back(
            {path,
             CannotTell{
                 Kind::too_large,
                 fmt::format(
                     "{} is larger than {} bytes, the limit of content",
                     escaped(path),
                     reading.limits().content
                 )}}
        );
    } else if (section.words.ends_with(" 0")) {
        files.push_back({path, section.bytes});
    } else if (const auto complaint = complaint_from(errors);
               complaint.meaning != Complaint::Meaning::absent) {
        files.push_back({path, cannot("reading", path, complaint, reading.denied_hint())});
    }
}

/// A pattern without signs is the name of one file, if there is one.
std::vector<NamedContent> only_file(const Reading& reading, const std::string& path) {
    std::vector<NamedContent> files;
    if (reading.other_type() or reading.is_gone("reading", path))
        return files;
    if (reading.words(0) != "data" or not reading.words(1).starts_with("end "))
        throw reading.not_understood();
    add_file(reading, files, path, reading.result().out[1], reading.errors());
    return files;
}

/// Three sections a file: what came before its name (nothing), the name, the bytes.
std::vector<NamedContent> files_of(const Reading& reading, const ReadMatching& asked) {
    std::vector<NamedContent> files;
    std::uint64_t total = 0;
    for (std::size_t at = 0; reading.words(at) == "name"; at += 3) {
        const auto file = at / 3;
        if (reading.words(at + 1) != "data" or not reading.words(at + 2).starts_with("item ")
            or file >= reading.result().err.size())
            throw reading.not_understood();
        const auto names = names_from(reading.result().out[at + 1].bytes);
        if (not names or names->size() != 1)
            throw reading.not_understood();
        const auto path = as_asked(asked.pattern, names->front());
        if (not matches_pattern(asked.pattern, path))
            continue;
        add_file(
            reading, files, path, reading.result().out[at + 2], reading.result().err[file].bytes
        );
        total += reading.result().out[at + 2].bytes.size();
        if (total > reading.limits().content)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "the files of {} hold more than {} bytes, the limit of content",
                    escaped(asked.pattern),
                    reading.limits().content
                )};
    }
    std::sort(files.begin(), files.end(), [](const auto& left, const auto& right) {
        return left.path < right.path;
    });
    return files;
}

}  // namespace

Answer answer_from(const Reading& reading, const ListFolder& asked) {
    if (reading.other_type() or reading.is_gone("reading the folder", asked.path))
        return std::optional<Names>();
    const auto text =
        reading.data("reading the folder", asked.path, {reading.limits().entries, "entries"});
    auto names = text ? names_from(*text) : std::nullopt;
    if (not text)
        return std::optional<Names>();
    if (not names)
        throw reading.not_understood();
    const auto prefix = as_argument(asked.path) + '/';
    for (auto& name : *names) {
        if (not name.starts_with(prefix))
            throw reading.not_understood();
        name.erase(0, prefix.size());
    }
    std::sort(names->begin(), names->end());
    return std::optional(Names{std::move(*names)});
}

Answer answer_from(const Reading& reading, const Glob& asked) {
    if (const auto pattern = shell_pattern(asked.pattern); pattern.is_plain) {
        const bool is_there = not reading.is_gone("reading", asked.pattern);
        if (is_there and not reading.other_type())
            throw reading.not_understood();
        return std::optional(Names{
            is_there ? std::vector{pattern.base} : std::vector<std::string>()});
    }
    if (reading.other_type() or reading.is_gone("searching", asked.pattern))
        return std::optional(Names{});
    refuse_if_closed(reading, asked.pattern);
    const auto text =
        reading.data("searching", asked.pattern, {reading.limits().entries, "entries"});
    return std::optional(Names{found_by(reading, asked.pattern, text.value_or(""))});
}

Answer answer_from(const Reading& reading, const ReadMatching& asked) {
    const auto pattern = shell_pattern(asked.pattern);
    if (pattern.is_plain)
        return only_file(reading, pattern.base);
    if (reading.other_type() or reading.is_gone("searching", asked.pattern))
        return std::vector<NamedContent>();
    refuse_if_closed(reading, asked.pattern);
    if (reading.words(reading.result().out.size() - 1) == "end many")
        throw CannotTell{
            Kind::too_large,
            fmt::format(
                "{} matches more than {} names, the limit of entries",
                escaped(asked.pattern),
                reading.limits().entries
            )};
    return files_of(reading, asked);
}

}  // namespace muster
