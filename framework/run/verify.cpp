#include "framework/run/verify.hpp"

#include "framework/run/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace muster {

namespace {

/// A row and the place of its result.
struct Work {
    const Row* row;
    Result* result;
};

void add_facts(const Expression& expression, std::vector<Fact>& facts) {
    for (auto& fact : facts_of(expression))
        facts.push_back(std::move(fact));
}

bool is_asked(const Row& row) {
    return row.skip_reason.empty() and row.broken.empty();
}

/// What acts is asked when its guards have been found to hold, and never where commands are refused.
class Order {
public:
    Order(const Lexicon& lexicon, const VerifyOptions& options)
        : lexicon_(lexicon), options_(options) {}

    /// Whether the row waits for its guards.
    bool waits(const Row& row) const {
        return not row.guards.empty() and acts(lexicon_, row.expression);
    }
    /// A guard that acts is as little asked as what it guards.
    bool refuses(const Row& row) const {
        return not options_.commands
               and (acts(lexicon_, row.expression) or std::ranges::any_of(row.guards, [&](const Guard& guard) {
                        return acts(lexicon_, guard.expression);
                    }));
    }
    void add_first(const Row& row, std::vector<Fact>& facts) const {
        if (not is_asked(row) or refuses(row))
            return;
        for (const auto& guard : row.guards)
            add_facts(guard.expression, facts);
        if (not waits(row))
            add_facts(row.expression, facts);
    }

private:
    const Lexicon& lexicon_;
    const VerifyOptions& options_;
};

class Verification {
public:
    Verification(
        const Lexicon& lexicon, Answerer& answerer, const VerifyOptions& options, Deadline deadline
    )
        : lexicon_(lexicon),
          order_(lexicon, options),
          answerer_(answerer),
          options_(options),
          deadline_(deadline) {}

    std::vector<SpecReport> run(const Plan& plan) {
        std::vector<SpecReport> reports = frames(plan, rows_of(options_));
        std::vector<Work> work = works(plan, reports, rows_of(options_));
        first_round(work);
        second_round(work);
        judge_all(work);
        retry(work);
        return reports;
    }

    enum class Rows { judged, followed_too };

    static std::vector<SpecReport> frames(const Plan& plan, Rows rows) {
        std::vector<SpecReport> reports;
        for (const auto& spec : plan.specs) {
            SpecReport report{
                spec.title, spec.where, spec.roles, spec.tags, spec.owner, spec.runbook, {}};
            report.of_fleet = spec.kind == Spec::Kind::fleet;
            report.results.resize(static_cast<std::size_t>(std::ranges::count_if(
                spec.rows, [rows](const Row& row) { return has_result(row, rows); }
            )));
            reports.push_back(std::move(report));
        }
        return reports;
    }

    static std::vector<Work> works(const Plan& plan, std::vector<SpecReport>& reports, Rows rows) {
        std::vector<Work> work;
        for (std::size_t i = 0; i < plan.specs.size(); ++i) {
            std::size_t next = 0;
            for (const auto& row : plan.specs[i].rows)
                if (has_result(row, rows))
                    work.push_back({&row, &reports[i].results[next++]});
        }
        return work;
    }

private:
    static Rows rows_of(const VerifyOptions& options) {
        return options.follow ? Rows::followed_too : Rows::judged;
    }

    static bool has_result(const Row& row, Rows rows) {
        return row.judged or rows == Rows::followed_too;
    }

    void gather(std::vector<Fact> asked) {
        const auto facts = findings_.missing_of(std::move(asked));
        if (facts.empty())
            return;
        auto found = answerer_.gather(facts, deadline_);
        findings_.add(facts, std::move(found));
    }

    void first_round(const std::vector<Work>& work) {
        std::vector<Fact> facts;
        for (const auto& [row, result] : work)
            order_.add_first(*row, facts);
        gather(std::move(facts));
    }

    void second_round(const std::vector<Work>& work) {
        const Judge judge(lexicon_, findings_, answerer_.now());
        std::vector<Fact> facts;
        for (const auto& [row, result] : work)
            if (is_asked(*row) and order_.waits(*row) and not order_.refuses(*row)
                and judge.guards(*row).truth == Truth::yes)
                add_facts(row->expression, facts);
        gather(std::move(facts));
    }

