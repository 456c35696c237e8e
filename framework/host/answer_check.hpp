#pragma once

#include "framework/host/question.hpp"

#include <optional>

namespace muster {

/// Why an answer is none to its question: CannotTell (unparsable) when a target tells of paths that nobody asked for.
/// Whoever reads a path that a glob has found may then rely on its folders. What the signs of a pattern stand for is
/// the target's business, whose shells differ in that (`[^a]`).
std::optional<CannotTell> why_no_answer(const Question& question, const Answer& answer);

}  // namespace muster
