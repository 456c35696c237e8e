#include "framework/backend/exit_status.hpp"
#include "framework/backend/shell/complaint.hpp"
#include "framework/backend/shell/dialogue_text.hpp"
#include "framework/backend/shell/file_status_text.hpp"
#include "framework/backend/shell/pattern.hpp"
#include "framework/backend/shell/step.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <fnmatch.h>

#include <algorithm>

namespace muster {

namespace {

CannotTell not_understood(const Question& question) {
    return {Kind::unparsable, "the answer of the target makes no sense: " + describe(question)};
}

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

/// The texts between NUL bytes, each ended by one.
std::optional<std::vector<std::string>> names_from(std::string_view text) {
    if (text.empty())
        return std::vector<std::string>();
    if (not text.ends_with('\0'))
        return std::nullopt;
    text.remove_suffix(1);
    const auto pieces = split(text, '\0');
    return std::vector<std::string>(pieces.begin(), pieces.end());
}

/// Reads what came back for one question.
class Reader {
public:
    Reader(const Question& question, const StepResult& result, const StepLimits& limits)
        : question_(question), result_(result), limits_(limits) {}

    Answer answer() const {
        try {
            return std::visit([&](const auto& asked) -> Answer { return read(asked); }, question_);
        } catch (const CannotTell& why) {
            return why;
        }
    }

private:
    /// The words of the section at `at`, or of none.
    std::string_view words(std::size_t at) const {
        return at < result_.out.size() ? std::string_view(result_.out[at].words) : "";
    }
    std::string_view errors() const {
        return result_.err.empty() ? std::string_view()
                                   : std::string_view(result_.err.back().bytes);
    }

    /// The type of what is no regular file.
    std::optional<FileType> other_type() const {
        constexpr std::string_view kind = "kind ";
        if (not words(0).starts_with(kind))
            return std::nullopt;
        return type_named(words(0).substr(kind.size()));
    }

    /// True when a path leads to nothing; throws when the target did not say so.
    bool is_gone(std::string_view doing, const std::string& what) const {
        if (words(0) != "gone")
            return false;
        refuse_unless_absent(doing, what);
        return true;
    }

    void refuse_unless_absent(std::string_view doing, const std::string& what) const {
        const auto complaint = complaint_from(errors());
        if (complaint.meaning != Complaint::Meaning::absent)
            throw cannot(doing, what, complaint, limits_.denied_hint);
    }

