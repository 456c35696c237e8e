#include "framework/run/run_target.hpp"

#include "framework/base/error.hpp"
#include "framework/platform/detect.hpp"
#include "framework/run/plan_book.hpp"
#include "framework/run/target_answerer.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

void tell_left_out(const Plan& plan, const Target& target, std::vector<std::string>& notices) {
    const auto count = plan.left_out.size();
    if (count == 0)
        return;
    const bool of_inventory = not target.where.file.empty();
    const auto why = not target.roles.empty() ? "they are for other roles"
                     : of_inventory           ? "the inventory gives the target no roles"
                                              : "the target has no roles; --as ROLE gives it some";
    notices.push_back(
        fmt::format("{} {} left out: {}", count, count == 1 ? "spec was" : "specs were", why)
    );
}

class TargetRun {
public:
    TargetRun(const Target& target, const RunContext& context)
        : target_(target), context_(context), deadline_(context.timeout) {
        report_.name = target.name;
        report_.url = target.url;
        report_.roles = target.roles;
        if (not target.where.file.empty())
            report_.named_as = target.name;
        report_.started = system_now();
    }

    TargetReport run(const AwaitTurn& await_turn) {
        const auto started = std::chrono::steady_clock::now();
        try {
            backend_ = context_.open(target_, report_.notices);
            backend_->expect_commands(context_.commands);
            await_turn();
            ask();
        } catch (const CannotTell& why) {
            report_.unreachable =
                why.hint.empty() ? why.message : fmt::format("{}; {}", why.message, why.hint);
            beside_ = {unreachable(why)};
        } catch (const Mistake& mistake) {
            report_.specs = all_errored(plan_, mistake.what(), "");
            beside_ = {CannotTell{Kind::failed, mistake.what()}};
        }
        if (context_.fleet)
            context_.fleet->answer(target_.name, std::move(beside_));
        report_.duration = std::chrono::steady_clock::now() - started;
        return std::move(report_);
    }

private:
    void ask() {
        const auto identity = backend_->identity();
        report_.identity = identity;
        const auto remembered = context_.memory.recall(identity);
        if (remembered and ask_known(*remembered))
            return;
        Gatherer gatherer(context_.vocabulary, *backend_, {});
        const auto platform = gatherer.ask(detect_platform, deadline_);
        report_.exchanges += gatherer.exchanges();
        context_.memory.remember(identity, platform);
        ask_as(platform);
    }

    void prepare(const Platform& platform) {
        report_.platform = platform;
        plan_ = context_.plans ? context_.plans->take(target_, platform, context_, backend_->now())
                               : collect_plan(target_, platform, context_, backend_->now());
        if (context_.on_plan)
            context_.on_plan(plan_, platform);
        put_secrets(plan_, target_, context_.tell_secret);
        for (auto& warning : warnings_of(plan_))
            report_.notices.push_back(std::move(warning));
    }

    void ask_as(const Platform& platform) {
        prepare(platform);
        Gatherer gatherer(context_.vocabulary, *backend_, platform);
        verify_with(gatherer);
    }

    /// The platform's questions travel with the facts; false when the target is no longer what it was.
    bool ask_known(const Platform& remembered) {
        const auto notices = report_.notices.size();
        prepare(remembered);
        Gatherer gatherer(context_.vocabulary, *backend_, remembered);
        gatherer.start(detect_platform);
        verify_with(gatherer);
        if (not report_.lost.empty())
            return true;
        const auto before = gatherer.exchanges();
        bool same = true;
        try {
            same = gatherer.ask(detect_platform, deadline_) == remembered;
        } catch (const CannotTell& why) {
            // What was judged by what is remembered may be of another system.
            const auto reason =
                "cannot tell whether the target is still what it was: " + why.message;
            report_.specs = all_errored(plan_, reason, why.hint);
            report_.lost = reason;
            beside_ = {CannotTell{why.kind, reason, why.hint}};
        }
        report_.exchanges += gatherer.exchanges() - before;
        if (not same) {
            report_.specs.clear();
            report_.notices.resize(notices);
        }
        return same;
    }

    void verify_with(Gatherer& gatherer) {
        tell_left_out(plan_, target_, report_.notices);
        const auto before = gatherer.exchanges();
        const SecretFacts asked_beside(
            context_.fleet ? context_.fleet->of(target_.name) : std::vector<Fact>(),
            target_,
            context_.tell_secret
        );
        TargetAnswerer answerer(gatherer, *backend_, asked_beside);
        try {
            report_.specs =
                verify(context_.vocabulary.lexicon(), answerer, plan_, context_.verify, deadline_);
            beside_ = {answerer.beside(deadline_), backend_->now()};
        } catch (const CannotTell& why) {
            if (report_.exchanges + gatherer.exchanges() == 0)
                throw;  // it never answered: it is unreachable, known or not
            report_.lost = why.message;
            beside_ = {why};
            report_.specs = all_errored(plan_, "cannot tell: " + why.message, why.hint);
        }
        report_.exchanges += gatherer.exchanges() - before;
    }

    const Target& target_;
    const RunContext& context_;
    Deadline deadline_;
    std::unique_ptr<Backend> backend_;
    Plan plan_;
    MemberAnswers beside_;  ///< what a FLEET wanted to know
    TargetReport report_;
};

}  // namespace

CannotTell unreachable(const CannotTell& why) {
    return {why.kind, "unreachable: " + why.message, why.hint};
}

TargetReport run_target(
    const Target& target, const RunContext& context, const AwaitTurn& await_turn
) {
    context.on_begun();
    auto report = TargetRun(target, context).run(await_turn);
    if (context.on_report)
        context.on_report(report);
    context.on_asked(report);
    return report;
}

}  // namespace muster
