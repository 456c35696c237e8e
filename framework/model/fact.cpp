#include "framework/model/fact.hpp"

#include "framework/base/display.hpp"
#include "framework/model/expression.hpp"

#include <algorithm>

namespace muster {

namespace {

std::string argument_text(const Argument& argument) {
    if (const auto* value = std::get_if<Value>(&argument))
        return to_shown(*value);
    if (const auto* asked = std::get_if<OfEach>(&argument))
        return "(" + describe(asked->expression()) + ")";
    return expected_words(std::get<Matcher>(argument));
}

std::string first_text(const std::vector<Argument>& arguments) {
    const auto* value = arguments.empty() ? nullptr : std::get_if<Value>(&arguments.front());
    return value == nullptr ? std::string() : to_plain(*value);
}

}  // namespace

OfEach::OfEach(Expression expression)
    : expression_(std::make_shared<const Expression>(std::move(expression))) {}

Argument::Argument() = default;
Argument::Argument(Value value) : variant(std::move(value)) {}
Argument::Argument(Matcher matcher) : variant(std::move(matcher)) {}
Argument::Argument(OfEach asked) : variant(std::move(asked)) {}
Argument::Argument(const Argument& other) = default;
Argument::Argument(Argument&& other) noexcept = default;
Argument& Argument::operator=(const Argument& other) = default;
Argument& Argument::operator=(Argument&& other) noexcept = default;
Argument::~Argument() = default;

std::string Subject::name() const {
    return names.empty() ? std::string() : to_plain(names.front());
}

const Qualifier* Subject::qualifier(std::string_view wanted) const {
    const auto found = std::ranges::find(qualifiers, wanted, &Qualifier::name);
    return found == qualifiers.end() ? nullptr : &*found;
}

std::optional<std::string> Subject::qualifier_text(std::string_view wanted) const {
    const auto* found = qualifier(wanted);
    return found == nullptr ? std::nullopt : std::optional(first_text(found->arguments));
}

std::string Fact::parameter() const {
    return first_text(parameters);
}

std::string describe(const Subject& subject) {
    auto text = subject.from.empty() ? std::string() : "from " + escaped(subject.from) + ": ";
    text += subject.resource;
    for (const auto& name : subject.names)
        text += " " + to_shown(name);
    for (const auto& qualifier : subject.qualifiers) {
        text += " " + qualifier.name;
        for (const auto& argument : qualifier.arguments) {
            const bool hides = qualifier.is_secret and &argument == &qualifier.arguments.back();
            text += " " + (hides ? std::string("…") : argument_text(argument));
        }
    }
    return text;
}

std::string describe_attribute(const Fact& fact) {
    auto text = fact.subject.view;
    for (const auto& name : fact.subject.view_names)
        text += " " + to_shown(name);
    text += (text.empty() ? "" : " ") + fact.attribute;
    for (const auto& parameter : fact.parameters)
        text += " " + argument_text(parameter);
    for (const auto& derivation : fact.derivations)
        text += " " + derivation.word + " " + to_shown(Value(derivation.argument));
    return text;
}

std::string describe(const Fact& fact) {
    return describe(fact.subject) + " " + describe_attribute(fact);
}

std::string key_of(const Fact& fact) {
    // The shown form is cut for readers; a key must tell all texts apart.
    std::string key = fact.subject.resource;
    if (not fact.subject.from.empty())
        key += "@" + std::to_string(fact.subject.from.size()) + ":" + fact.subject.from;
    const auto add = [&key](char sign, std::string_view text) {
        key += sign + std::to_string(text.size()) + ":";
        key += text;
    };
    const auto add_all = [&](char sign, const std::vector<Argument>& arguments) {
        for (const auto& argument : arguments) {
            const auto* value = std::get_if<Value>(&argument);
            add(sign, value != nullptr ? to_plain(*value) : argument_text(argument));
        }
    };
    for (const auto& name : fact.subject.names)
        add('n', to_plain(name));
    for (const auto& qualifier : fact.subject.qualifiers) {
        add('q', qualifier.name);
        add_all('a', qualifier.arguments);
        add('s', qualifier.secret);
    }
    add('v', fact.subject.view);
    for (const auto& name : fact.subject.view_names)
        add('w', to_plain(name));
    add('f', fact.attribute);
    add_all('p', fact.parameters);
    return key;
}

}  // namespace muster
