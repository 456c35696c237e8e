#include "framework/backend/recording/recorder.hpp"

#include "framework/base/error.hpp"

namespace muster {

Recorder::Recorder(std::unique_ptr<Backend> backend, Recording& recording)
    : BackendAround(std::move(backend)), recording_(recording), now_(BackendAround::now()) {
    recording_.begun = now_;
    recording_.reads_are_free = reads_are_free();
    recording_.limits = limits();
    for (const auto ability : {Ability::run, Ability::network, Ability::live})
        if (not can(ability))
            recording_.cannot[std::string(name(ability))] = why_not(ability);
}

std::vector<Answer> Recorder::exchange(std::span<const Question> batch, Deadline deadline) {
    auto answers = BackendAround::exchange(batch, deadline);
    MUSTER_ASSERT(answers.size() == batch.size());
    now_ = BackendAround::now();
    recording_.own_processes = own_processes();
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto [place, is_new] =
            places_.try_emplace(key_of(batch[i]), recording_.questions.size());
        if (is_new)
            recording_.questions.push_back({batch[i], {}});
        recording_.questions[place->second].answers.push_back({now_, answers[i]});
    }
    return answers;
}

}  // namespace muster
