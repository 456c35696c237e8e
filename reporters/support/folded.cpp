#include "reporters/support/folded.hpp"

#include "framework/base/folded_names.hpp"
#include "reporters/support/words.hpp"

#include <map>
#include <tuple>

namespace muster {

namespace {

bool is_told(const Result& result, Told told) {
    if (result.waived)
        return told == Told::waived;
    return (told == Told::failed and result.outcome == Outcome::failed)
           or (told == Told::errored and result.outcome == Outcome::errored);
}

/// What makes two rows of two targets one: an id may stand at several places, and a place say several things.
std::string key_of(const SpecReport& spec, const Result& result) {
    constexpr char end = '\0';  // no text for readers has one
    std::string key;
    for (const auto& part :
         {spec.title,
          result.id,
          to_string(Location{result.where.file, result.where.line, 0}),
          result.statement,
          result.message,
          result.about,
          std::string(name(result.impact)),
          result.waived ? words_of(*result.waived) : std::string()})
        key.append(part).push_back(end);
    return key;
}

/// Things by a key, in the order in which they first came, and the names of the targets of each.
template<class Key, class Thing>
class Folding {
public:
    void add(const Key& key, const Thing& thing, const std::string& target) {
        const auto [place, is_new] = places_.emplace(key, things_.size());
        if (is_new) {
            things_.push_back(thing);
            targets_.emplace_back();
        }
        targets_[place->second].push_back(target);
    }

    std::vector<Thing> all() {
        for (std::size_t i = 0; i < things_.size(); ++i)
            things_[i].targets = folded_names(targets_[i]);
        return std::move(things_);
    }

private:
    std::map<Key, std::size_t> places_;
    std::vector<Thing> things_;
    std::vector<std::vector<std::string>> targets_;
};

}  // namespace

std::vector<FoldedRow> folded_rows(const RunReport& run, Told told) {
    Folding<std::string, FoldedRow> folding;
    for (const auto& target : run.targets)
        for (const auto& spec : target.specs)
            for (const auto& result : spec.results)
                if (is_told(result, told))
                    folding.add(key_of(spec, result), {&target, &spec, &result, ""}, target.name);
    return folding.all();
}

std::size_t RowNumbers::of(const SpecReport& spec, const Result& result) {
    return numbers_.emplace(key_of(spec, result), numbers_.size() + 1).first->second;
}

std::vector<FoldedTargets> folded_targets(
    const RunReport& run, const std::function<std::string(const TargetReport&)>& said_of
) {
    Folding<std::string, FoldedTargets> folding;
    for (const auto& target : run.targets)
        if (const auto said = said_of(target); not said.empty())
            folding.add(said, {"", said}, target.name);
    return folding.all();
}

std::vector<FoldedTargets> unreachable_targets(const RunReport& run) {
    return folded_targets(run, [](const TargetReport& target) { return target.unreachable; });
}

std::vector<FoldedSpec> unverified_specs(const RunReport& run) {
    Folding<std::tuple<std::string, std::string, int>, FoldedSpec> folding;
    for (const auto& target : run.targets)
        for (const auto& spec : target.specs)
            if (const auto why = not_verified(spec); not why.empty())
                folding.add(
                    {spec.title, spec.where.file, spec.where.line}, {&spec, "", why}, target.name
                );
    return folding.all();
}

std::vector<FoldedTargets> unverified_targets(const RunReport& run) {
    return folded_targets(run, [](const TargetReport& target) {
        return target.unreachable.empty() ? not_verified(target) : std::string();
    });
}

}  // namespace muster
