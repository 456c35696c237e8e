#pragma once

#include "framework/base/json/json.hpp"
#include "framework/model/plan.hpp"
#include "framework/model/target.hpp"
#include "framework/model/vocabulary.hpp"

namespace muster {

/// What a collector program reads on standard input and writes on standard output: one line of JSON
/// each way, and nothing else ever. All targets are of one inventory.
Json collection_request(const std::vector<Surroundings>& targets);
/// Throws Broken when the answer is none, or has not a plan for each target.
std::vector<Plan> plans_from_answer(const Json& answer, std::size_t targets);

/// The whole of a collector program: says the rows of its specs for every target it is told of.
/// Whatever a body prints goes to standard error.
int collector_main(const Lexicon& lexicon);

}  // namespace muster