    /// The bytes between "data" and "end"; nothing when there was an error that means absence.
    std::optional<std::string> data(
        std::string_view doing,
        const std::string& what,
        std::uint64_t limit,
        std::string_view of_what
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
            throw not_understood(question_);
        if (has_many or result_.out[1].too_large)
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} is larger than {}, the limit of {}", escaped(what), limit, of_what
                )};
        if (words(1) == "end 0")
            return result_.out[1].bytes;
        refuse_unless_absent(doing, what);
        return std::nullopt;
    }

    std::string content_limit() const { return fmt::format("{} bytes", limits_.limits.content); }

    Answer read(const Stat& asked) const {
        if (words(0) == "there")
            throw CannotTell{
                Kind::missing_tool,
                fmt::format("reading {} needs stat, which the target lacks", escaped(asked.path))};
        if (is_gone("reading", asked.path))
            return std::optional<FileStatus>();
        if (words(0) != "data")
            throw not_understood(question_);
        const std::vector<std::string> paths = {as_argument(asked.path)};
        const auto statuses =
            result_.out.size() > 1 ? file_statuses_from(result_.out[1].bytes, paths) : std::nullopt;
        if (not statuses)
            throw not_understood(question_);
        if (not statuses->front())
            refuse_unless_absent("reading", asked.path);
        return statuses->front();
    }

    Answer read(const Read& asked) const { return content(asked.path); }

    std::optional<Content> content(const std::string& path) const {
        if (const auto type = other_type())
            return Content{*type, ""};
        if (is_gone("reading", path))
            return std::nullopt;
        auto bytes = data("reading", path, limits_.limits.content, "bytes of content");
        if (not bytes)
            return std::nullopt;
        return Content{FileType::regular, std::move(*bytes)};
    }

    Answer read(const ListFolder& asked) const {
        if (other_type() or is_gone("reading the folder", asked.path))
            return std::optional<Names>();
        const auto text = data("reading the folder", asked.path, limits_.limits.entries, "entries");
        auto names = text ? names_from(*text) : std::nullopt;
        if (not text)
            return std::optional<Names>();
        if (not names)
            throw not_understood(question_);
        const auto prefix = as_argument(asked.path) + '/';
        for (auto& name : *names) {
            if (not name.starts_with(prefix))
                throw not_understood(question_);
            name.erase(0, prefix.size());
        }
        std::sort(names->begin(), names->end());
        return std::optional(Names{std::move(*names)});
    }

    Answer read(const Glob& asked) const {
        if (const auto pattern = shell_pattern(asked.pattern); pattern.is_plain) {
            const bool is_there = not is_gone("reading", asked.pattern);
            if (is_there and not other_type())
                throw not_understood(question_);
            return std::optional(Names{
                is_there ? std::vector{pattern.base} : std::vector<std::string>()});
        }
        if (other_type() or is_gone("searching", asked.pattern))
            return std::optional(Names{});
        refuse_if_closed(asked.pattern);
        const auto text = data("searching", asked.pattern, limits_.limits.entries, "entries");
        return std::optional(Names{found_by(asked.pattern, text.value_or(""))});
    }

    /// A folder on the way that may not be read.
    void refuse_if_closed(const std::string& pattern) const {
        if (words(0) != "data" or words(1) != "end denied")
            return;
        const auto folder = names_from(result_.out[1].bytes);
        const auto name = folder and folder->size() == 1 ? folder->front() : pattern;
        throw CannotTell{
            Kind::denied,
            "permission denied reading the folder " + escaped(name),
            limits_.denied_hint};
    }

    std::vector<std::string> found_by(const std::string& pattern, std::string_view text) const {
        auto names = names_from(text);
        if (not names)
            throw not_understood(question_);
        std::vector<std::string> found;
        for (auto& name : *names)
            if (auto path = as_asked(pattern, name); matches_pattern(pattern, path))
                found.push_back(std::move(path));
        std::sort(found.begin(), found.end());
        return found;
    }

    static std::string as_asked(const std::string& pattern, const std::string& path) {
        return pattern.starts_with('/') or not path.starts_with("./") ? path : path.substr(2);
    }

    Answer read(const ReadMatching& asked) const {
        const auto pattern = shell_pattern(asked.pattern);
        if (pattern.is_plain) {
            auto only = content(pattern.base);
            std::vector<NamedContent> files;
            if (only and only->type == FileType::regular)
                files.push_back({pattern.base, std::move(only->bytes)});
            return files;
        }
        if (other_type() or is_gone("searching", asked.pattern))
            return std::vector<NamedContent>();
        refuse_if_closed(asked.pattern);
        if (words(result_.out.size() - 1) == "end many")
            throw CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} matches more than {} names, the limit of entries",
                    escaped(asked.pattern),
                    limits_.limits.entries
                )};
        return files_of(asked);
    }

    /// Three sections a file: what came before its name (nothing), the name, the bytes.
    std::vector<NamedContent> files_of(const ReadMatching& asked) const {
        std::vector<NamedContent> files;
        std::uint64_t total = 0;
        for (std::size_t at = 0; words(at) == "name"; at += 3) {
            const auto file = at / 3;
            if (words(at + 1) != "data" or not words(at + 2).starts_with("item ")
                or file >= result_.err.size())
                throw not_understood(question_);
            const auto names = names_from(result_.out[at + 1].bytes);
            if (not names or names->size() != 1)
                throw not_understood(question_);
            const auto path = as_asked(asked.pattern, names->front());
            if (not matches_pattern(asked.pattern, path))
                continue;
            add_file(files, path, result_.out[at + 2], result_.err[file].bytes);
            total += result_.out[at + 2].bytes.size();
            if (total > limits_.limits.content)
                throw CannotTell{
                    Kind::too_large,
                    fmt::format(
                        "the files of {} hold more than {}, the limit of content",
                        escaped(asked.pattern),
                        content_limit()
                    )};
        }
        std::sort(files.begin(), files.end(), [](const auto& left, const auto& right) {
            return left.path < right.path;
        });
        return files;
    }

    void add_file(
        std::vector<NamedContent>& files,
        const std::string& path,
        const Section& section,
        std::string_view errors
    ) const {
        if (section.too_large) {
            files.push_back(
                {path,
                 CannotTell{
                     Kind::too_large,
                     fmt::format(
                         "{} is larger than {}, the limit of content",
                         escaped(path),
                         content_limit()
                     )}}
            );
        } else if (section.words == "item 0") {
            files.push_back({path, section.bytes});
        } else if (const auto complaint = complaint_from(errors);
                   complaint.meaning != Complaint::Meaning::absent) {
            files.push_back({path, cannot("reading", path, complaint, limits_.denied_hint)});
        }
    }

    Answer read(const ReadLink& asked) const {
        const auto doing = asked.links == Links::all ? "resolving" : "reading";
        if (is_gone(doing, asked.path))
            return std::optional<LinkText>();
        if (other_type())
            return std::optional(LinkText{false, ""});
        auto text = data(doing, asked.path, limits_.limits.output, "bytes of output");
        if (not text)
            return std::optional<LinkText>();
        return std::optional(LinkText{true, std::move(*text)});
    }

    Answer read(const Digest& asked) const {
        if (const auto type = other_type())
            return std::optional(DigestText{*type, ""});
        if (is_gone("reading", asked.path))
            return std::optional<DigestText>();
        const auto text = data("reading", asked.path, limits_.limits.output, "bytes of output");
        if (not text)
            return std::optional<DigestText>();
        // GNU puts a backslash before the line when the name holds signs that it escapes.
        const auto line = std::string_view(*text).substr(text->starts_with('\\') ? 1 : 0);
        const auto hex = line.substr(0, line.find(' '));
        const auto width = hex_digest(asked.algorithm, "").size();
        if (hex.size() != width
            or hex.find_first_not_of("0123456789abcdef") != std::string_view::npos)
            throw not_understood(question_);
        return std::optional(DigestText{FileType::regular, std::string(hex)});
    }

    Answer read(const Run& asked) const {
        refuse_if_not_run(asked.command);
        if (words(0) != "data" or not words(1).starts_with("end ") or result_.err.size() != 1)
            throw not_understood(question_);
        for (const auto* section : {&result_.out[1], &result_.err[0]})
            if (section->too_large)
                throw CannotTell{
                    Kind::too_large,
                    fmt::format(
                        "{} wrote more than {} bytes, the limit of output",
                        describe(question_),
                        limits_.limits.output
                    )};
        const auto status = whole_number(words_of(words(1)).at(1));
        if (not status or *status < 0 or *status > 255)
            throw not_understood(question_);
        Output output;
        output.exit_status = static_cast<int>(*status);
        output.signal = signal_of(output.exit_status);
        output.out = result_.out[1].bytes;
        output.err = result_.err[0].bytes;
        output.duration = result_.duration;
        return output;
    }

    void refuse_if_not_run(const Command& command) const {
        if (words(0) == "end nofolder")
            throw CannotTell{
                Kind::failed,
                "entering the folder " + escaped(command.folder) + ": there is no such folder"};
        if (words(0) == "end closed")
            throw CannotTell{
                Kind::denied,
                "permission denied entering the folder " + escaped(command.folder),
                limits_.denied_hint};
        if (words(0) == "end nouser")
            throw CannotTell{
                Kind::failed,
                "running a command as " + escaped(command.user) + ": there is no such user"};
        if (words(0) == "end notroot")
            throw CannotTell{
                Kind::denied,
                "permission denied running a command as " + escaped(command.user),
                limits_.denied_hint};
        if (words(0) == "end notool")
            throw CannotTell{
                Kind::missing_tool,
                "running a command as " + escaped(command.user)
                    + " needs id and runuser, which the target lacks"};
    }

    /// What came over the connection, the "+" that says it stands in front.
    std::string received() const {
        if (words(0) == "end notool")
            throw CannotTell{
                Kind::missing_tool,
                "connecting from the target needs bash, perl or OpenBSD's nc, which it lacks"};
        if (words(0) != "data" or result_.out.size() < 2)
            throw not_understood(question_);
        std::string bytes;
        for (std::size_t at = 1; at < result_.out.size(); ++at) {
            if (result_.out[at].too_large)
                throw CannotTell{
                    Kind::too_large,
                    fmt::format(
                        "{} brought more than {} bytes, the limit of output",
                        describe(question_),
                        limits_.limits.output
                    )};
            bytes += result_.out[at].bytes;
        }
        return bytes;
    }

    bool has_closed() const {
        return std::ranges::any_of(result_.out, [](const Section& section) {
            return section.words == "closed";
        });
    }

    Reached reached(std::string_view received, Nanoseconds timeout) const {
        if (received.starts_with('+'))
            return {Reached::How::open, ""};
        if (not has_closed())
            return {Reached::How::timed_out, "no answer within " + to_words(timeout)};
        return reached_from(errors());
    }

    Answer read(const ProbeTcp& asked) const { return reached(received(), asked.timeout); }

    Answer read(const Talk& asked) const {
        auto bytes = received();
        Reply reply{reached(bytes, asked.timeout), ""};
        if (reply.reached.how != Reached::How::open)
            return reply;
        reply.bytes = bytes.substr(1);
        const auto mark = asked.mark.empty() ? std::string::npos : reply.bytes.find(asked.mark);
        if (mark != std::string::npos)
            reply.bytes.resize(mark + asked.mark.size());
        else if (not has_closed())
            reply.reached = {
                Reached::How::timed_out,
                "connected, but not finished within " + to_words(asked.timeout)};
        return reply;
    }

    const Question& question_;
    const StepResult& result_;
    const StepLimits& limits_;
};

