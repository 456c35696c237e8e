#pragma once

// What a row about name servers is written with, read the same for `dns` and `dns_server`.

#include "framework/host/question.hpp"
#include "framework/model/fact.hpp"
#include "framework/model/vocabulary.hpp"

#include <string>
#include <vector>

namespace muster {

/// `port` and `timeout`, as qualifiers.
std::vector<QualifierEntry> name_server_qualifiers();

/// The port and time-out of a subject put into a question.
Dns with_qualifiers(Dns question, const Subject& subject);

/// Why these qualifiers, or this address of a server, have no meaning; empty when they have one.
std::string why_broken_qualifiers(const Subject& subject);
std::string why_broken_server(const std::string& address);

}  // namespace muster
