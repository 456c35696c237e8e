#pragma once

// How bytes from a target are put before a reader: escaped, bounded, aligned.

#include <string>
#include <string_view>

namespace muster {

/// `bytes` on one line, safe for a terminal: control characters, quotes' backslashes and malformed
/// UTF-8 as `\n`, `\t`, `\x1b`; cut after `limit` bytes of input with `… (N bytes)`.
std::string escaped(std::string_view bytes, std::size_t limit = 400);

/// A text that is already escaped, made safe for a terminal once more: like `escaped`, but backslashes
/// stay as they are.
std::string printable(std::string_view text, std::size_t limit = 8000);

/// `"…"` around `escaped`, with inner double quotes escaped.
std::string quoted(std::string_view bytes, std::size_t limit = 400);

/// Columns that `text` takes on a terminal: wide and full-width characters (UAX #11) two, combining
/// marks none.
std::size_t display_width(std::string_view text);

/// `text` with blanks up to `columns`; longer texts stay as they are.
std::string padded(std::string_view text, std::size_t columns);

/// A word that a POSIX shell reads back as exactly these bytes: plain where it may be, else in single
/// quotes. The one quoting function of the project.
std::string shell_quoted(std::string_view word);

}  // namespace muster
