#pragma once

// The JSON Schema of specs in YAML, made from the tables of the vocabulary.

#include "framework/base/json/json.hpp"
#include "framework/model/vocabulary.hpp"

namespace muster {

/// Draft 7 (json-schema.org/draft-07), which the language servers of editors read, of one document or of an included
/// file. It takes what Muster takes, but for a few empty lists. What it cannot see, Muster tells: which key of an item stands first, what a
/// template stands for, versions, paths and expressions that have no meaning.
Json spec_schema(const Lexicon& lexicon);

}  // namespace muster
