#pragma once

// What came back for one question, and what the target means by it. The answers themselves are read in
// answers_of_files.cpp, answers_of_folders.cpp and answers_of_programs.cpp.

#include "framework/backend/shell/step.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace muster {

class Reading {
public:
    Reading(
        const Question& question,
        const StepResult& result,
        const StepLimits& limits,
        std::string_view query = {}
    )
        : question_(question), result_(result), limits_(limits), query_(query) {}

    const Question& question() const { return question_; }
    const StepResult& result() const { return result_; }
    const Limits& limits() const { return limits_.limits; }
    /// What a name server was sent.
    std::string_view query() const { return query_; }
    const std::string& denied_hint() const { return limits_.denied_hint; }

    /// The words of the section at `at`; empty when there are not so many.
    std::string_view words(std::size_t at) const;
    /// What stands on standard error, at the end.
    std::string_view errors() const;

    /// The type of what is no regular file, when it was told.
    std::optional<FileType> other_type() const;

    /// True when the path leads to nothing. Throws CannotTell when the target did not say so.
    bool is_gone(std::string_view doing, const std::string& what) const;
    void refuse_unless_absent(std::string_view doing, const std::string& what) const;

    /// A limit and its name, for a message.
    struct Bound {
        std::uint64_t most = 0;
        std::string_view name;  ///< "bytes of content"
    };
    /// The bytes between "data" and "end"; nothing when an error means absence. Throws CannotTell.
    std::optional<std::string> data(std::string_view doing, const std::string& what, Bound bound)
        const;

    /// For sections that no answer of ours has.
    CannotTell not_understood() const;

private:
    const Question& question_;
    const StepResult& result_;
    const StepLimits& limits_;
    std::string_view query_;
};

/// The texts between NUL bytes, each ended by one; nothing when the last one is not.
std::optional<std::vector<std::string>> names_from(std::string_view text);

// Each throws CannotTell.
Answer answer_from(const Reading& reading, const Stat& asked);
Answer answer_from(const Reading& reading, const Read& asked);
Answer answer_from(const Reading& reading, const ReadKey& asked);
Answer answer_from(const Reading& reading, const ReadLink& asked);
Answer answer_from(const Reading& reading, const Digest& asked);
Answer answer_from(const Reading& reading, const ListFolder& asked);
Answer answer_from(const Reading& reading, const Glob& asked);
Answer answer_from(const Reading& reading, const ReadMatching& asked);
Answer answer_from(const Reading& reading, const Run& asked);
Answer answer_from(const Reading& reading, const ProbeTcp& asked);
Answer answer_from(const Reading& reading, const Talk& asked);
Answer answer_from(const Reading& reading, const Walk& asked);
/// No step asks this: see questions_of_streams.hpp.
Answer answer_from(const Reading& reading, const Http& asked);
Answer answer_from(const Reading& reading, const Dns& asked);
/// No step asks this: see container_backend.hpp.
Answer answer_from(const Reading& reading, const DescribeImage& asked);
/// No step asks this: backends that run commands ask tools.
Answer answer_from(const Reading& reading, const Marks& asked);
Answer answer_from(const Reading& reading, const StatFileSystem& asked);

}  // namespace muster
