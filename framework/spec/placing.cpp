#include "framework/spec/placing.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

std::optional<Misplaced> misplaced_fact(
    const Fact& fact, Placing standing, const Lexicon& lexicon
) {
    const auto* resource = lexicon.find(fact.subject.resource);
    const bool relates = resource != nullptr and resource->of_fleet;
    const bool from_a_member = not fact.subject.from.empty();
    switch (standing) {
    case Placing::in_spec:
        if (relates or from_a_member)
            return Misplaced{
                fmt::format(
                    "{} is no fact of one target", relates ? "what hosts(…) say" : "from(…)"
                ),
                "a FLEET relates hosts to each other; a loop over hosts(…) may stand here"};
        break;
    case Placing::of_each:
        if (relates or from_a_member)
            return Misplaced{
                fmt::format(
                    "{} is not asked of each member",
                    relates ? "a relation" : "what is seen from(…)"
                ),
                "hosts(…) asks its members what a SPEC would ask them"};
        break;
    case Placing::in_fleet:
        if (not relates and resource != nullptr and not resource->from_anywhere)
            return Misplaced{
                fmt::format("{}: of which host?", describe(fact)),
                "hosts(\"app\").every(…) asks each member of a role"};
        break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Misplaced> misplaced(
    const Expression& expression, Placing standing, const Lexicon& lexicon
) {
    std::optional<Misplaced> first;
    for_each_fact(expression, [&](const Fact& fact) {
        if (not first)
            first = misplaced_fact(fact, standing, lexicon);
    });
    return first;
}

}  // namespace muster
