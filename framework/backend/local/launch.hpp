#pragma once

// The last step of starting a program: everything is found out and put in order before, so that what
// runs between fork and exec is a handful of system calls.

#include "framework/backend/local/accounts.hpp"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace muster::local {

struct Launch {
    std::string program;  ///< the file to execute
    std::vector<std::string> words;
    std::vector<std::string> environment;  ///< NAME=value
    std::string folder;
    int folder_handle = -1;  ///< the same folder, open
    int input = -1;
    int output = -1;
    int errors = -1;
    std::optional<Account> user = {};  ///< nothing: who we are
};

struct Launched {
    pid_t id = -1;
    int error = 0;  ///< of the step that failed; `id` is -1 then
    enum class Step { start, user, folder, execute } step = Step::execute;
};

/// The new process leads a session without a terminal, so that nothing can ask there for a password;
/// its signals are as after a login.
Launched launch(const Launch& plan);

}  // namespace muster::local
