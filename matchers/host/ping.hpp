#pragma once

#include "framework/host/resource.hpp"

#include <string>
#include <vector>

namespace muster {

/// The view `ping` of a host: words and readers.
ViewEntry ping_view();
QualifierEntry ping_qualifier();
std::vector<ReaderEntry> ping_readers();

/// Why the count of a subject has no meaning; empty when it has one.
std::string why_broken_count(const Subject& subject);

}  // namespace muster
