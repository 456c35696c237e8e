#include "framework/run/fleet_run.hpp"

#include "framework/run/fleet_answerer.hpp"
#include "framework/run/plans.hpp"

#include <algorithm>
#include <set>

namespace muster {

namespace {

std::set<std::string> spoken_about(const Plan& plan) {
    std::set<std::string> members;
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows)
            if (not row.about.empty())
                members.insert(row.about);
    return members;
}

/// Takes the rows that are about a target out of a report.
std::vector<SpecReport> take_rows_about(const std::string& target, TargetReport& report) {
    std::vector<SpecReport> taken;
    for (auto& spec : report.specs) {
        const auto first =
            std::stable_partition(spec.results.begin(), spec.results.end(), [&](const Result& one) {
                return one.about != target;
            });
        if (first == spec.results.end())
            continue;
        std::vector<Result> results;
        std::move(first, spec.results.end(), std::back_inserter(results));
        spec.results.erase(first, spec.results.end());
        std::swap(spec.results, results);
        taken.push_back(spec);
        std::swap(spec.results, results);
    }
    return taken;
}

class FleetRun {
public:
    FleetRun(
        const std::vector<Target>& targets,
        const Target& controller,
        const RunContext& context,
        const FanOutOptions& options,
        const TargetDone& done,
        Plan plan
    )
        : controller_(controller),
          context_(context),
          options_(options),
          done_(done),
          plan_(std::move(plan)),
          about_(spoken_about(plan_)) {
        context_.fleet = questions_of(plan_, targets, context);
        if (context.inventory)
            for (const auto& fact : all_facts(plan_))
                for (auto& one : facts_of_members(fact, *context.inventory))
                    asked_.insert(std::move(one.member));
        // Where there are FLEETs alone, whom they ask nothing need not be reached.
        std::ranges::copy_if(targets, std::back_inserter(targets_), [&](const Target& target) {
            return not plan_.left_out.empty() or is_asked(target.name);
        });
    }

    std::vector<TargetReport> run(const Interrupted& interrupted) {
        auto reports = run_targets(
            targets_,
            context_,
            options_,
            [this](const TargetReport& report) { tell_in_order(report); },
            interrupted
        );
        are_fleets_alone_ =
            has_chosen_rows() and std::ranges::all_of(reports, [](const TargetReport& report) {
                return report.specs.empty();
            });
        auto fleet = judged(interrupted);
        std::vector<TargetReport> told;
        for (auto& report : reports) {
            file(take_rows_about(report.name, fleet), report);
            if (is_only_a_member(report)) {
                if (is_asked(report.name))
                    for (const auto& notice : report.notices)
                        fleet.notices.push_back(report.name + ": " + notice);
                continue;
            }
            if (told.size() >= told_)
                done_(report);
            told.push_back(std::move(report));
        }
        std::erase_if(fleet.specs, [this](const SpecReport& spec) { return is_filed(spec); });
        if (not fleet.specs.empty() or not fleet.unreachable.empty()) {
            if (context_.on_report)
                context_.on_report(fleet);
            done_(fleet);
            told.push_back(std::move(fleet));
        }
        return told;
    }

private:
    /// A target that something is said about waits for the FLEETs, and all behind it; one without rows waits for the
    /// others, by whom it is known whether it should have had some.
    void tell_in_order(const TargetReport& report) {
        waits_ =
            waits_ or about_.contains(report.name) or (has_nothing(report) and has_chosen_rows());
        if (waits_ or is_only_a_member(report))
            return;
        ++told_;
        done_(report);
    }

    /// At once, or when a guard holds.
    bool is_asked(const std::string& target) const { return asked_.contains(target); }

    static bool has_nothing(const TargetReport& report) {
        return report.specs.empty() and report.unreachable.empty();
    }

    /// Nothing of its own was asked: what the FLEETs found stands in their report.
    bool is_only_a_member(const TargetReport& report) const {
        return has_nothing(report) and (is_asked(report.name) or are_fleets_alone_);
    }

    /// It is a run of some rows alone, and FLEETs have some of them: that no target has any is what was asked for.
    bool has_chosen_rows() const {
        const bool some_rows =
            not context_.selection.is_everything()
            or std::ranges::any_of(context_.programs, [](const SpecProgram& program) {
                   return not program.file.lines.empty();
               });
        return some_rows and std::ranges::any_of(plan_.specs, [](const Spec& spec) {
                   return not spec.rows.empty();
               });
    }

