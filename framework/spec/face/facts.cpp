// The public face: <muster/matchers.hpp> and <muster/facts.hpp>.
#include "framework/spec/running.hpp"
#include <muster/facts.hpp>

namespace muster::dsl {

namespace {

std::vector<std::uint32_t> ids_of(std::initializer_list<Item> items) {
    std::vector<std::uint32_t> ids;
    for (const auto& item : items)
        ids.push_back(item.id);
    return ids;
}

WrittenMatcher written(const char* word, std::initializer_list<Item> operands) {
    WrittenMatcher matcher{word, {}};
    for (const auto& operand : operands)
        matcher.operands.push_back(running_collector().node(operand.id));
    return matcher;
}

Matcher node_of(WrittenMatcher matcher) {
    return Matcher::node(running_collector().add_node({std::move(matcher)}));
}

Collector::Named named(const Ticket& ticket) {
    return {ticket.subject(), ticket.attribute(), ticket.extra()};
}

Expectation joined(Expression::Form form, const std::vector<std::uint32_t>& parts) {
    return {running_collector().joined(form, parts)};
}

}  // namespace

Matcher::Matcher(Item item) : id(item.id) {}

Item::Item(Matcher matcher) : id(matcher.id) {}

Matcher matcher(const char* word, std::initializer_list<Item> operands) {
    return node_of(written(word, operands));
}

Matcher operator not(Matcher one) {
    return node_of(written("not", {one}));
}

Matcher operator and(Matcher left, Matcher right) {
    return node_of(written("and", {left, right}));
}

Matcher operator or(Matcher left, Matcher right) {
    return node_of(written("or", {left, right}));
}

Expectation operator not(Expectation one) {
    return joined(Expression::Form::negation, {one.id});
}

Expectation operator and(Expectation left, Expectation right) {
    return joined(Expression::Form::all, {left.id, right.id});
}

Expectation operator or(Expectation left, Expectation right) {
    return joined(Expression::Form::any, {left.id, right.id});
}

Subject::Subject(const char* resource, std::initializer_list<Item> names)
    : id_(running_collector().add_subject(resource, ids_of(names))) {}

Subject Subject::narrowed(const char* qualifier, std::initializer_list<Item> arguments) const {
    return Subject(running_collector().narrow(id_, qualifier, ids_of(arguments)));
}

Subject Subject::part(const char* view, std::initializer_list<Item> names) const {
    return Subject(running_collector().view(id_, view, ids_of(names)));
}

Ticket::Ticket(
    const Subject& subject, const char* attribute, std::initializer_list<Item> parameters
)
    : subject_(subject.id()),
      extra_(running_collector().add_extra({ids_of(parameters), {}})),
      attribute_(attribute) {}

Expectation Ticket::fits(Matcher one) const {
    auto& collector = running_collector();
    const auto& content = collector.node(one.id).content;
    const auto* given = std::get_if<WrittenMatcher>(&content);
    auto matcher = given != nullptr ? *given : WrittenMatcher{"equals", {collector.node(one.id)}};
    return {collector.expectation(named(*this), std::move(matcher))};
}

Expectation Ticket::by(const char* word, std::initializer_list<Item> operands) const {
    return {running_collector().expectation(named(*this), written(word, operands))};
}

Expectation Ticket::against(const char* relation, const Ticket& other) const {
    return {running_collector().expectation(named(*this), relation, named(other))};
}

Ticket Ticket::derived(const char* word, Word argument) const {
    auto& collector = running_collector();
    auto extra = collector.extra(extra_);
    extra.derivations.push_back({word, collector.text(argument.id())});
    auto ticket = *this;
    ticket.extra_ = collector.add_extra(std::move(extra));
    return ticket;
}

}  // namespace muster::dsl
