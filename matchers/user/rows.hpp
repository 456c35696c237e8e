#pragma once

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"

#include <string>
#include <vector>

namespace muster {

/// The rows of `users()` (`database`: "passwd") and `groups()` ("group"): a line each, as the name services
/// enumerate them. With `.where("local", true)` those of the target's own file, whatever other sources there
/// are.
Task<std::vector<Subject>> account_rows(
    Host& host, Subject plural, std::string database, std::string singular
);

}  // namespace muster
