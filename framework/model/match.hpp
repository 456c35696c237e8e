#pragma once

#include "framework/base/clock.hpp"
#include "framework/model/logic.hpp"
#include "framework/model/matcher.hpp"

#include <string>

namespace muster {

/// What came of holding one matcher against one value.
struct Match {
    Truth truth = Truth::no;
    std::string expected;  ///< "at least 1.22"
    std::string actual;    ///< "1.18.0-6"
    std::string
        message;  ///< the whole sentence when it does not hold: "expected at least 1.22, is 1.18.0-6"
};

/// Judges a value. Pure: `now` is what `older_than` counts from. Nothing (absent, not set, wrong kind)
/// never holds, negated or not, but for `is_set` of a thing that is there. A value with a `doubt` is
/// Truth::unknown, with the doubt as message, for every matcher that does not name it; so is a Range for
/// a matcher that some of its numbers fit and others do not.
/// Throws Broken for a matcher that has no meaning for the value's type.
Match match(const Matcher& matcher, const Value& value, Instant now);

/// Two facts compared: `relation` is equals, differs, less_than, at_most, more_than or at_least.
Match match_facts(const std::string& relation, const Value& left, const Value& right);

/// Equality by the type of the expected value (RESOURCES 1.2).
bool equal_values(const Value& expected, const Value& actual);

}  // namespace muster
