#pragma once

#include "framework/backend/recording/recording.hpp"

#include <unordered_map>

namespace muster {

/// Answers from a recording. A question that got several answers (a retry asked again) gets them again
/// in order, then the last one for ever. What was not recorded cannot be told.
class RecordingBackend : public Backend {
public:
    explicit RecordingBackend(Recording recording);

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;
    bool can(Ability ability) const override;
    std::string why_not(Ability ability) const override;
    bool reads_are_free() const override { return recording_.reads_are_free; }
    Limits limits() const override { return recording_.limits; }
    std::vector<OwnProcess> own_processes() const override { return recording_.own_processes; }
    /// The recording's clock: when the latest of the answers given so far came.
    Instant now() const override { return now_; }

private:
    struct Place {
        const RecordedQuestion* recorded;
        std::size_t given = 0;
    };

    Answer answer(const Question& question);

    Recording recording_;
    Instant now_;
    std::unordered_map<std::string, Place> places_;  ///< by the keys of the questions
};

}  // namespace muster