    /// All of its rows stand in the reports of targets.
    bool is_filed(const SpecReport& spec) const {
        return spec.results.empty() and std::ranges::any_of(plan_.specs, [&](const Spec& one) {
                   return one.title == spec.title and one.where == spec.where
                          and std::ranges::any_of(one.rows, &Row::judged);
               });
    }

    void file(std::vector<SpecReport> rows, TargetReport& report) const {
        if (rows.empty())
            return;
        TargetReport part = report;
        part.specs = std::move(rows);
        if (context_.on_report)
            context_.on_report(part);
        for (auto& spec : part.specs)
            report.specs.push_back(std::move(spec));
    }

    /// In a thread that an interrupt may leave behind, as targets are asked.
    TargetReport judged(const Interrupted& interrupted) const {
        const auto judge = [plan = plan_,
                            controller = controller_,
                            targets = targets_,
                            context = context_,
                            jobs = options_.jobs](const Target&, const AwaitTurn& await_turn) {
            await_turn();
            return judge_fleet(plan, controller, targets, context, jobs);
        };
        const FanOutOptions one{.jobs = 1, .grace = options_.grace};
        const auto nobody = [](const TargetReport&) {};
        auto report =
            std::move(ask_targets({controller_}, judge, one, nobody, interrupted).front());
        report.is_fleet = true;
        return report;
    }

    std::vector<Target> targets_;
    const Target& controller_;
    RunContext context_;
    const FanOutOptions& options_;
    const TargetDone& done_;
    const Plan plan_;
    const std::set<std::string> about_;
    std::set<std::string> asked_;    ///< whom the FLEETs may have questions for
    bool are_fleets_alone_ = false;  ///< no target has rows in a run of some rows; known at the end
    bool waits_ = false;
    std::size_t told_ = 0;
};

}  // namespace

TargetReport judge_fleet(
    const Plan& plan,
    const Target& controller,
    const std::vector<Target>& targets,
    const RunContext& context,
    std::size_t jobs
) {
    TargetReport report;
    report.name = controller.name;
    report.is_fleet = true;
    report.started = system_now();
    const auto started = std::chrono::steady_clock::now();
    const auto lexicon = context.vocabulary.lexicon();
    // Without an inventory no row could name a member: there is nobody to be asked.
    auto nobody = context;
    if (not nobody.inventory)
        nobody.inventory = std::make_shared<const Inventory>();
    FleetAnswerer answerer(nobody, controller, targets, jobs);
    try {
        report.specs = verify(lexicon, answerer, plan, context.verify, Deadline(context.timeout));
    } catch (const CannotTell& why) {
        report.specs = all_errored(plan, "cannot tell: " + why.message, why.hint);
    } catch (const std::exception& mistake) {  // whatever it was, the other reports stand
        report.specs = all_errored(plan, mistake.what(), "");
    }
    report.exchanges = answerer.exchanges();
    report.notices = warnings_of(plan);
    report.duration = std::chrono::steady_clock::now() - started;
    return report;
}

std::shared_ptr<FleetQuestions> questions_of(
    const Plan& fleet, const std::vector<Target>& targets, const RunContext& context
) {
    std::map<std::string, std::vector<Fact>> asked;
    if (context.inventory)
        for (const auto& fact : first_facts(context.vocabulary.lexicon(), fleet, context.verify))
            for (auto& one : facts_of_members(fact, *context.inventory))
                asked[one.member].push_back(std::move(one.fact));
    for (auto& [member, facts] : asked)
        facts = Findings().missing_of(std::move(facts));
    std::erase_if(asked, [&](const auto& one) {
        return std::ranges::count(targets, one.first, &Target::name) == 0;
    });
    return std::make_shared<FleetQuestions>(std::move(asked));
}

std::vector<TargetReport> run_fleet(
    const std::vector<Target>& targets,
    const Target& controller,
    const RunContext& context,
    const FanOutOptions& options,
    const TargetDone& done,
    const Interrupted& interrupted
) {
    auto plan = collect_fleet(controller, context, system_now());
    if (plan.specs.empty())
        return run_targets(targets, context, options, done, interrupted);
    return FleetRun(targets, controller, context, options, done, std::move(plan)).run(interrupted);
}

}  // namespace muster
