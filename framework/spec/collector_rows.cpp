// The rows of a body, its blocks and their guards; collector.cpp has the facts that they are about.
#include "framework/base/display.hpp"
#include "framework/model/row_id.hpp"
#include "framework/spec/collector.hpp"
#include "framework/spec/placing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

namespace {

/// A body in an endless loop says so many rows at most.
constexpr std::size_t most_rows = 100'000;

}  // namespace

Row& Collector::new_row(Location where) {
    auto& row = spec_.rows.emplace_back();
    row.where = std::move(where);
    for (const auto& block : blocks_) {
        if (not block.heading.empty())
            row.headings.push_back(block.heading);
        row.guards.insert(row.guards.end(), block.guards.begin(), block.guards.end());
        if (row.skip_reason.empty())
            row.skip_reason = block.skip_reason;
        if (row.broken.empty())
            row.broken = block.broken;
    }
    return row;
}

/// The expression as each member looks at it; once where it looks from nowhere.
std::vector<Expression> Collector::seen_from_each(
    const Expression& expression, const std::vector<std::string>& members
) {
    std::vector<Expression> each;
    for (const auto& member : members)
        each.push_back(with_facts(expression, [&](Fact& fact) {
            if (fact.subject.from == each_of_vantage)
                fact.subject.from = member;
        }));
    return each;
}

std::optional<Collector::Slip> Collector::misplaced_in(const Draft& draft) const {
    if (draft.slip)
        return draft.slip;
    const auto standing = surroundings_.fleet ? Placing::in_fleet : Placing::in_spec;
    if (const auto wrong = misplaced(draft.expression, standing, lexicon_))
        return Slip{wrong->message, wrong->hint, false};
    if (draft.vantage and draft.vantage->members.empty() and not draft.vantage->why_nobody.empty())
        return Slip{draft.vantage->why_nobody, "", true};
    return std::nullopt;
}

Collector::Rows Collector::add_row(std::uint32_t expression, const Location& where) {
    const auto& draft = drafts_.at(expression);
    const auto slip = misplaced_in(draft);
    std::vector<Expression> seen = {draft.expression};
    if (draft.vantage and not slip)
        seen = seen_from_each(draft.expression, draft.vantage->members);
    const Rows rows{
        static_cast<std::uint32_t>(spec_.rows.size()), static_cast<std::uint32_t>(seen.size())};
    if (rows.first + rows.count > most_rows)
        throw BodyEnds{fmt::format("more than {} expectations", most_rows), where, true, ""};
    for (auto& one : seen) {
        auto& row = new_row(where);
        row.expression = std::move(one);
        row.of_target = draft.of_target;
        if (slip)
            row.broken = slip->message;
    }
    if (slip and not slip->of_target)
        broken(slip->message, slip->hint, where);
    if (draft.decimal_mode)
        problems_.push_back(
            {where,
             describe(draft.expression) + ", which is 400 or 500 in decimal",
             "write 0400 or 0500 if that was meant",
             true,
             "decimal-mode"}
        );
    return rows;
}

Collector::Rows Collector::add_followed(const Named& named, const Location& where) {
    const auto rows = add_row(expectation(named, {"is_set", {}}), where);
    each(rows, [](Row& row) {
        row.follow = true;
        row.judged = false;
    });
    return rows;
}

void Collector::add_errored_row(const std::string& message, Location where) {
    ended_early_ = true;
    if (spec_.rows.size() <= most_rows)  // of too many rows one says so
        new_row(std::move(where)).broken = message;
}

/// A guard reached twice in one block (in a loop) would hold for all that follows.
void Collector::once_a_block(Location where) {
    auto& lines = blocks_.back().guard_lines;
    if (std::ranges::find(lines, where) != lines.end())
        throw BodyEnds{
            "only_if or skip is reached twice in one block",
            where,
            true,
            "give the loop's body an IT"};
    lines.push_back(std::move(where));
}

void Collector::guard(std::uint32_t expression, Location where) {
    once_a_block(where);
    const auto& draft = drafts_.at(expression);
    const auto slip = misplaced_in(draft);
    if (slip and slip->of_target)
        blocks_.back().broken = "only_if: " + slip->message;
    else if (slip)
        broken(slip->message, slip->hint, where);
    if (not draft.vantage) {
        blocks_.back().guards.push_back({draft.expression, std::move(where)});
        return;
    }
    if (draft.vantage->members.empty() and not slip)
        blocks_.back().skip_reason =
            fmt::format("only if {}: there are no members", describe(draft.expression));
    for (auto& one : seen_from_each(draft.expression, draft.vantage->members))
        blocks_.back().guards.push_back({std::move(one), where});
}

void Collector::skip(const std::string& reason, Location where) {
    once_a_block(std::move(where));
    if (blocks_.back().skip_reason.empty())
        blocks_.back().skip_reason = reason.empty() ? "skip" : reason;
}

void Collector::open_block(const std::string& heading, Location where) {
    blocks_.push_back({heading, std::move(where), spec_.rows.size(), {}, {}, {}, {}});
}

void Collector::close_block() {
    if (blocks_.size() <= 1)
        return;
    const auto& block = blocks_.back();
    if (not block.heading.empty() and block.first_row == spec_.rows.size()) {
        EmptyBlock empty{block.where, {}};
        for (const auto& one : blocks_)
            if (not one.heading.empty())
                empty.headings.push_back(one.heading);
        spec_.empty_blocks.push_back(std::move(empty));
    }
    blocks_.pop_back();
}

void Collector::broken(
    const std::string& message, const std::string& hint, Location where, bool warning
) {
    problems_.push_back({std::move(where), message, hint, warning, {}});
}

/// What was named and never asked anything; told once, since a loop names it anew.
void Collector::note_unused(const Location& where) {
    std::set<std::string> told;
    for (const auto& draft : subjects_)
        if (not draft.used and not draft.whole and not draft.slip
            and told.insert(describe(draft.subject)).second)
            problems_.push_back(
                {where,
                 fmt::format("nothing is expected of {}", describe(draft.subject)),
                 "expect(…) an attribute of it",
                 true,
                 "unused-resource"}
            );
}

Spec Collector::take_spec(Spec described) {
    described.rows = std::move(spec_.rows);
    described.empty_blocks = std::move(spec_.empty_blocks);
    if (described.rows.empty())
        described.empty_blocks.push_back({described.where, {}});
    if (has_choices_)
        described.empty_blocks.clear();
    if (not ended_early_)
        note_unused(described.where);
    set_row_ids(described);
    return described;
}

}  // namespace muster
