#include "framework/host/gatherer.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/regex/regex.hpp"

#include <algorithm>
#include <unordered_map>

namespace muster {

namespace {

using Found = std::variant<Value, CannotTell, NotAsked>;

Value captured(const Value& value, const std::string& pattern) {
    const bool text_like = value.as<std::string>() != nullptr or value.as<Scalar>() != nullptr;
    if (not text_like)
        return wrong_kind(to_shown(value) + " is no text");
    const auto found = Regex(pattern).captured_from(to_plain(value));
    return found ? Value(Scalar{*found}) : not_set;
}

Value member(const Value& value, const Derivation& derivation, bool asked_if_there) {
    const auto* map = value.as<Map>();
    if (map == nullptr)
        return wrong_kind(to_shown(value) + " is no map");
    for (const auto& [key, content] : map->members)
        if (key == derivation.argument)
            return asked_if_there ? Value(true) : content;
    return asked_if_there ? Value(false) : not_set;
}

Value derived(Value value, const std::vector<Derivation>& derivations) {
    for (const auto& derivation : derivations) {
        if (value.is_nothing())
            return value;
        value = derivation.word == "captured" ? captured(value, derivation.argument)
                                              : member(value, derivation, derivation.word == "has");
    }
    return value;
}

/// The one place where "cannot tell" is caught: it belongs to this fact and to no other.
Task<Found> take(Host& host, Reader read, Fact fact) {
    try {
        auto value = co_await read(host, fact);
        co_return Found(derived(std::move(value), fact.derivations));
    } catch (const CannotTell& why) {
        co_return Found(why);
    } catch (const NotAsked& why) {
        co_return Found(why);
    }
}

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
      host_(std::make_unique<Host>(backend_, platform_)) {}

void Gatherer::forget() {
    host_ = std::make_unique<Host>(backend_, platform_);
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
        findings.push_back({task.result(), evidence_of(task.evidence())});
    }
    return findings;
}

}  // namespace muster
