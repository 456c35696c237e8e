// Hints after the compiler's own message, for the slips that authors make most. Each of them is held by
// a file of tests/specs/must_not_compile/, for g++ and clang++.
#include "framework/run/compiler_message.hpp"
#include "framework/run/spec_program.hpp"

#include <array>
#include <string_view>

namespace muster {

namespace {

/// A slip is known by texts that all stand in the message. Quotation marks are plain there, so that one
/// sign often serves both compilers.
struct Slip {
    std::array<std::string_view, 2> signs;
    std::string_view hint;
};

constexpr std::string_view not_in_if =
    "a fact is not known while the body runs: use only_if(…) instead of if, or target() for the "
    "platform";
constexpr std::string_view no_text = "a fact is not known while the body runs: names come from "
                                     "literals, target(), hosts() and var()";
constexpr std::string_view no_secret =
    "a secret is shown nowhere: it stands where a password, a token or an input is taken";
constexpr std::string_view no_loop =
    "what a fact holds is not known while the body runs: use .every(…) or .some(…), or a loop over "
    "list values, hosts(), var() or from_file()";
constexpr std::string_view compare = "use == to compare";
constexpr std::string_view brackets = "put brackets behind not: not (x == y), or write x != y";
constexpr std::string_view expect_it = "give the expectation to expect(…)";
constexpr std::string_view say_what =
    "say what is expected of it: x == …, x.contains(…); only a flag says it alone";
constexpr std::string_view no_quotes =
    "a number is written without quotes, and only numbers have an order";
constexpr std::string_view one_type = "two facts are compared only when they have the same type";
constexpr std::string_view ask_resource =
    "muster resources NAME lists what a resource can be asked";
constexpr std::string_view ask_resources =
    "muster resources lists all resources; is `using namespace muster;` there?";

// The first that fits is told, so the narrower stand before the wider.
constexpr std::array slips = {
    Slip{{"'muster::dsl::Secret'", ""}, no_secret},
    Slip{{"to 'bool'", "muster::dsl"}, not_in_if},
    Slip{{"'begin' was not declared", ""}, no_loop},
    Slip{{"invalid range expression of type 'muster::dsl", ""}, no_loop},
    Slip{{"to 'const char", "'muster::dsl"}, no_text},
    Slip{{"to 'muster::dsl::Word'", "'muster::dsl"}, no_text},
    Slip{{"no viable overloaded '='", ""}, compare},
    Slip{{"no match for 'operator='", ""}, compare},
    Slip{{"use of deleted function", "operator="}, compare},
    Slip{{"is implicitly deleted", "operator="}, compare},
    Slip{{"selected deleted operator '='", ""}, compare},
    Slip{{"copy assignment operator is implicitly deleted", ""}, compare},
    Slip{
        {"unknown escape sequence", ""},
        R"x(write a regular expression as R"(…)", so that its backslashes stay)x"},
    Slip{{"ignoring return", "nodiscard"}, expect_it},
    Slip{{"-Werror=unused-value", ""}, expect_it},
    Slip{{"-Wunused-value", ""}, expect_it},
    Slip{{"-Wunused-comparison", ""}, expect_it},
    Slip{{"no match for 'operator!'", ""}, brackets},
    Slip{{"invalid argument type 'muster::dsl", "to unary"}, brackets},
    Slip{{"'muster::dsl::Expectation' and", ""}, brackets},
    Slip{{"invalid digit", "octal"}, "a mode is octal: 0644"},
    Slip{
        {"'muster::dsl::Mode' and 'int'", ""},
        "modes know <= (at most these bits) and >= (at least these bits)"},
    Slip{
        {"'muster::dsl::Text' and 'muster::dsl::ListValue'", ""},
        "a text is one: == \"a\", or .in(\"a\", \"b\")"},
    Slip{
        {"'muster::dsl::Time' and 'muster::dsl::Duration'", ""},
        "an instant is ago(1d) or from_now(30d); or use .newer_than(1d), .older_than(1d)"},
    Slip{{"operand", "' and 'muster::dsl::"}, one_type},
    Slip{{"'muster::dsl::Flag' and", ""}, "a flag stands alone: expect(x), expect(not x)"},
    Slip{
        {"'muster::dsl::List' and", ""},
        "a list holds items: .contains(\"x\"), or == list(\"x\", \"y\")"},
    Slip{{"'muster::dsl::Text' and", ""}, "a text is held against a text: == \"1000\""},
    Slip{
        {"'muster::dsl::Version' and", ""},
        "a version is a text: \"1.10\"; as a number it would be 1.1"},
    Slip{{"'muster::dsl::Amount' is ambiguous", ""}, no_quotes},
    Slip{{"'muster::dsl::Number' and", ""}, no_quotes},
    Slip{{"'muster::dsl::Scalar' and", ""}, no_quotes},
    Slip{{"'int' to 'muster::dsl::Duration'", ""}, "a time has a unit: 500ms, 30s, 5min, 2h, 30d"},
    Slip{
        {"to 'muster::dsl::Here'", ""},
        "expect takes one expectation: join them with and, or give each its own line"},
    Slip{{"to 'muster::dsl::Expectation'", ""}, say_what},
    Slip{{"muster/spec.hpp: No such file", ""}, "are Muster's headers installed?"},
    Slip{
        {"no member named", "muster::dsl::Number'"},
        "numbers know == != < <= > >=, between and in"},
    Slip{
        {"no member named", "muster::dsl::Text'"},
        "texts know == !=, contains, starts_with, ends_with, matches, captured, in, is_empty, "
        "has_length, semver, json, yaml and xpath"},
    Slip{{"no member named", "muster::dsl"}, ask_resource},
    Slip{{"was not declared in this scope", ""}, ask_resources},
    Slip{{"use of undeclared identifier", ""}, ask_resources},
};

/// g++ writes ‘so’ in a UTF-8 locale, and clang++ 'so' in any.
std::string with_plain_quotes(std::string text) {
    for (const std::string_view quote : {"‘", "’"})
        for (auto at = text.find(quote); at != std::string::npos; at = text.find(quote, at))
            text.replace(at, quote.size(), "'");
    return text;
}

std::string_view hint_in(const std::string& message) {
    for (const auto& slip : slips)
        if (message.find(slip.signs[0]) != std::string::npos
            and message.find(slip.signs[1]) != std::string::npos)
            return slip.hint;
    return "";
}

}  // namespace

std::string compile_hint(const std::string& compiler_message) {
    // clang++ tells some slips only in its notes; those of other slips name many types by the way.
    const auto by_errors = hint_in(with_plain_quotes(essence_of(compiler_message)));
    return std::string(
        by_errors.empty() ? hint_in(with_plain_quotes(compiler_message)) : by_errors
    );
}

}  // namespace muster
