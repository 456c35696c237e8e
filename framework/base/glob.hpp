#pragma once

#include <string_view>

namespace muster {

/// Whether a text has `*`, `?` or `[`.
bool is_glob(std::string_view text);

/// Whether a pattern is about paths, whose slashes no `*` passes, or about titles and other texts.
enum class GlobOf { paths, texts };

/// Whether all of `path` fits: `*` and `?` stand for anything but `/`, `[a-c]` and `[!a]` for one
/// character, `\x` for x; a `[` without its end is itself. Takes quadratic time at most, whatever the
/// pattern (fnmatch(3) may take for ever).
bool glob_matches(std::string_view pattern, std::string_view path, GlobOf of = GlobOf::paths);

}  // namespace muster