    void judge_row(const Work& work) const {
        const auto attempts = work.result->attempts;
        const auto duration = work.result->duration;
        *work.result =
            Judge(lexicon_, findings_, answerer_.now())
                .judge(order_.refuses(*work.row) ? without_commands(*work.row) : *work.row);
        if (not work.row->judged and work.result->outcome == Outcome::failed)
            work.result->outcome = Outcome::passed;  // that there is no value is what was found
        work.result->attempts = attempts;
        work.result->duration = duration;
    }

    static Row without_commands(const Row& row) {
        auto skipped = row;
        if (skipped.skip_reason.empty())
            skipped.skip_reason = "commands are refused (--no-commands)";
        return skipped;
    }

    void judge_all(const std::vector<Work>& work) {
        for (std::size_t i = 0; i < work.size(); ++i) {
            judge_row(work[i]);
            options_.progress(i + 1, work.size());
        }
    }

    Nanoseconds patience(const Row& row) const {
        return std::max(row.retry_for, options_.retry_for);
    }

    static bool may_still_pass(const Work& work) {
        return work.result->outcome == Outcome::failed or work.result->outcome == Outcome::errored;
    }

    void ask_again(const std::vector<Work>& pending) {
        answerer_.forget();
        findings_ = Findings();
        first_round(pending);
        second_round(pending);
        for (const auto& work : pending) {
            ++work.result->attempts;
            judge_row(work);
        }
    }

    /// Asks again for what has not passed, with nothing remembered, until it passes or its time is over.
    void retry(const std::vector<Work>& work) {
        const auto started = std::chrono::steady_clock::now();
        while (true) {
            const auto waited = std::chrono::steady_clock::now() - started;
            std::vector<Work> pending;
            for (const auto& one : work)
                if (is_asked(*one.row) and not order_.refuses(*one.row) and may_still_pass(one)
                    and waited < patience(*one.row))
                    pending.push_back(one);
            if (pending.empty() or deadline_.left() <= options_.retry_pause)
                return;
            std::this_thread::sleep_for(options_.retry_pause);
            ask_again(pending);
            for (const auto& one : pending)
                one.result->duration = std::chrono::steady_clock::now() - started;
        }
    }

    const Lexicon& lexicon_;
    Order order_;
    Answerer& answerer_;
    const VerifyOptions& options_;
    Deadline deadline_;
    Findings findings_;
};

}  // namespace

std::vector<SpecReport> verify(
    const Lexicon& lexicon,
    Answerer& answerer,
    const Plan& plan,
    const VerifyOptions& options,
    Deadline deadline
) {
    return Verification(lexicon, answerer, options, deadline).run(plan);
}

std::vector<Fact> all_facts(const Plan& plan) {
    std::vector<Fact> facts;
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows) {
            add_facts(row.expression, facts);
            for (const auto& guard : row.guards)
                add_facts(guard.expression, facts);
        }
    return facts;
}

std::vector<Fact> first_facts(
    const Lexicon& lexicon, const Plan& plan, const VerifyOptions& options
) {
    const Order order(lexicon, options);
    std::vector<Fact> facts;
    for (const auto& spec : plan.specs)
        for (const auto& row : spec.rows)
            if (row.judged)
                order.add_first(row, facts);
    return facts;
}

std::vector<SpecReport> all_errored(
    const Plan& plan, const std::string& reason, const std::string& hint
) {
    constexpr auto rows = Verification::Rows::judged;
    auto reports = Verification::frames(plan, rows);
    const Lexicon nobody({});
    const Findings nothing;
    for (const auto& [row, result] : Verification::works(plan, reports, rows)) {
        auto broken = *row;
        if (broken.skip_reason.empty() and broken.broken.empty())
            broken.broken = reason;
        *result = Judge(nobody, nothing, {}).judge(broken);
        if (result->outcome == Outcome::errored and result->message == reason) {
            result->statement = describe(row->expression);
            result->hint = hint;
        }
    }
    return reports;
}

}  // namespace muster
