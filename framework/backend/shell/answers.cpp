// From steps to answers: those of one question, and those that share a process.
#include "framework/backend/shell/complaint.hpp"
#include "framework/backend/shell/file_status_text.hpp"
#include "framework/backend/shell/pattern.hpp"
#include "framework/backend/shell/reading.hpp"
#include "framework/backend/shell/walk_step.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// Where ignorance becomes an answer, so that it stays with the question it belongs to.
Answer answer_alone(
    const Question& question,
    const StepResult& result,
    const StepLimits& limits,
    std::string_view query = {}
) {
    const Reading reading(question, result, limits, query);
    try {
        return std::visit([&](const auto& asked) { return answer_from(reading, asked); }, question);
    } catch (const CannotTell& why) {
        return why;
    }
}

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
            answers[0] = Reading(batch[step.places[0]], result, limits).not_understood();
        return answers;
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const StepResult one{{result.out[i]}, {result.err[i]}, result.duration};
        answers[i] = answer_alone(batch[step.places[i]], one, limits);
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

/// Whether it could begin inside of itself: what it parts could not be cut for certain then.
bool overlaps_itself(std::string_view text) {
    for (std::size_t size = 1; size < text.size(); ++size)
        if (text.ends_with(text.substr(0, size)))
            return true;
    return false;
}

/// What stands behind each of so many separators; nothing when there are fewer or more, as a file that holds the
/// separator adds one.
std::optional<std::vector<std::string_view>> parted(
    std::string_view bytes, std::string_view separator, std::size_t parts
) {
    if (separator.empty() or not bytes.starts_with(separator) or overlaps_itself(separator))
        return std::nullopt;
    std::vector<std::string_view> found;
    while (not bytes.empty()) {
        bytes.remove_prefix(separator.size());
        const auto end = std::min(bytes.find(separator), bytes.size());
        found.push_back(bytes.substr(0, end));
        bytes.remove_prefix(end);
    }
    return found.size() == parts ? std::optional(found) : std::nullopt;
}

/// See m_reads of the prelude. What is larger than its part, is no file, or could not be told apart is asked for
/// again alone.
Answers answers_of_reads(
    const Step& step,
    std::span<const Question> batch,
    const StepResult& result,
    const StepLimits& limits
) {
    Answers answers(step.places.size());
    const auto& out = result.out;
    const std::string_view signs =
        out.size() > 1 and out[1].words == "signs" ? out[1].bytes : std::string_view();
    if (signs.size() != answers.size() or out.back().words != "end 0")
        return answers;
    const auto read = static_cast<std::size_t>(std::ranges::count(signs, 'r'));
    const bool is_whole = out.size() == 5 and out[3].words == "bytes 0" and not out[3].too_large;
    const auto contents = is_whole ? parted(out[3].bytes, out[2].bytes, read) : std::nullopt;
    const std::string_view errors =
        result.err.empty() ? std::string_view() : result.err.back().bytes;
    const auto complaints = lines_of(errors);
    const bool has_complaints =
        complaints.size() == static_cast<std::size_t>(std::ranges::count(signs, 'g'));
    const auto most = std::min(limits.limits.content, most_joined_content);
    std::size_t next_content = 0;
    std::size_t next_complaint = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (signs[i] == 'r' and contents) {
            const auto content = (*contents)[next_content++];
            if (content.size() < most)
                answers[i] = std::optional(Content{FileType::regular, std::string(content)});
        } else if (signs[i] == 'g' and has_complaints) {
            const auto complaint = complaint_from(complaints[next_complaint++]);
            if (complaint.meaning == Complaint::Meaning::absent)
                answers[i] = std::optional<Content>();
            else
                answers[i] = cannot(
                    "reading",
                    std::get<Read>(batch[step.places[i]]).path,
                    complaint,
                    limits.denied_hint
                );
        }
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

Answers answers_of_walks(
    const Step& step,
    std::span<const Question> batch,
    const StepResult& result,
    const StepLimits& limits
) {
    auto answers = answers_of_walk(step, batch, result, limits);
    const Reading reading(batch[step.places.front()], result, limits);
    // The folder itself is not there, or something else: that holds for all of them.
    const bool is_told = reading.words(0) == "gone" or reading.other_type();
    for (std::size_t i = 0; i < answers.size(); ++i)
        if (not answers[i] and (is_told or answers.size() == 1))
            answers[i] = answer_alone(batch[step.places[i]], result, limits);
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
    if (step.function == "m_reads")
        return answers_of_reads(step, batch, result, limits);
    const bool is_stat = step.function == "m_stat";
    const bool by_test = is_stat and not result.out.empty() and result.out[0].words != "data";
    if (by_test)
        return answers_of_tests(step, batch, result, limits);
    if (step.function == "m_walk")
        return answers_of_walks(step, batch, result, limits);
    if (step.places.size() == 1)
        return {answer_alone(batch[step.places[0]], result, limits, step.query)};
    return answers_of_stat(step, batch, result, limits);
}

}  // namespace muster
