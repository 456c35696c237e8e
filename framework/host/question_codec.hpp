#pragma once

// Questions and answers as JSON: what a recording keeps. Any bytes survive; a kind that is not known
// here is told, never guessed.

#include "framework/base/json/json.hpp"
#include "framework/host/question.hpp"

namespace muster {

/// An object with one member, named after the kind: `{"stat": {"path": "/etc", "follow": 0}}`.
Json to_json(const Question& question);

/// The same for answers; "not there" is null: `{"content": null}`.
Json to_json(const Answer& answer);

// Throw Broken when `json` is none.
Question question_from_json(const Json& json);
Answer answer_from_json(const Json& json);

}  // namespace muster
