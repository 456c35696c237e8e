#pragma once

// What a row says of one fact, taken apart, so that two of them can be held against each other without a target.

#include "framework/model/plan.hpp"
#include "framework/model/platform.hpp"
#include "framework/model/vocabulary.hpp"

#include <optional>
#include <vector>

namespace muster {

/// On what platform, by which words and at what time claims are judged.
struct LintGround {
    const Lexicon& lexicon;
    const Platform& platform;
    Instant now;
};

/// "The mode is at most 0644", or that it is not so. `not` and `between` are taken apart: what is negated has no `not`
/// in its matcher.
struct Claim {
    Claim(const Fact& of, Matcher fits, bool is_negated = false);

    const Fact* fact;
    Matcher matcher;
    bool negated;
    const Matcher* source = nullptr;  ///< that it was taken from
    std::string key;                  ///< of the matcher, by which two are the same
};

/// The claims that all hold where an expression does.
struct Claims {
    std::vector<Claim> all;
    bool whole = true;  ///< they are all that it says: without an `or`, without a second fact
};
/// They name facts of the expression, which outlives them.
Claims claims_of(const Expression& expression);

/// No value of the fact satisfies both.
bool exclude_each_other(const Claim& one, const Claim& other, const LintGround& ground);
/// Whatever satisfies `given` satisfies `claim`; equal ones too.
bool follows(const Claim& claim, const Claim& given, const LintGround& ground);
bool same(const Claim& one, const Claim& other);
/// The one says what the other denies.
bool are_opposites(const Claim& one, const Claim& other);

/// Texts that a matcher wants somewhere: `contains`, `starts_with`, `ends_with`.
std::vector<std::string> wanted_texts(const Matcher& matcher);

/// The attribute of a fact; nullptr where the vocabulary has none.
const AttributeEntry* attribute_of(const Fact& fact, const Lexicon& lexicon);

}  // namespace muster
