#include "framework/base/regex/regex.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <array>

namespace muster {

namespace {

RE2::Options options(RE2::Options::Encoding encoding) {
    RE2::Options chosen;
    chosen.set_encoding(encoding);
    chosen.set_log_errors(false);
    return chosen;
}

/// Multi-line is a flag of the pattern in RE2, not an option outside of posix syntax.
std::string with_lines(std::string_view pattern) {
    return "(?m)" + std::string(pattern);
}

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

struct Regex::State {
    explicit State(std::string_view pattern)
        : utf8(with_lines(pattern), options(RE2::Options::EncodingUTF8)),
          latin1(with_lines(pattern), options(RE2::Options::EncodingLatin1)) {}

    const RE2& for_text(std::string_view text) const { return is_utf8(text) ? utf8 : latin1; }

    RE2 utf8;
    RE2 latin1;
};

Regex::Regex(std::string_view pattern) : state_(std::make_unique<State>(pattern)) {
    if (not state_->utf8.ok())
        throw Broken(fmt::format("/{}/ is no regular expression: {}", pattern, state_->utf8.error())
        );
}

Regex::~Regex() = default;
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;

bool Regex::found_in(std::string_view text) const {
    const auto& regex = state_->for_text(text);
    return regex.Match(piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::optional<std::size_t> Regex::first_match_in(std::string_view text) const {
    const auto& regex = state_->for_text(text);
    re2::StringPiece match;
    if (not regex.Match(piece(text), 0, text.size(), RE2::UNANCHORED, &match, 1))
        return std::nullopt;
    return static_cast<std::size_t>(match.data() - text.data());
}

std::optional<std::string> Regex::captured_from(std::string_view text) const {
    const auto& regex = state_->for_text(text);
    std::array<re2::StringPiece, 2> groups;
    const int wanted = regex.NumberOfCapturingGroups() > 0 ? 2 : 1;
    if (not regex.Match(piece(text), 0, text.size(), RE2::UNANCHORED, groups.data(), wanted))
        return std::nullopt;
    const auto& group = groups.at(static_cast<std::size_t>(wanted - 1));
    if (group.data() == nullptr)
        return std::nullopt;
    return std::string(group);
}

}  // namespace muster
