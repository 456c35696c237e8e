#include "tests/support/plural.hpp"

namespace muster::tests {

Fact of_all(std::string plural, std::string attribute, std::vector<Argument> parameters) {
    return {{std::move(plural), {}}, std::move(attribute), std::move(parameters)};
}

Fact where(std::string column, Matcher matcher, Fact fact) {
    fact.subject.qualifiers.push_back({"where", {Value(std::move(column)), std::move(matcher)}});
    return fact;
}

}  // namespace muster::tests
