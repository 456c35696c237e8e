#include "framework/run/fleet_answerer.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace muster {

namespace {

/// Calls `work` for each index, in so many threads; what one throws is thrown when all have ended.
template<class Work>
void side_by_side(std::size_t count, std::size_t threads, const Work& work) {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::exception_ptr thrown;
    const auto go_on = [&] {
        for (auto i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {  // the top of a thread
                const std::lock_guard lock(mutex);
                thrown = std::current_exception();
            }
        }
    };
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 0; i < std::min(count, std::max<std::size_t>(1, threads)); ++i)
            workers.emplace_back(go_on);
    }
    if (thrown)
        std::rethrow_exception(thrown);
}

/// Adds what a member said when it was asked again. Lost meanwhile, it still said what it said before.
void add_answers(MemberAnswers& known, std::span<const Fact> asked, MemberAnswers answers) {
    auto* findings = std::get_if<Findings>(&known.known);
    if (const auto* why = std::get_if<CannotTell>(&answers.known); why != nullptr and findings)
        findings->add(asked, std::vector<Finding>(asked.size(), Finding{*why}));
    else if (auto* more = std::get_if<Findings>(&answers.known); more != nullptr and findings)
        findings->add(std::move(*more));
    else
        known = std::move(answers);
}

}  // namespace

FleetAnswerer::FleetAnswerer(
    const RunContext& context,
    const Target& controller,
    const std::vector<Target>& targets,
    std::size_t jobs
)
    : context_(context),
      inventory_(*context.inventory),
      lexicon_(context.vocabulary.lexicon()),
      controller_(controller),
      jobs_(jobs) {
    for (const auto& target : targets) {
        if (auto answers = context.fleet->answered(target.name)) {
            in_run_.emplace(target.name, &target);
            known_.emplace(target.name, *std::move(answers));
        } else {
            not_begun_.insert(target.name);
        }
    }
}

std::size_t FleetAnswerer::exchanges() const {
    std::size_t all = 0;
    for (const auto& [member, session] : sessions_)
        all += session->exchanges();
    return all;
}

void FleetAnswerer::forget() {
    known_.clear();
}

const MemberAnswers& FleetAnswerer::answers_of(const std::string& member) const {
    static const MemberAnswers left_out{NotAsked{"not in this run"}};
    static const MemberAnswers not_begun{NotAsked{"the run did not get to it"}};
    const auto found = known_.find(member);
    if (found != known_.end())
        return found->second;
    return not_begun_.contains(member) ? not_begun : left_out;
}

bool FleetAnswerer::is_of_controller(const Fact& fact) const {
    const auto* resource = lexicon_.find(fact.subject.resource);
    return fact.subject.from.empty() and not(resource != nullptr and resource->of_fleet);
}

FleetAnswerer::Missing FleetAnswerer::missing_for(std::span<const Fact> facts) const {
    Missing missing;
    for (const auto& fact : facts) {
        if (is_of_controller(fact)) {
            missing[""].push_back(fact);
            continue;
        }
        for (auto& [member, asked] : facts_of_members(fact, inventory_))
            if (in_run_.contains(member))
                missing[member].push_back(std::move(asked));
    }
    for (auto& [member, asked] : missing) {
        const auto known = known_.find(member);
        if (known == known_.end()) {
            asked = Findings().missing_of(std::move(asked));
            continue;
        }
        const auto* findings = std::get_if<Findings>(&known->second.known);
        asked = findings == nullptr ? std::vector<Fact>() : findings->missing_of(std::move(asked));
    }
    std::erase_if(missing, [](const auto& one) { return one.second.empty(); });
    return missing;
}

void FleetAnswerer::ask(Missing missing, Deadline deadline) {
    struct Turn {
        std::string member;
        std::vector<Fact> facts;
        MemberSession* session;
        MemberAnswers answers;
    };
    std::vector<Turn> turns;
    for (auto& [member, facts] : missing) {
        auto& session = sessions_[member];
        if (not session)
            session = std::make_unique<MemberSession>(
                member.empty() ? controller_ : *in_run_.at(member), context_
            );
        turns.push_back({member, std::move(facts), session.get(), {}});
    }
    side_by_side(turns.size(), jobs_, [&](std::size_t i) {
        turns[i].answers = turns[i].session->ask(turns[i].facts, deadline);
    });
    for (auto& turn : turns) {
        const auto [known, is_new] = known_.try_emplace(turn.member);
        if (is_new)
            known->second = std::move(turn.answers);
        else
            add_answers(known->second, turn.facts, std::move(turn.answers));
    }
}

std::vector<Finding> FleetAnswerer::gather(std::span<const Fact> facts, Deadline deadline) {
    ask(missing_for(facts), deadline);
    const AnswersOf answers = [this](const std::string& member) -> const MemberAnswers& {
        return answers_of(member);
    };
    const Relations relations(lexicon_, inventory_, answers);
    std::vector<Finding> found;
    for (const auto& fact : facts)
        found.push_back(
            is_of_controller(fact) or not fact.subject.from.empty() ? relations.seen(fact)
                                                                    : relations.of(fact)
        );
    return found;
}

}  // namespace muster
