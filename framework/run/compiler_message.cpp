#include "framework/run/compiler_message.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

namespace muster {

namespace {

constexpr std::size_t most_errors = 2;
constexpr std::size_t most_lines_of_error = 6;
constexpr std::size_t most_lines_otherwise = 12;

bool is_error(std::string_view line) {
    return line.find(": error: ") != std::string_view::npos
           or line.find(": fatal error: ") != std::string_view::npos;
}

/// Lines that belong to none of the errors before them.
bool begins_something_else(std::string_view line) {
    return line.find(": note: ") != std::string_view::npos
           or line.find(": warning: ") != std::string_view::npos
           or line.find(": In ") != std::string_view::npos
           or line.starts_with("In file included from") or line.starts_with("cc1plus:")
           or line.ends_with(" generated.");
}

std::string last_lines(const std::vector<std::string_view>& lines) {
    std::string text;
    const auto first =
        lines.size() > most_lines_otherwise ? lines.size() - most_lines_otherwise : 0;
    for (auto i = first; i < lines.size(); ++i)
        text += fmt::format("{}{}", text.empty() ? "" : "\n", lines[i]);
    return text;
}

}  // namespace

std::string essence_of(const std::string& compiler_message) {
    const auto lines = lines_of(compiler_message);
    std::string text;
    std::size_t errors = 0;
    std::size_t left = 0;  // how many lines of this error may still be shown
    for (const auto line : lines) {
        if (is_error(line)) {
            ++errors;
            left = errors <= most_errors ? most_lines_of_error : 0;
        } else if (begins_something_else(line)) {
            left = 0;
        }
        if (left == 0)
            continue;
        --left;
        text += fmt::format("{}{}", text.empty() ? "" : "\n", line);
    }
    if (errors == 0)
        return last_lines(lines);
    if (errors > most_errors)
        text += fmt::format("\n(errors after these: {})", errors - most_errors);
    return text;
}

}  // namespace muster
