#include "framework/model/fact.hpp"

#include "framework/base/display.hpp"
#include "framework/model/expression.hpp"

#include <algorithm>

namespace muster {

namespace {

using OfEachText = std::string (*)(const Expression&);

std::string argument_text(const Argument& argument, OfEachText of_each) {
    if (const auto* value = std::get_if<Value>(&argument))
        return to_shown(*value);
    if (const auto* asked = std::get_if<OfEach>(&argument))
        return "(" + of_each(asked->expression()) + ")";
    return expected_words(std::get<Matcher>(argument));
}

std::string in_full(const Expression& asked) {
    return describe(asked);
}

std::string subject_text(const Subject& subject, OfEachText of_each);
std::string attribute_text(const Fact& fact, OfEachText of_each);

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

namespace {

std::string subject_text(const Subject& subject, OfEachText of_each) {
    auto text = subject.from.empty() ? std::string() : "from " + escaped(subject.from) + ": ";
    text += subject.resource;
    for (const auto& name : subject.names)
        text += " " + to_shown(name);
    for (const auto& qualifier : subject.qualifiers) {
        text += " " + qualifier.name;
        for (const auto& argument : qualifier.arguments) {
            const bool hides = qualifier.is_secret and &argument == &qualifier.arguments.back();
            text += " " + (hides ? std::string("…") : argument_text(argument, of_each));
        }
    }
    return text;
}

std::string attribute_text(const Fact& fact, OfEachText of_each) {
    auto text = fact.subject.view;
    for (const auto& name : fact.subject.view_names)
        text += " " + to_shown(name);
    text += (text.empty() ? "" : " ") + fact.attribute;
    for (const auto& parameter : fact.parameters)
        text += " " + argument_text(parameter, of_each);
    for (const auto& derivation : fact.derivations)
        text += " " + derivation.word + " " + to_shown(Value(derivation.argument));
    return text;
}

}  // namespace

std::string describe(const Subject& subject) {
    return subject_text(subject, in_full);
}

std::string describe_attribute(const Fact& fact) {
    return attribute_text(fact, in_full);
}

std::string describe(const Fact& fact) {
    return describe(fact, in_full);
}

std::string describe(const Fact& fact, OfEachText of_each) {
    return subject_text(fact.subject, of_each) + " " + attribute_text(fact, of_each);
}

namespace {

/// The shown form is cut for readers and hides secrets; a key must tell all texts apart.
class Key {
public:
    void add(char sign, std::string_view text) {
        text_ += sign + std::to_string(text.size()) + ":";
        text_ += text;
    }
    void add(char sign, const std::vector<Argument>& arguments) {
        for (const auto& argument : arguments) {
            if (const auto* value = std::get_if<Value>(&argument))
                add(sign, to_plain(*value));
            else if (const auto* asked = std::get_if<OfEach>(&argument))
                add('e', key_of(asked->expression()));
            else
                add(sign, std::get<Matcher>(argument));
        }
    }
    /// A plain value means equal.
    void add(char sign, const Matcher& matcher) {
        if (matcher.word == "equals" and matcher.values.size() == 1 and matcher.parts.empty())
            add(sign, to_plain(matcher.values.front()));
        else
            add('m', key_of(matcher));
    }
    std::string take() { return std::move(text_); }

private:
    static std::string key_of(const Matcher& matcher) {
        Key key;
        key.add('w', matcher.word);
        for (const auto& value : matcher.values) {
            key.add('t', std::to_string(value.data.index()));
            key.add('x', to_plain(value));
        }
        for (const auto& part : matcher.parts)
            key.add('p', key_of(part));
        return key.take();
    }
    static std::string key_of(const Expression& expression) {
        Key key;
        key.add('o', std::to_string(static_cast<int>(expression.form)));
        for_each_fact(
            Expression{expression.form, expression.fact, {}, expression.other, {}},
            [&](const Fact& fact) {
                key.add('f', muster::key_of(fact));
                for (const auto& derivation : fact.derivations) {
                    key.add('d', derivation.word);
                    key.add('a', derivation.argument);
                }
            }
        );
        key.add('m', key_of(expression.matcher));
        for (const auto& part : expression.parts)
            key.add('p', key_of(part));
        return key.take();
    }

    std::string text_;
};

}  // namespace

std::string key_of(const Fact& fact) {
    Key key;
    key.add('r', fact.subject.resource);
    key.add('@', fact.subject.from);
    for (const auto& name : fact.subject.names)
        key.add('n', to_plain(name));
    for (const auto& qualifier : fact.subject.qualifiers) {
        key.add('q', qualifier.name);
        key.add('a', qualifier.arguments);
        key.add('s', qualifier.secret);
    }
    key.add('v', fact.subject.view);
    for (const auto& name : fact.subject.view_names)
        key.add('w', to_plain(name));
    key.add('f', fact.attribute);
    key.add('p', fact.parameters);
    return key.take();
}

}  // namespace muster
