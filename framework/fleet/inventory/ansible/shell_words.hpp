#pragma once

#include "framework/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Whether `#` ends a line, within a word too.
enum class Comments { end_it, are_text };

/// The words of a line as a shell parts them, and shlex of Python, which Ansible uses: blanks between words, quotes of
/// both kinds, backslashes outside of them and before `"` and `\\` in double ones. Nothing is replaced. Throws Broken for
/// a quote that is not closed.
std::vector<std::string> shell_words(
    std::string_view line, Comments comments, const Location& where
);

}  // namespace muster
