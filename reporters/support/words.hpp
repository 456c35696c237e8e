#pragma once

// The words that more than one reporter says of a result. Nothing here is escaped for a format yet,
// but for `visible_json`.

#include "framework/model/reporter.hpp"

#include <string>
#include <string_view>

namespace muster {

/// `file "/etc/x" mode`; a row without a subject by its statement.
std::string thing(const Result& result);

/// `file "/etc/x" mode: expected 0644, is 0666`; of a passed row what was expected.
std::string sentence(const Result& result);

/// The line that every reader gets of a row that did not pass:
/// `nginx.cpp:14: file "/etc/x" mode: expected 0644, is 0666 (web-03)`.
std::string headline(const Result& result, const TargetReport& target);
/// The same of a row that is told once for several targets, `web[1-3]`.
std::string headline(const Result& result, const std::string& targets);

/// "nginx.cpp:14", without the column; empty when the file is not known.
std::string place(const Location& where);

/// "waived until 2026-12-31: the vendor ships a fix, OPS-1, web team".
std::string words_of(const Waiver& waiver);

/// What runs this row again on this target, quoted for a shell: `muster run nginx.cpp:14 -t ssh://…`.
std::string run_again(
    const Result& result, const TargetReport& target, const ReporterOptions& options
);

/// "debian 12.9 · x86_64 · systemd", as far as it is known.
std::string platform_words(const Platform& platform);

/// "0.420" with three digits; a point in every locale.
std::string decimal_seconds(Nanoseconds duration, int digits = 3);

/// Whether nothing of this target failed, errored or was left unverified.
bool conforms(const TargetReport& target);

/// JSON in which characters that hide or reorder text stand as `\u202e`; the same value to a parser.
std::string visible_json(std::string_view json);

}  // namespace muster
