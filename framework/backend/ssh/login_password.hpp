#pragma once

#include "framework/backend/ssh/login.hpp"

namespace muster {

/// How a login by password went. `not_asked`: the server offered it, but put no question.
enum class PasswordLogin { done, refused, not_asked, nobody_answered };

/// Answers each question of the server by asking the prompter; one round, never again.
PasswordLogin log_in_by_dialogue(Session& session, const LoginOptions& options);
PasswordLogin log_in_by_password(Session& session, const LoginOptions& options);

}  // namespace muster
