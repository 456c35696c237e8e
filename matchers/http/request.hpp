#pragma once

#include "framework/host/question.hpp"
#include "framework/model/fact.hpp"
#include "framework/model/http.hpp"

#include <string>

namespace muster {

/// The request that a subject with its qualifiers means. Files that it names are read here, on the
/// controller; throws CannotTell when one cannot be read.
Http request_of(const Subject& subject, const Limits& limits);

/// Whether it does more than look: any method but GET and HEAD.
bool request_acts(const Fact& fact);

/// Why a subject has no meaning on any target, or nothing.
std::string broken_request(const Subject& subject);

}  // namespace muster