std::vector<std::string> paths_of(const Step& step, std::span<const Question> batch) {
    std::vector<std::string> paths;
    for (const auto place : step.places) {
        const auto* status = std::get_if<Stat>(&batch[place]);
        paths.push_back(
            as_argument(status != nullptr ? status->path : std::get<Read>(batch[place]).path)
        );
    }
    return paths;
}

using Answers = std::vector<std::optional<Answer>>;

/// Without stat(1) each path has an item of its own. An answer without them is nobody's.
Answers answers_of_tests(
    const Step& step,
    std::span<const Question> batch,
    const StepResult& result,
    const StepLimits& limits
) {
    Answers answers(step.places.size());
    if (result.out.size() <= answers.size() or result.err.size() <= answers.size()) {
        if (answers.size() == 1)
            answers[0] = not_understood(batch[step.places[0]]);
        return answers;
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const StepResult one{{result.out[i]}, {result.err[i]}, result.duration};
        answers[i] = Reader(batch[step.places[i]], one, limits).answer();
    }
    return answers;
}

/// One line on standard error for each path of which stat(1) told nothing, in order.
Answers answers_of_stat(
    const Step& step,
    std::span<const Question> batch,
    const StepResult& result,
    const StepLimits& limits
) {
    Answers answers(step.places.size());
    const auto paths = paths_of(step, batch);
    if (result.out.size() < 2 or result.out[0].words != "data" or result.out[1].too_large
        or result.err.empty())
        return answers;
    const auto statuses = file_statuses_from(result.out[1].bytes, paths);
    const auto complaints = lines_of(result.err.back().bytes);
    const auto missing =
        statuses ? std::ranges::count(*statuses, false, &std::optional<FileStatus>::has_value) : -1;
    if (missing != static_cast<std::ptrdiff_t>(complaints.size()))
        return answers;
    std::size_t next = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if ((*statuses)[i]) {
            answers[i] = (*statuses)[i];
            continue;
        }
        const auto complaint = complaint_from(complaints[next++]);
        if (complaint.meaning == Complaint::Meaning::absent)
            answers[i] = std::optional<FileStatus>();
        else
            answers[i] = cannot(
                "reading", std::get<Stat>(batch[step.places[i]]).path, complaint, limits.denied_hint
            );
    }
    return answers;
}

