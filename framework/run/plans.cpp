#include "framework/run/plans.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

namespace {

std::string problem_line(const Problem& problem) {
    const auto place = to_string(problem.where);
    const auto text = place.empty() ? problem.message : place + ": " + problem.message;
    return problem.hint.empty() ? text : text + "; " + problem.hint;
}

/// All that is wrong with the specs, each on its line; warnings are told and the run goes on.
void refuse_problems(const Plan& plan) {
    std::vector<std::string> lines;
    for (const auto& problem : plan.problems)
        if (not problem.warning)
            lines.push_back(problem_line(problem));
    if (not lines.empty())
        throw Broken(join(lines, "\n"));
}

void append(Plan& whole, Plan part) {
    for (auto& spec : part.specs)
        whole.specs.push_back(std::move(spec));
    for (auto& title : part.left_out)
        whole.left_out.push_back(std::move(title));
    for (auto& problem : part.problems)
        whole.problems.push_back(std::move(problem));
}

/// So many plans, of each what all programs say there; each program is started once.
template<class SurroundingsOf>
std::vector<Plan> collect_each(
    std::size_t count, const RunContext& context, const SurroundingsOf& surroundings_of_plan
) {
    std::vector<Plan> wholes(count);
    for (const auto& program : context.programs) {
        std::vector<Surroundings> surroundings;
        for (std::size_t i = 0; i < count; ++i)
            surroundings.push_back(surroundings_of_plan(program, i));
        auto plans = collect_from(program, context.vocabulary.lexicon(), surroundings);
        for (std::size_t i = 0; i < count; ++i) {
            wholes[i].target = surroundings[i].target.name;
            select(plans[i], context.selection, program.file);
            append(wholes[i], std::move(plans[i]));
        }
    }
    std::ranges::for_each(wholes, refuse_problems);
    return wholes;
}

}  // namespace

Surroundings surroundings_of(
    const Target& target,
    const Platform& platform,
    const SpecProgram& program,
    const RunContext& context,
    Instant now
) {
    Surroundings surroundings{target, platform};
    surroundings.now = now;
    surroundings.inventory = context.inventory;
    // In an inventory that knows roles, one without any has none; in a list nobody has, and a file that is named runs.
    const bool may_have_roles = not target.where.file.empty() and context.inventory
                                and not context.inventory->roles.empty();
    surroundings.every_role = program.file.named and target.roles.empty() and not may_have_roles;
    return surroundings;
}

std::vector<Plan> collect_plans(
    const std::vector<Target>& targets,
    const Platform& platform,
    const RunContext& context,
    Instant now,
    PlatformIs platform_is
) {
    return collect_each(targets.size(), context, [&](const SpecProgram& program, std::size_t i) {
        auto surroundings = surroundings_of(targets[i], platform, program, context, now);
        surroundings.platform_assumed = platform_is == PlatformIs::assumed;
        return surroundings;
    });
}

std::vector<Plan> collect_on(
    std::span<const Platform> platforms,
    const Target& target,
    const RunContext& context,
    Instant now
) {
    return collect_each(platforms.size(), context, [&](const SpecProgram& program, std::size_t i) {
        auto surroundings = surroundings_of(target, platforms[i], program, context, now);
        surroundings.platform_assumed = true;
        surroundings.every_role = true;
        return surroundings;
    });
}

std::vector<Plan> collect_at(
    std::span<const Instant> moments,
    const Target& target,
    const Platform& platform,
    const RunContext& context
) {
    return collect_each(moments.size(), context, [&](const SpecProgram& program, std::size_t i) {
        return surroundings_of(target, platform, program, context, moments[i]);
    });
}

std::vector<std::string> warnings_of(const Plan& plan) {
    std::vector<std::string> warnings;
    for (const auto& problem : plan.problems)
        if (problem.rule.empty())
            warnings.push_back(problem_line(problem));
    return warnings;
}

Plan collect_fleet(const Target& controller, const RunContext& context, Instant now) {
    const auto around = [&](const SpecProgram&, std::size_t) {
        Surroundings surroundings{controller, {}};
        surroundings.platform_assumed = true;
        surroundings.fleet = true;
        surroundings.now = now;
        surroundings.inventory = context.inventory;
        return surroundings;
    };
    return std::move(collect_each(1, context, around).front());
}

Plan collect_plan(
    const Target& target, const Platform& platform, const RunContext& context, Instant now
) {
    return std::move(collect_plans({target}, platform, context, now).front());
}

}  // namespace muster
