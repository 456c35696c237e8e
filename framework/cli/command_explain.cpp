#include "framework/cli/commands.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/platform/detect.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

/// Takes down what is asked and answers nothing: what depends on an answer is not asked.
class Listener : public Backend {
public:
    Listener(const Backend& real, std::ostream& out) : real_(real), out_(out) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline) override {
        for (const auto& question : batch)
            out_ << "  " << describe(question) << "\n";
        return std::vector<Answer>(
            batch.size(), CannotTell{Kind::unsupported, "only explained", ""}
        );
    }
    bool can(Ability ability) const override { return real_.can(ability); }
    std::string why_not(Ability ability) const override { return real_.why_not(ability); }
    bool reads_are_free() const override { return real_.reads_are_free(); }
    Instant now() const override { return real_.now(); }

private:
    const Backend& real_;
    std::ostream& out_;
};

void explain(const Target& target, const RunContext& context, std::ostream& out) {
    std::vector<std::string> notices;
    const auto backend = context.open(target, notices);
    const Deadline deadline(context.timeout);
    Gatherer asking(context.vocabulary, *backend, {});
    const auto platform = asking.ask(detect_platform, deadline);
    const auto plan = collect_plan(target, platform, context, backend->now());
    out << fmt::format(
        "{} ({} {}, {})\n", target.name, platform.distribution, platform.version, platform.arch
    );
    Listener listener(*backend, out);
    Gatherer listening(context.vocabulary, listener, platform);
    auto options = context.verify;
    (void)verify(context.vocabulary, listening, listener, plan, options, deadline);
    std::size_t rows = 0;
    for (const auto& spec : plan.specs)
        rows += spec.rows.size();
    out << fmt::format(
        "{} expectations, {}\n",
        rows,
        listening.exchanges() == 1 ? "one exchange, unless an answer asks for more"
                                   : fmt::format("{} exchanges", listening.exchanges())
    );
    for (const auto& notice : notices)
        out << notice << "\n";
}

}  // namespace

int command_explain(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const Vocabulary vocabulary(resource_table());
    const auto programs = programs_of(arguments.operands, invocation.built_in);
    RunContext context{vocabulary, programs, opener_of(arguments), selection_of(arguments), {}};
    context.timeout = arguments.duration("--timeout");
    for (const auto& target : targets_of(arguments))
        explain(target, context, invocation.out);
    return 0;
}

}  // namespace muster
