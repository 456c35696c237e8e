#include "matchers/peer/words.hpp"

#include "framework/base/display.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::optional<double> seconds_from(const Subject& subject) {
    const auto text = subject.qualifier_text("timeout");
    const auto number = text ? number_from(*text) : std::nullopt;
    if (not number)
        return std::nullopt;
    return std::visit([](auto amount) { return static_cast<double>(amount); }, number->amount);
}

}  // namespace

std::string story_of(const std::string& peer, const Reached& reached, Nanoseconds timeout) {
    const auto said =
        reached.remark.empty() ? std::string() : " (" + escaped(reached.remark, 200) + ")";
    switch (reached.how) {
    case Reached::How::open: return peer + " answers";
    case Reached::How::refused: return peer + " refuses the connection";
    case Reached::How::unreachable: return fmt::format("no way to {}{}", peer, said);
    case Reached::How::timed_out:
        return fmt::format("no answer from {} in {}", peer, to_words(timeout));
    case Reached::How::not_resolved:
        return fmt::format("{}: the name does not exist{}", peer, said);
    case Reached::How::closed: return peer + " broke the connection off";
    case Reached::How::failed: break;
    }
    return fmt::format("no connection to {}{}", peer, said);
}

QualifierEntry timeout_entry(std::string_view meaning) {
    return {
        .name = "timeout",
        .parameters = {{.name = "after", .type = Type::number, .unit = "seconds"}},
        .meaning = meaning};
}

Nanoseconds timeout_of(const Subject& subject, Nanoseconds usual) {
    const auto seconds = seconds_from(subject);
    return seconds
               ? std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(*seconds))
               : usual;
}

std::string broken_timeout(const Subject& subject) {
    constexpr double longest = 3600;
    const auto seconds = seconds_from(subject);
    if (seconds and not(*seconds > 0 and *seconds <= longest))
        return "timeout: more than 0 s and at most an hour";
    return "";
}

}  // namespace muster
