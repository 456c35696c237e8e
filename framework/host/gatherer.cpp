#include "framework/host/gatherer.hpp"

#include "framework/base/error.hpp"

#include <algorithm>
#include <unordered_map>

namespace muster {

namespace {

std::vector<Evidence> evidence_of(const std::vector<const Slot*>& slots) {
    constexpr std::size_t most = 8;
    std::vector<Evidence> evidence;
    for (const auto* slot : slots) {
        const auto question = describe(slot->question);
        const bool told =
            std::ranges::find(evidence, question, &Evidence::question) != evidence.end();
        if (not told and evidence.size() < most and slot->answer)
            evidence.push_back({question, describe(*slot->answer)});
    }
    return evidence;
}

}  // namespace

Gatherer::Gatherer(const Vocabulary& vocabulary, Backend& backend, Platform platform)
    : vocabulary_(vocabulary),
      backend_(backend),
      platform_(std::move(platform)),
      host_(std::make_unique<Host>(vocabulary_, backend_, platform_)) {}

void Gatherer::forget() {
    host_ = std::make_unique<Host>(vocabulary_, backend_, platform_);
}

void Gatherer::exchange_until_done(Deadline deadline) {
    while (true) {
        host_->resume_ready();
        const auto slots = host_->take_unsent();
        if (slots.empty() and host_->ready_.empty())
            return;
        if (slots.empty())
            continue;
        std::vector<Question> batch;
        for (const auto* slot : slots)
            batch.push_back(slot->question);
        auto answers = backend_.exchange(batch, deadline);
        MUSTER_ASSERT(answers.size() == batch.size());
        ++exchanges_;
        for (std::size_t i = 0; i < slots.size(); ++i)
            host_->answer(*slots[i], std::move(answers[i]));
    }
}

std::vector<Finding> Gatherer::gather(std::span<const Fact> facts, Deadline deadline) {
    std::vector<Task<Found>> tasks;
    tasks.reserve(facts.size());
    for (const auto& fact : facts)
        tasks.push_back(take(*host_, vocabulary_.reader(fact), fact));
    exchange_until_done(deadline);
    std::vector<Finding> findings;
    findings.reserve(facts.size());
    for (auto& task : tasks) {
        MUSTER_ASSERT(task.done());
        auto evidence = evidence_of(task.evidence());
        findings.push_back({std::move(task.result()), std::move(evidence)});
    }
    return findings;
}

}  // namespace muster
