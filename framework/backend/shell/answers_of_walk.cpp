// What find(1) printed, and what it complained about: each complaint belongs to the walks that it keeps from
// seeing all they are about.
#include "framework/backend/shell/complaint.hpp"
#include "framework/backend/shell/pattern.hpp"
#include "framework/backend/shell/reading.hpp"
#include "framework/backend/shell/walk_step.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/host/walk_rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// The paths under each mark of the output: "n": how many entries each piece of the way had, "3": what walk 3
/// found, "d3" and "f3": links that it may not or cannot follow.
using Found = std::map<std::string, std::vector<std::string>, std::less<>>;

std::optional<Found> found_in(std::string_view text) {
    auto pieces = names_from(text);
    if (not pieces)
        return std::nullopt;
    Found found;
    std::vector<std::string>* paths = nullptr;
    for (auto& piece : *pieces) {
        const bool is_path = piece.starts_with('/');
        if (piece.starts_with('n'))
            found["n"].push_back(piece.substr(1));
        else if (not is_path)
            paths = &found[piece];
        else if (paths != nullptr)
            paths->push_back(std::move(piece));
        else
            return std::nullopt;
    }
    return found;
}

const std::vector<std::string>& paths_under(const Found& found, const std::string& mark) {
    static const std::vector<std::string> none;
    const auto place = found.find(mark);
    return place == found.end() ? none : place->second;
}

std::uint64_t entries_in(const Found& found) {
    std::uint64_t entries = 0;
    for (const auto& count : paths_under(found, "n"))
        entries += static_cast<std::uint64_t>(whole_number(count).value_or(0));
    return entries;
}

/// The bytes of what GNU tools put in quotes for the C locale: `a\nb`, `it\'s`, `\303\244`.
std::optional<std::string> unquoted(std::string_view text) {
    constexpr std::string_view letters = "abfnrtv";
    constexpr std::string_view controls = "\a\b\f\n\r\t\v";
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes += text[i];
            continue;
        }
        const auto rest = text.substr(i + 1);
        const auto octal = octal_number(rest.substr(0, 3));
        if (rest.empty())
            return std::nullopt;
        if (octal and rest.size() >= 3) {
            bytes += static_cast<char>(*octal);
            i += 3;
            continue;
        }
        const auto letter = letters.find(rest[0]);
        bytes += letter == std::string_view::npos ? rest[0] : controls[letter];
        ++i;
    }
    return bytes;
}

/// A path that find could not pass, and why.
struct Trouble {
    std::string path;  ///< empty: it is not known which
    Complaint complaint;
};

/// `find: '/a b': Permission denied` (GNU) or `find: /a b: Permission denied` (busybox).
std::string path_of(std::string_view line, const WalkRule& rule) {
    constexpr std::string_view start = "find: ";
    const auto end = line.rfind(": ");
    if (not line.starts_with(start) or end <= start.size() or end == std::string_view::npos)
        return "";
    const auto name = line.substr(start.size(), end - start.size());
    const bool is_quoted = name.size() >= 2 and name.starts_with('\'') and name.ends_with('\'');
    const auto path =
        is_quoted ? unquoted(name.substr(1, name.size() - 2)) : std::optional(std::string(name));
    return path and rule.is_of_folder(*path) ? *path : "";
}

/// What no walk has to care about: what went away meanwhile, and a folder that is mounted below itself, whose
/// entries have been seen.
std::vector<Trouble> troubles_in(std::string_view errors, const WalkRule& rule) {
    constexpr std::string_view loop = "find: File system loop detected; '";
    std::vector<Trouble> troubles;
    for (const auto line : lines_of(errors)) {
        Trouble trouble{path_of(line, rule), complaint_from(line)};
        const bool is_gone =
            not trouble.path.empty() and trouble.complaint.meaning == Complaint::Meaning::absent;
        if (not line.empty() and not is_gone and not line.starts_with(loop))
            troubles.push_back(std::move(trouble));
    }
    return troubles;
}

/// One walk's part of the answers of all.
class Part {
public:
    Part(const Walk& walk, std::size_t number, const StepLimits& limits)
        : walk_(walk), number_(std::to_string(number)), limits_(limits), rule_(walk) {}