/// head(1) puts `==> path <==` before each file; a file without it, or one it complained about, is asked
/// again alone.
Answers answers_of_kernel(
    const Step& step, std::span<const Question> batch, const StepResult& result
) {
    Answers answers(step.places.size());
    const auto paths = paths_of(step, batch);
    if (result.out.size() < 2 or result.out[1].too_large or result.out[1].words != "end 0")
        return answers;
    std::string_view text = result.out[1].bytes;
    std::optional<std::size_t> last;
    const auto close = [&](std::string_view content) {
        if (last)
            answers[*last] = std::optional(Content{FileType::regular, std::string(content)});
    };
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto heading = fmt::format("{}==> {} <==\n", last ? "\n" : "", paths[i]);
        const auto at = text.find(heading);
        if (at == std::string_view::npos or (not last and at != 0))
            continue;
        close(text.substr(0, at));
        text.remove_prefix(at + heading.size());
        last = i;
    }
    close(text);
    return answers;
}

}  // namespace

Answers answers_from(
    const Step& step,
    std::span<const Question> batch,
    const StepResult& result,
    const StepLimits& limits
) {
    if (step.function == "m_kernel")
        return answers_of_kernel(step, batch, result);
    const bool is_stat = step.function == "m_stat";
    const bool by_test = is_stat and not result.out.empty() and result.out[0].words != "data";
    if (by_test)
        return answers_of_tests(step, batch, result, limits);
    if (step.places.size() == 1)
        return {Reader(batch[step.places[0]], result, limits).answer()};
    return answers_of_stat(step, batch, result, limits);
}

}  // namespace muster
