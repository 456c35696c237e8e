#include "framework/cli/commands.hpp"
#include "framework/cli/workbench.hpp"
#include "framework/platform/detect.hpp"
#include "framework/run/fleet_run.hpp"
#include "framework/run/target_answerer.hpp"
#include "matchers/table.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

enum class Shown { questions, script };

/// Takes down what is asked and answers nothing: what depends on an answer is not asked.
class Listener : public BackendAround {
public:
    Listener(std::unique_ptr<Backend> real, Shown shown, std::ostream& out)
        : BackendAround(std::move(real)), shown_(shown), out_(out) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline) override {
        const auto text = shown_ == Shown::script ? script(batch) : "";
        if (shown_ == Shown::script and text.empty())
            out_ << "# nothing is sent: this target is asked without a shell\n";
        out_ << text;
        if (shown_ == Shown::questions)
            for (const auto& question : batch)
                out_ << "  " << describe(question) << "\n";
        return std::vector<Answer>(
            batch.size(), CannotTell{Kind::unsupported, "only explained", ""}
        );
    }

private:
    Shown shown_;
    std::ostream& out_;
};

void explain(const Target& target, const RunContext& context, Shown shown, std::ostream& out) {
    // What is no script is a comment, so that the whole can be read by a shell.
    const std::string comment = shown == Shown::script ? "# " : "";
    std::vector<std::string> notices;
    auto backend = context.open(target, notices);
    const Deadline deadline(context.timeout);
    Gatherer asking(context.vocabulary, *backend, {});
    const auto platform = asking.ask(detect_platform, deadline);
    auto plan = collect_plan(target, platform, context, backend->now());
    put_secrets(plan, target, context.tell_secret);
    out << comment
        << fmt::format(
               "{} ({} {}, {})\n",
               target.name,
               platform.distribution,
               platform.version,
               platform.arch
           );
    Listener listener(std::move(backend), shown, out);
    Gatherer listening(context.vocabulary, listener, platform);
    const SecretFacts of_fleet(context.fleet->of(target.name), target, context.tell_secret);
    TargetAnswerer answerer(listening, listener, of_fleet);
    const auto lexicon = context.vocabulary.lexicon();
    (void)verify(lexicon, answerer, plan, context.verify, deadline);
    (void)answerer.beside(deadline);
    std::size_t rows = 0;
    for (const auto& spec : plan.specs)
        rows += spec.rows.size();
    out << comment
        << fmt::format(
               "{} expectations{}, {}\n",
               rows,
               of_fleet.to_ask().empty()
                   ? ""
                   : fmt::format(" and {} facts for FLEETs", of_fleet.to_ask().size()),
               listening.exchanges() == 1 ? "one exchange, unless an answer asks for more"
                                          : fmt::format("{} exchanges", listening.exchanges())
           );
    for (const auto& notice : notices)
        out << comment << notice << "\n";
}

}  // namespace

int command_explain(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const Vocabulary vocabulary(resource_table());
    const auto programs = programs_of(arguments.operands, invocation.built_in);
    const auto secrets = secrets_of(arguments);
    RunContext context{
        vocabulary, programs, opener_of(arguments, secrets), selection_of(arguments), {}};
    context.timeout = arguments.duration("--timeout");
    // Nothing is sent, so no secret is read: its name stands in its place.
    context.tell_secret = [](const Target&, const std::string& name) {
        return Secret("the secret " + name);
    };
    const auto shown = arguments.has("--script") ? Shown::script : Shown::questions;
    const KnownTargets known(arguments);
    context.inventory = known.inventory();
    const auto targets = known.chosen();
    context.fleet =
        questions_of(collect_fleet(known.controller(), context, system_now()), targets, context);
    for (const auto& target : targets)
        explain(target, context, shown, invocation.out);
    return 0;
}

}  // namespace muster
