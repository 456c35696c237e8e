#include "framework/model/logic.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace muster {

namespace {

/// The first of `order` that one of the two is; absence and no are one rank where they decide alike.
Truth first_of(std::span<const Truth> order, Truth left, Truth right) {
    const auto found =
        std::ranges::find_if(order, [&](Truth truth) { return truth == left or truth == right; });
    return *found;
}

}  // namespace

Truth opposite(Truth truth) {
    if (truth == Truth::yes)
        return Truth::no;
    return truth == Truth::no ? Truth::yes : truth;
}

Truth both(Truth left, Truth right) {
    constexpr std::array order = {
        Truth::no, Truth::absent, Truth::unknown, Truth::skipped, Truth::yes};
    return first_of(order, left, right);
}

Truth either(Truth left, Truth right) {
    constexpr std::array order = {
        Truth::yes, Truth::unknown, Truth::skipped, Truth::no, Truth::absent};
    return first_of(order, left, right);
}

Outcome outcome_of(Truth truth) {
    switch (truth) {
    case Truth::yes: return Outcome::passed;
    case Truth::no:
    case Truth::absent: return Outcome::failed;
    case Truth::unknown: return Outcome::errored;
    case Truth::skipped: break;
    }
    return Outcome::skipped;
}

}  // namespace muster
