#pragma once

// What a body says, as the SPEC macro would have it said.

#include "framework/spec/collector.hpp"
#include "framework/spec/running.hpp"
#include "tests/framework/spec/thing.hpp"

namespace muster::tests {

struct Collected {
    std::vector<Row> rows;
    std::vector<Problem> problems;

    /// All rows as `muster list` shows them.
    std::vector<std::string> texts() const {
        std::vector<std::string> texts;
        for (const auto& row : rows)
            texts.push_back(
                row.broken.empty() ? describe(row.expression) : "broken: " + row.broken
            );
        return texts;
    }
};

inline Surroundings surroundings() {
    Surroundings all;
    all.target = {"web-03", "ssh://web-03", {"proxy"}, {{"lan", "10.0.0.3"}}, Json(Json::Object{})};
    auto& variables = all.target.variables;
    variables.add("port", "8080");
    variables.add(
        "sites",
        Json(Json::Array{
            Json(Json::Object{{"name", "a.example"}}), Json(Json::Object{{"name", "b.example"}})})
    );
    all.platform.family = "debian";
    all.platform.version = "12.5";
    all.now = *muster::from_iso8601("2026-07-01T12:00:00Z");
    const muster::Target db{"db-01", "ssh://db-01", {"db"}, {{"lan", "10.0.0.9"}}};
    all.inventory = std::make_shared<muster::Inventory>(muster::Inventory{
        {all.target, db}, {"db", "lb", "proxy"}});
    return all;
}

/// Runs a body as `collect` does, with the same words for one that ends early.
template<class Body>
Collected collected(const Body& body, const Surroundings& around = surroundings()) {
    const auto& lexicon = test_lexicon();
    Collector collector(lexicon, around);
    const muster::RunningBody running(collector);
    try {
        body();
    } catch (const muster::BodyEnds& end) {
        collector.add_errored_row(end.message, end.where);
        if (end.broken_spec)
            collector.broken(end.message, end.hint, end.where);
    }
    Collected result;
    result.problems = collector.take_problems();
    result.rows = collector.take_spec({}).rows;
    return result;
}

/// The one problem of a body, with its hint.
template<class Body>
std::string problem_of(const Body& body) {
    const auto found = collected(body);
    if (found.problems.size() != 1)
        return std::to_string(found.problems.size()) + " problems";
    const auto& problem = found.problems[0];
    return problem.hint.empty() ? problem.message : problem.message + "; " + problem.hint;
}

}  // namespace muster::tests
