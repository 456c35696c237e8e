#include "framework/cli/learn_differences.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/run/run_target.hpp"
#include "framework/spec/yaml/specs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

namespace {

/// Counts as it tells.
class Differences {
public:
    explicit Differences(std::ostream& out) : out_(out) {}

    void tell(const std::string& text) {
        ++count_;
        out_ << fmt::format("{:>3}. ", count_);
        bool first = true;
        for (const auto line : lines_of(text)) {
            out_ << (first ? "" : "     ") << line << "\n";
            first = false;
        }
    }
    std::size_t count() const { return count_; }

private:
    std::ostream& out_;
    std::size_t count_ = 0;
};

/// What the specs speak of, whatever they expect.
std::set<std::string> said_facts(const Plan& plan) {
    std::set<std::string> said;
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows)
            for_each_fact(row.expression, [&](const Fact& fact) { said.insert(key_of(fact)); });
    return said;
}

/// A row that could not be collected for this target has no statement.
std::string told_of(const Result& result) {
    const auto place = to_string(result.where);
    return result.statement.empty()
               ? fmt::format("{}: {}", place, result.message)
               : fmt::format("{}: {}\n{}", place, result.statement, result.message);
}

void tell_no_longer_so(const TargetReport& report, Differences& differences) {
    for (const auto& spec : report.specs)
        for (const auto& result : spec.results)
            if (result.outcome == Outcome::failed or result.outcome == Outcome::errored)
                differences.tell(told_of(result));
}

void tell_not_said(
    const Learnt& learnt,
    const std::set<std::string>& said,
    SpecLanguage language,
    const Lexicon& lexicon,
    Differences& differences
) {
    for (const auto& part : learnt.parts) {
        auto rows = part.rows;
        std::erase_if(rows, [&](const WrittenRow& row) {
            bool is_said = false;
            for_each_fact(row.expression, [&](const Fact& fact) {
                is_said = is_said or said.contains(key_of(fact));
            });
            return is_said;
        });
        for (const auto& statement : to_statements(rows, language, lexicon))
            differences.tell("not said yet:\n" + statement);
    }
}

}  // namespace

int tell_differences(
    const Target& target,
    const Learnt& learnt,
    const std::vector<SpecProgram>& programs,
    const Vocabulary& vocabulary,
    const Invocation& invocation
) {
    const auto& arguments = invocation.arguments;
    const auto path = arguments.text("--update");
    const auto language = is_yaml(path) ? SpecLanguage::yaml : SpecLanguage::cpp;
    RunContext context{vocabulary, programs, opener_of(arguments, secrets_of(arguments)), {}, {}};
    context.timeout = arguments.duration("--timeout");
    std::set<std::string> said;
    context.on_plan = [&](const Plan& plan, const Platform&) { said = said_facts(plan); };
    const auto report = run_target(target, context, [] {});
    if (not report.unreachable.empty())
        throw CannotTell{Kind::lost, report.unreachable, ""};
    Differences differences(invocation.out);
    tell_no_longer_so(report, differences);
    tell_not_said(learnt, said, language, vocabulary.lexicon(), differences);
    invocation.err << fmt::format(
        "muster: {} {} between {} and what is there\n",
        differences.count(),
        differences.count() == 1 ? "difference" : "differences",
        path
    );
    const auto errored = tally(report).errored;
    if (differences.count() == 0)
        return 0;
    return differences.count() > errored ? 1 : 2;
}

}  // namespace muster
