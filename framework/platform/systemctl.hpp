#pragma once

// Running systemctl, for the system or for a user.

#include "framework/host/question.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// `systemctl WORDS…`; for a user, as her and of her own manager.
Command systemctl(std::vector<std::string> words, const std::string& user);

/// Throws CannotTell when `systemctl VERB` did not answer.
void check_systemctl(std::string_view verb, const Output& output, const std::string& user);

/// Throws CannotTell for what can be no user's name.
void check_user(std::string_view user);

}  // namespace muster
