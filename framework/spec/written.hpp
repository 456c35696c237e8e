#pragma once

// What an author wrote, before it is known what it is read as: C++ literals, Words, YAML scalars. It
// is read by the attribute's type, never by its own looks.

#include "framework/base/clock.hpp"
#include "framework/base/json/json.hpp"
#include "framework/model/matcher.hpp"
#include "framework/model/vocabulary.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace muster {

struct Written;

/// A word of the matcher table with what stands behind it.
struct WrittenMatcher {
    std::string word;
    std::vector<Written> operands;
};

/// `ago(1d)`, `from_now(30d)`.
struct WrittenMoment {
    Nanoseconds from_now;
};

/// `secret("name")`.
struct WrittenSecret {
    std::string name;
};

/// What is asked of each member of a fleet: an expectation of the collector.
struct WrittenOfEach {
    std::uint32_t draft;
};

struct WrittenList {
    std::vector<Written> items;
};

struct Written {
    std::variant<
        Json,
        Nanoseconds,
        WrittenMoment,
        WrittenList,
        WrittenMatcher,
        WrittenSecret,
        WrittenOfEach>
        content;
    /// It comes from a target's name, platform, addresses or variables: what is wrong with it is wrong for
    /// this target and not for the spec.
    bool of_target = false;
    /// A YAML scalar without quotes: where a text and a number mean different things (a Scalar), it is a number if it
    /// looks like one.
    bool unquoted = false;
};

/// Whether it, or anything in it, comes from the target.
bool is_of_target(const Written& written);

/// What a value is read as.
struct ExpectedType {
    Type type = Type::text;
    ItemEntry item = {};
    TermKind term = TermKind::address;
    std::string_view unit = {};
};

ExpectedType expected_type(const AttributeEntry& attribute);
ExpectedType expected_type(const ParameterEntry& parameter);

/// Reads by type. Throws Broken, with a hint where the slip is a common one (a decimal mode, an hour
/// without a zone).
Value read_value(const Written& written, const ExpectedType& type, Instant now);

/// Reads a matcher for values of a type; a plain value means equal. Throws Broken for a word that the
/// type does not know, a wrong number of operands, a broken regular expression.
Matcher read_matcher(const Written& written, const ExpectedType& type, Instant now);

/// As it was written, for messages.
std::string to_text(const Written& written);

}  // namespace muster
