#pragma once

// What resources that ask a peer on the network have in common.

#include "framework/host/question.hpp"
#include "framework/model/fact.hpp"
#include "framework/model/vocabulary.hpp"

#include <string>

namespace muster {

/// How a connection ended, for a reader: `192.0.2.7:443 refused`, `no answer from db:5432 in 2 s`.
std::string story_of(const std::string& peer, const Reached& reached, Nanoseconds timeout);

/// The qualifier `timeout`; `meaning` also says what counts without it.
QualifierEntry timeout_entry(std::string_view meaning);
Nanoseconds timeout_of(const Subject& subject, Nanoseconds usual);
/// Why a subject's time-out has no meaning, or nothing.
std::string broken_timeout(const Subject& subject);

}  // namespace muster
