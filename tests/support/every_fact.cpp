#include "tests/support/every_fact.hpp"

namespace muster::tests {

namespace {

Argument argument_for(const ParameterEntry& parameter) {
    const bool is_number = parameter.type == Type::number;
    const auto value = is_number ? Value(1) : Value("name");
    if (parameter.matcher)
        return equals(value);
    return value;
}

std::vector<Fact> facts_of(const Subject& subject, const std::vector<AttributeEntry>& attributes) {
    std::vector<Fact> facts;
    for (const auto& attribute : attributes) {
        Fact fact{subject, std::string(attribute.name)};
        for (const auto& parameter : attribute.parameters)
            fact.parameters.push_back(argument_for(parameter));
        facts.push_back(std::move(fact));
    }
    return facts;
}

}  // namespace

std::vector<Fact> every_fact(const ResourceEntry& entry, Subject subject) {
    auto facts = facts_of(subject, entry.attributes);
    for (const auto& view : entry.views) {
        subject.view = view.name;
        subject.view_names.clear();
        for (const auto& parameter : view.parameters)
            subject.view_names.push_back(std::get<Value>(argument_for(parameter)));
        const auto more =
            facts_of(subject, view.attributes.empty() ? entry.attributes : view.attributes);
        facts.insert(facts.end(), more.begin(), more.end());
    }
    return facts;
}

std::optional<Subject> subject_of(const ResourceEntry& entry, const std::string& name) {
    Subject subject{std::string(entry.name), {}};
    for (const auto& parameter : entry.subject) {
        if (parameter.optional)
            break;
        const bool is_number = parameter.type == Type::number;
        if (is_number and not number_from(name))
            return std::nullopt;
        subject.names.push_back(is_number ? Value(*number_from(name)) : Value(name));
    }
    if (entry.broken_subject != nullptr and not entry.broken_subject(subject).empty())
        return std::nullopt;
    return subject;
}

}  // namespace muster::tests
