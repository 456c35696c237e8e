#pragma once

#include "framework/base/secret.hpp"
#include "framework/model/plan.hpp"
#include "framework/model/target.hpp"

#include <functional>
#include <string>

namespace muster {

/// Tells a secret of a target by its name, or throws CannotTell. Called by several threads at once.
using TellSecret = std::function<Secret(const Target& target, const std::string& name)>;

/// A fact with secrets in the places of their names. Throws CannotTell.
Fact with_secrets(Fact fact, const Target& target, const TellSecret& tell);

/// Puts secrets into the place of their names, in the rows of a plan and in their guards. A row whose secret cannot be
/// told is errored and asks nothing.
void put_secrets(Plan& plan, const Target& target, const TellSecret& tell);

}  // namespace muster
