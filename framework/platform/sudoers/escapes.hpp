#pragma once

// Backslashes of sudoers(5): what they mean, and where they are written.

#include <string>
#include <string_view>

namespace muster::sudoers {

/// `\x41` is a byte, any other backslash takes the next byte as it is.
std::string unescaped(std::string_view text);
/// Bytes of `special` behind a backslash, those that no backslash helps as `\x0a`.
std::string with_escapes(std::string_view text, std::string_view special);

/// A path of a command without backslashes; an expression as it is.
std::string command_path_from(std::string_view text);
/// The other way round.
std::string command_path_text(std::string_view path);

}  // namespace muster::sudoers
