#pragma once

// A process of its own for what would leave traces in ours: another user, a peak of memory.

#include <functional>
#include <string>

namespace muster::tests {

/// What `act` says in a child.
std::string in_child(const std::function<std::string()>& act);

/// The same as an ordinary user: root is never denied.
std::string as_ordinary_user(const std::function<std::string()>& act);

}  // namespace muster::tests
