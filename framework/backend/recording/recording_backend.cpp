#include "framework/backend/recording/recording_backend.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster {

RecordingBackend::RecordingBackend(Recording recording)
    : recording_(std::move(recording)), now_(recording_.begun) {
    for (const auto& one : recording_.questions)
        places_.emplace(key_of(one.question), Place{&one});
}

std::vector<Answer> RecordingBackend::exchange(
    std::span<const Question> batch, Deadline /*nothing here takes time*/
) {
    std::vector<Answer> answers;
    answers.reserve(batch.size());
    for (const auto& question : batch)
        answers.push_back(answer(question));
    return answers;
}

Answer RecordingBackend::answer(const Question& question) {
    const auto found = places_.find(key_of(question));
    if (found == places_.end())
        return CannotTell{
            Kind::unsupported,
            "not recorded: " + describe(question),
            "record again with the specs of this run"};
    auto& [recorded, given] = found->second;
    MUSTER_ASSERT(not recorded->answers.empty());
    const auto& told = recorded->answers[std::min(given, recorded->answers.size() - 1)];
    ++given;
    now_ = std::max(now_, told.at);
    return told.answer;
}

bool RecordingBackend::can(Ability ability) const {
    return not recording_.cannot.contains(std::string(name(ability)));
}

std::string RecordingBackend::why_not(Ability ability) const {
    const auto found = recording_.cannot.find(std::string(name(ability)));
    return found == recording_.cannot.end() ? "" : found->second;
}

}  // namespace muster