    /// Nothing when it has to be asked alone.
    std::optional<Answer> answer(
        const Found& found, const std::vector<Trouble>& troubles, Joining joining
    ) const {
        if (entries_in(found) > limits_.limits.walked)
            return CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} holds more than {} entries, the limit of a walk",
                    escaped(walk_.folder),
                    limits_.limits.walked
                )};
        const auto paths = meant(found, number_);
        for (const auto& trouble : troubles) {
            const bool hides_all = trouble.path.empty() or rule_.enters(trouble.path);
            const bool hides_itself = rule_.is_within(trouble.path)
                                      and not std::ranges::binary_search(paths, trouble.path);
            if (not hides_all and hides_itself and joining == Joining::yes)
                return std::nullopt;
            if (hides_all or hides_itself)
                return trouble_text(trouble);
        }
        if (const auto links = meant(found, "d" + number_); not links.empty())
            return cannot_follow(links.front(), {Complaint::Meaning::denied, ""});
        if (const auto links = meant(found, "f" + number_); not links.empty())
            return cannot_follow(links.front(), {});
        if (paths.size() > limits_.limits.found)
            return CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} finds more than {} entries, the limit of results",
                    describe(Question(walk_)),
                    limits_.limits.found
                )};
        return std::optional(Names{paths});
    }

private:
    /// Sorted bytewise.
    std::vector<std::string> meant(const Found& found, const std::string& mark) const {
        std::vector<std::string> paths;
        for (const auto& path : paths_under(found, mark))
            if (rule_.is_within(path))
                paths.push_back(path);
        std::sort(paths.begin(), paths.end());
        return paths;
    }

    CannotTell trouble_text(const Trouble& trouble) const {
        const auto& path = trouble.path.empty() ? walk_.folder : trouble.path;
        return cannot("walking", path, trouble.complaint, limits_.denied_hint);
    }

    CannotTell cannot_follow(const std::string& link, const Complaint& complaint) const {
        return cannot("following the link", link, complaint, limits_.denied_hint);
    }

    const Walk& walk_;
    std::string number_;
    const StepLimits& limits_;
    WalkRule rule_;
};

}  // namespace

/// What is no walk: a folder that is not there, or a target that cannot or did not walk to the end.
Answer answer_from(const Reading& reading, const Walk& asked) {
    if (reading.other_type() or reading.is_gone("walking", asked.folder))
        return std::optional<Names>();
    if (reading.words(0) == "end notool")
        throw CannotTell{
            Kind::missing_tool,
            fmt::format(
                "{} needs a find that the target lacks: GNU's, where names come from elsewhere "
                "than "
                "/etc/passwd",
                describe(reading.question())
            )};
    (void)reading.data("walking", asked.folder, {reading.limits().content, "bytes of results"});
    throw reading.not_understood();
}

std::vector<std::optional<Answer>> answers_of_walk(
    const Step& step,
    std::span<const Question> batch,
    const StepResult& result,
    const StepLimits& limits
) {
    std::vector<std::optional<Answer>> answers(step.places.size());
    const auto& first = std::get<Walk>(batch[step.places.front()]);
    const auto joining = answers.size() > 1 ? Joining::yes : Joining::no;
    const Reading reading(batch[step.places.front()], result, limits);
    const bool is_walked = reading.words(0) == "data" and reading.words(1).starts_with("end ")
                           and not result.out[1].too_large;
    const auto found = is_walked ? found_in(result.out[1].bytes) : std::nullopt;
    const auto troubles = troubles_in(reading.errors(), WalkRule(first));
    // find(1): 1 when something was complained about.
    const auto status = reading.words(1);
    const bool is_whole = status == "end 0" or (status == "end 1" and not reading.errors().empty());
    for (std::size_t i = 0; i < answers.size() and found and is_whole; ++i) {
        const Part part(std::get<Walk>(batch[step.places[i]]), i, limits);
        answers[i] = part.answer(*found, troubles, joining);
    }
    return answers;
}

}  // namespace muster
