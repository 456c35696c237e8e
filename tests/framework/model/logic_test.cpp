#include "framework/model/logic.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string_view>

using namespace muster;

namespace {

constexpr std::array truths = {
    Truth::yes, Truth::no, Truth::absent, Truth::unknown, Truth::skipped};
constexpr std::string_view letters = "TFAUS";

char letter(Truth truth) {
    return letters.at(static_cast<std::size_t>(truth));
}

/// Rows are the left side, columns the right one, both in the order T F A U S.
template<class Join>
std::string table_of(const Join& join) {
    std::string table;
    for (const auto left : truths) {
        for (const auto right : truths)
            table += letter(join(left, right));
        table += ' ';
    }
    return table;
}

}  // namespace

TEST_CASE("and: false or absent if any is, else unknown, else skipped, else true") {
    CHECK(table_of(both) == "TFAUS FFFFF AFAAA UFAUU SFAUS ");
}

TEST_CASE("or: true if any is, else unknown, else skipped, else false") {
    CHECK(table_of(either) == "TTTTT TFFUS TFAUS TUUUU TSSUS ");
}

TEST_CASE("not changes true and false, and nothing else") {
    std::string table;
    for (const auto truth : truths)
        table += letter(opposite(truth));

    CHECK(table == "FTAUS");
}

TEST_CASE("false and absent fail, unknown is errored, skipped is skipped") {
    CHECK(outcome_of(Truth::yes) == Outcome::passed);
    CHECK(outcome_of(Truth::no) == Outcome::failed);
    CHECK(outcome_of(Truth::absent) == Outcome::failed);
    CHECK(outcome_of(Truth::unknown) == Outcome::errored);
    CHECK(outcome_of(Truth::skipped) == Outcome::skipped);
}
