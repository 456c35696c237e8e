#pragma once

#include <string>
#include <string_view>

namespace muster {

/// The manual page of the command (muster(1)), or of one of its commands (muster-run(1)), as troff.
std::string manual_page(std::string_view command);

/// Completions for bash, zsh or fish; throws Broken for another shell.
std::string completion_script(std::string_view shell);

}  // namespace muster
