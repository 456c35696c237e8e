#pragma once

// The words of the matcher table, one function each; only match.cpp includes this.

#include "framework/model/match.hpp"

#include <string>

namespace muster::judges {

/// One word held against one value: yes, no, or absent when the value is of the wrong kind.
struct Judged {
    Truth truth = Truth::no;
    std::string actual;                 ///< empty: the value as shown
    std::string message = {};           ///< of "does not hold"; empty: "expected …, is …"
    std::string opposite_message = {};  ///< of "holds, and should not"; empty: the same
};

Judged wrong_kind(const Value& value, std::string_view wanted);

/// A long text around the byte that matters, and never half a character.
std::string shown_around(std::string_view text, std::size_t offset);

Judged equals(const Matcher& matcher, const Value& value, Instant now);
Judged differs(const Matcher& matcher, const Value& value, Instant now);
Judged in(const Matcher& matcher, const Value& value, Instant now);

Judged less_than(const Matcher& matcher, const Value& value, Instant now);
Judged at_most(const Matcher& matcher, const Value& value, Instant now);
Judged more_than(const Matcher& matcher, const Value& value, Instant now);
Judged at_least(const Matcher& matcher, const Value& value, Instant now);
Judged between(const Matcher& matcher, const Value& value, Instant now);
Judged within_versions(const Matcher& matcher, const Value& value, Instant now);
Judged semver(const Matcher& matcher, const Value& value, Instant now);
Judged older_than(const Matcher& matcher, const Value& value, Instant now);
Judged newer_than(const Matcher& matcher, const Value& value, Instant now);

Judged is_empty(const Matcher& matcher, const Value& value, Instant now);
Judged has_length(const Matcher& matcher, const Value& value, Instant now);
Judged contains(const Matcher& matcher, const Value& value, Instant now);
Judged starts_with(const Matcher& matcher, const Value& value, Instant now);
Judged ends_with(const Matcher& matcher, const Value& value, Instant now);
Judged matches(const Matcher& matcher, const Value& value, Instant now);

Judged list_contains(const Matcher& matcher, const List& list, Instant now);
Judged is_subset_of(const Matcher& matcher, const Value& value, Instant now);
Judged contains_in_order(const Matcher& matcher, const Value& value, Instant now);
Judged contains_run(const Matcher& matcher, const Value& value, Instant now);
Judged consists_of(const Matcher& matcher, const Value& value, Instant now);
Judged every(const Matcher& matcher, const Value& value, Instant now);
Judged some(const Matcher& matcher, const Value& value, Instant now);
Judged none(const Matcher& matcher, const Value& value, Instant now);
Judged exactly(const Matcher& matcher, const Value& value, Instant now);
/// `at_least(n, m)` and `at_most(n, m)` over a list.
Judged counted(const Matcher& matcher, const List& list, Instant now);

Judged json(const Matcher& matcher, const Value& value, Instant now);
Judged yaml(const Matcher& matcher, const Value& value, Instant now);
Judged xpath(const Matcher& matcher, const Value& value, Instant now);

/// How a value compares with an expected one: unordered and a reason when it cannot be.
struct Compared {
    std::partial_ordering order = std::partial_ordering::unordered;
    std::string wrong_kind = {};
};
Compared compare(const Value& actual, const Value& expected);

inline Truth truth_of(bool holds) {
    return holds ? Truth::yes : Truth::no;
}

}  // namespace muster::judges
