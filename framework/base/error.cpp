#include "framework/base/error.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::string whole_line(const std::string& message, const Location& where, const std::string& hint) {
    auto line = to_string(where);
    if (not line.empty())
        line += ": ";
    line += message;
    if (not hint.empty())
        line += "; " + hint;
    return line;
}

}  // namespace

std::string to_string(const Location& where) {
    auto text = where.file;
    if (where.line > 0)
        text += fmt::format(":{}", where.line);
    if (where.line > 0 and where.column > 0)
        text += fmt::format(":{}", where.column);
    return text;
}

Broken::Broken(const std::string& message, Location where, const std::string& hint)
    : std::runtime_error(whole_line(message, where, hint)),
      where_(std::move(where)),
      message_(message),
      hint_(hint) {}

Mistake::Mistake(std::string_view claim, const char* file, int line)
    : std::logic_error(fmt::format("a mistake in Muster, {}:{}: {}", file, line, claim)) {}

}  // namespace muster
