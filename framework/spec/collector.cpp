#include "framework/spec/collector.hpp"

#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/model/version_range.hpp"
#include "framework/spec/members.hpp"
#include "framework/spec/placing.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

const QualifierEntry* find_qualifier(const ResourceEntry& resource, const std::string& name) {
    const auto found = std::ranges::find(resource.qualifiers, name, &QualifierEntry::name);
    return found == resource.qualifiers.end() ? nullptr : &*found;
}

/// The column of a plural that an argument names. Throws Broken when there is none.
const AttributeEntry& column_named(const ResourceEntry& plural, const Argument& argument) {
    const auto name = to_plain(std::get<Value>(argument));
    const auto* column = find_column(plural, name);
    if (column == nullptr)
        throw Broken(
            fmt::format("no column \"{}\"{}", name, did_you_mean(name, column_names(plural)))
        );
    return *column;
}

/// What an argument is read as; `before` are those in front of it.
ExpectedType argument_type(
    const ParameterEntry& parameter,
    const std::vector<Argument>& before,
    const ResourceEntry& resource
) {
    return parameter.of_column ? expected_type(column_named(resource, before.back()))
                               : expected_type(parameter);
}

/// Members are counted in whole numbers, and nobody has more. Throws Broken.
void require_counts(
    const std::vector<ParameterEntry>& parameters, const std::vector<Argument>& given
) {
    constexpr std::int64_t most_members = 1'000'000;
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (parameters[i].type != Type::number)
            continue;
        const auto* number = std::get<Value>(given[i]).as<Number>();
        const auto* whole =
            number == nullptr ? nullptr : std::get_if<std::int64_t>(&number->amount);
        if (whole == nullptr or *whole < 0 or *whole > most_members)
            throw Broken(
                fmt::format("{} is no number of members", to_shown(std::get<Value>(given[i])))
            );
    }
}

/// 400 and 500 in decimal are 0620 and 0764.
bool has_doubtful_mode(const Written& written) {
    if (const auto* matcher = std::get_if<WrittenMatcher>(&written.content))
        return std::ranges::any_of(matcher->operands, has_doubtful_mode);
    const auto* json = std::get_if<Json>(&written.content);
    const auto* number = json == nullptr ? nullptr : json->as<std::int64_t>();
    return number != nullptr and (*number == 400 or *number == 500);
}

}  // namespace

Collector::Collector(const Lexicon& lexicon, const Surroundings& surroundings)
    : lexicon_(lexicon), surroundings_(surroundings), extras_(1), blocks_(1) {}

std::uint32_t Collector::add_node(Written written) {
    nodes_.push_back(std::move(written));
    return static_cast<std::uint32_t>(nodes_.size() - 1);
}

const Written& Collector::node(std::uint32_t id) const {
    return nodes_.at(id);
}

const Json& Collector::json(std::uint32_t id) const {
    const auto* json = std::get_if<Json>(&node(id).content);
    if (json == nullptr)
        throw BodyEnds{to_text(node(id)) + " is no plain text", {}, true, ""};
    return *json;
}

std::string Collector::text(std::uint32_t id) const {
    return to_plain(read_value(node(id), {Type::text, {}, {}, {}}, surroundings_.now));
}

std::vector<Argument> Collector::read_arguments(
    const std::vector<ParameterEntry>& parameters,
    const std::vector<std::uint32_t>& given,
    const ResourceEntry& resource
) const {
    const auto least = std::ranges::count_if(parameters, [](const ParameterEntry& entry) {
        return not entry.optional;
    });
    const bool repeats = not parameters.empty() and parameters.back().repeated;
    if (given.size() < static_cast<std::size_t>(least)
        or (given.size() > parameters.size() and not repeats))
        throw Broken(fmt::format("takes {} arguments, not {}", parameters.size(), given.size()));
    std::vector<Argument> arguments;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto& parameter = parameters[std::min(i, parameters.size() - 1)];
        arguments.push_back(read_argument(parameter, node(given[i]), arguments, resource));
    }
    return arguments;
}

Argument Collector::read_argument(
    const ParameterEntry& parameter,
    const Written& given,
    const std::vector<Argument>& before,
    const ResourceEntry& resource
) const {
    if (const auto* asked = std::get_if<WrittenOfEach>(&given.content))
        return OfEach(of_each(*asked));
    const auto type = argument_type(parameter, before, resource);
    if (parameter.matcher)
        return read_matcher(given, type, surroundings_.now);
    auto value = read_value(given, type, surroundings_.now);
    if (parameter.column)
        (void)column_named(resource, value);
    if (parameter.regex)
        (void)Regex(to_plain(value));  // compiled for its errors alone
    return value;
}

/// What is wrong with it is wrong with the relation that asks it.
const Expression& Collector::of_each(const WrittenOfEach& written) const {
    const auto& draft = drafts_.at(written.draft);
    if (draft.slip)
        throw Broken(draft.slip->message, {}, draft.slip->hint);
    return draft.expression;
}

std::uint32_t Collector::add_subject(
    const std::string& resource, const std::vector<std::uint32_t>& names
) {
    SubjectDraft draft{{resource, {}}, {}, any_of_target(names)};
    const auto* entry = lexicon_.find(resource);
    if (entry == nullptr) {
        draft.slip = {
            fmt::format("no resource \"{}\"{}", resource, did_you_mean(resource, lexicon_.names())),
            ""};
    } else {
        try {
            for (auto& argument : read_arguments(entry->subject, names, *entry))
                draft.subject.names.push_back(std::get<Value>(std::move(argument)));
            if (entry->of_fleet)
                for (const auto& role : draft.subject.names)
                    require_known_role(surroundings_, to_plain(role), {});
        } catch (const Broken& slip) {
            draft.slip = {resource + ": " + slip.message(), slip.hint(), draft.of_target};
        } catch (const BodyEnds& unknown_role) {
            draft.slip = {unknown_role.message, unknown_role.hint, false};
        }
    }
    subjects_.push_back(std::move(draft));
    return static_cast<std::uint32_t>(subjects_.size() - 1);
}

std::string Collector::take_secret(std::vector<std::uint32_t>& given) {
    if (given.empty())
        return "";
    const auto* secret = std::get_if<WrittenSecret>(&node(given.back()).content);
    if (secret == nullptr)
        return "";
    auto name = secret->name;
    given.back() = add_node({Json(name)});
    return name;
}

std::uint32_t Collector::narrow(
    std::uint32_t subject, const std::string& qualifier, const std::vector<std::uint32_t>& arguments
) {
    mark_used(subject);
    auto draft = subjects_.at(subject);
    draft.used = false;
    const auto* entry = lexicon_.find(draft.subject.resource);
    const auto* found = entry == nullptr ? nullptr : find_qualifier(*entry, qualifier);
    if (found == nullptr) {
        draft.slip = {fmt::format("{} has no \"{}\"", draft.subject.resource, qualifier), ""};
    } else {
        try {
            auto given = arguments;
            const bool takes = found->secret or found->may_be_secret;
            const auto secret = takes ? take_secret(given) : std::string();
            draft.subject.qualifiers.push_back(
                {qualifier,
                 read_arguments(found->parameters, given, *entry),
                 found->secret or not secret.empty(),
                 secret}
            );
            draft.of_target = draft.of_target or any_of_target(arguments);
            if (entry->of_fleet and qualifier == "except")
                if (auto why =
                        unknown_member(surroundings_, *draft.subject.qualifier_text("except"));
                    not why.empty())
                    draft.slip = {std::move(why), "", false};
        } catch (const Broken& slip) {
            draft.slip = {qualifier + ": " + slip.message(), slip.hint(), any_of_target(arguments)};
        }
    }
    subjects_.push_back(std::move(draft));
    return static_cast<std::uint32_t>(subjects_.size() - 1);
}

std::uint32_t Collector::view(
    std::uint32_t subject, const std::string& view, const std::vector<std::uint32_t>& names
) {
    auto draft = subjects_.at(subject);
    draft.used = false;
    draft.whole = subject;
    draft.subject.view = view;
    const auto* resource = lexicon_.find(draft.subject.resource);
    const auto* entry = resource == nullptr ? nullptr : find_view(*resource, view);
    if (entry != nullptr) {
        try {
            for (auto& name : read_arguments(entry->parameters, names, *resource))
                draft.subject.view_names.push_back(std::get<Value>(std::move(name)));
            draft.of_target = draft.of_target or any_of_target(names);
        } catch (const Broken& slip) {
            draft.slip = {view + ": " + slip.message(), slip.hint(), any_of_target(names)};
        }
    }
    subjects_.push_back(std::move(draft));
    return static_cast<std::uint32_t>(subjects_.size() - 1);
}

const Subject& Collector::read(std::uint32_t subject) {
    mark_used(subject);
    return subjects_.at(subject).subject;
}

std::uint32_t Collector::add_vantage(std::vector<std::string> members, std::string why_nobody) {
    vantages_.push_back({std::move(members), std::move(why_nobody)});
    return static_cast<std::uint32_t>(vantages_.size() - 1);
}

std::uint32_t Collector::seen_from(std::uint32_t subject, std::uint32_t vantage) {
    mark_used(subject);
    auto draft = subjects_.at(subject);
    draft.used = false;
    draft.of_target = true;
    draft.subject.from = each_of_vantage;
    draft.vantage = vantage;
    subjects_.push_back(std::move(draft));
    return static_cast<std::uint32_t>(subjects_.size() - 1);
}

std::uint32_t Collector::add_extra(Extra extra) {
    extras_.push_back(std::move(extra));
    return static_cast<std::uint32_t>(extras_.size() - 1);
}

const AttributeEntry* Collector::attribute(const Fact& fact) const {
    const auto* resource = lexicon_.find(fact.subject.resource);
    return resource == nullptr ? nullptr
                               : find_attribute(*resource, fact.subject.view, fact.attribute);
}

ExpectedType Collector::type_of(const Fact& fact) const {
    const auto* entry = attribute(fact);
    MUSTER_ASSERT(entry != nullptr);
    if (entry->item.of_column) {
        const auto& column =
            column_named(*lexicon_.find(fact.subject.resource), fact.parameters.at(0));
        // A list column gives the items of all its lists.
        return column.type == Type::list
                   ? ExpectedType{Type::list, {column.item.type, column.item.term}, {}, {}}
                   : ExpectedType{Type::list, {column.type, column.term}, {}, column.unit};
    }
    if (entry->item.of_fact) {
        const auto& asked = std::get<OfEach>(fact.parameters.at(0)).expression();
        const auto type = type_of(asked.fact);
        return type.type == Type::list
                   ? ExpectedType{Type::list, {type.item.type, type.item.term}, {}, {}}
                   : ExpectedType{Type::list, {type.type, type.term}, {}, type.unit};
    }
    if (fact.derivations.empty())
        return expected_type(*entry);
    const bool flag = fact.derivations.back().word == "has";
    return {flag ? Type::flag : Type::scalar, {}, {}, {}};
}

/// Two sets in one expectation would be rows that nobody can count.
void Collector::look_from(Draft& draft, const std::optional<Vantage>& vantage) const {
    if (not vantage)
        return;
    if (draft.vantage and *draft.vantage != *vantage and not draft.slip)
        draft.slip = {
            "one expectation looks from one set of members",
            "write an expectation for each",
            false};
    draft.vantage = vantage;
}

Fact Collector::fact(const Named& named, Draft& into) {
    mark_used(named.subject);
    const auto& draft = subjects_.at(named.subject);
    auto& slip = into.slip;
    Fact fact{draft.subject, named.attribute, {}, extra(named.extra).derivations};
    if (draft.vantage)
        look_from(into, vantages_.at(*draft.vantage));
    if (draft.slip) {
        slip = draft.slip;
        return fact;
    }
    const auto* entry = attribute(fact);
    if (entry == nullptr) {
        // The table and the header of a resource disagree: ours, not the author's.
        throw Mistake(
            fmt::format("{} has no attribute \"{}\"", fact.subject.resource, fact.attribute),
            __FILE__,
            __LINE__
        );
    }
    const auto* resource = lexicon_.find(fact.subject.resource);
    if (resource->broken_subject != nullptr) {
        if (const auto why = resource->broken_subject(fact.subject); not why.empty())
            slip = {why, "", draft.of_target};
    }
    if (resource->of_fleet) {
        if (const auto why = why_nobody(surroundings_, fact.subject); not why.empty())
            slip = {why, "", true};
    }
    try {
        for (const auto& derivation : fact.derivations)
            if (derivation.word == "captured")
                (void)Regex(derivation.argument);  // compiled for its errors alone
        fact.parameters =
            read_arguments(entry->parameters, extra(named.extra).parameters, *resource);
        if (resource->of_fleet)
            require_counts(entry->parameters, fact.parameters);
    } catch (const Broken& broken) {
        const auto& given = extra(named.extra).parameters;
        slip = {named.attribute + ": " + broken.message(), broken.hint(), any_of_target(given)};
    }
    return fact;
}

/// A text that is no version for the platform's manager never could be right there.
void Collector::check_version(const Fact& fact, const Matcher& matcher) const {
    const auto order = version_order(surroundings_.platform);
    const auto* entry = attribute(fact);
    const bool of_versions = entry->type == Type::version
                             or (entry->type == Type::list and entry->item.type == Type::version);
    if (not of_versions or order == VersionOrder::text or surroundings_.platform_assumed
        or not fact.subject.qualifiers.empty())
        return;
    if (matcher.word == "within_versions") {
        const auto text = to_plain(matcher.values.at(0));
        const auto range = VersionRange::parse(order, text);
        if (const auto* fault = std::get_if<RangeFault>(&range))
            throw Broken(fmt::format("\"{}\", column {}: {}", text, fault->column, fault->reason));
    }
    for (const auto& value : matcher.values)
        if (const auto* version = value.as<Version>();
            version and not is_version(order, version->text))
            throw Broken(fmt::format(
                "\"{}\" is no {} version: {}",
                escaped(version->text),
                name(order),
                why_not(order, version->text)
            ));
    for (const auto& part : matcher.parts)
        check_version(fact, part);
}

bool Collector::any_of_target(const std::vector<std::uint32_t>& nodes) const {
    return std::ranges::any_of(nodes, [&](std::uint32_t id) { return is_of_target(node(id)); });
}

bool Collector::names_target(const Named& named) const {
    return subjects_.at(named.subject).of_target or any_of_target(extra(named.extra).parameters);
}

std::uint32_t Collector::add_draft(Draft draft) {
    drafts_.push_back(std::move(draft));
    return static_cast<std::uint32_t>(drafts_.size() - 1);
}

std::uint32_t Collector::expectation(const Named& named, WrittenMatcher matcher) {
    Draft draft;
    draft.expression.fact = fact(named, draft);
    draft.of_target = names_target(named);
    if (not draft.slip) {
        const Written written{std::move(matcher)};
        draft.of_target = draft.of_target or is_of_target(written);
        try {
            const auto& known = draft.expression.fact;
            draft.expression.matcher = read_matcher(written, type_of(known), surroundings_.now);
            draft.decimal_mode = type_of(known).type == Type::mode and has_doubtful_mode(written);
            check_version(known, draft.expression.matcher);
        } catch (const Broken& slip) {
            draft.slip = {
                describe(draft.expression.fact) + ": " + slip.message(),
                slip.hint(),
                is_of_target(written)};
        }
    }
    return add_draft(std::move(draft));
}

std::uint32_t Collector::expectation(
    const Named& named, const std::string& relation, const Named& other
) {
    Draft draft;
    draft.expression.form = Expression::Form::compare;
    draft.expression.fact = fact(named, draft);
    draft.expression.other = fact(other, draft);
    draft.of_target = names_target(named) or names_target(other);
    draft.expression.matcher.word = relation;
    return add_draft(std::move(draft));
}

std::uint32_t Collector::joined(Expression::Form form, const std::vector<std::uint32_t>& parts) {
    Draft draft;
    draft.expression.form = form;
    for (const auto id : parts) {
        const auto& part = drafts_.at(id);
        if (part.slip and (not draft.slip or draft.slip->of_target))
            draft.slip = part.slip;
        draft.decimal_mode = draft.decimal_mode or part.decimal_mode;
        draft.of_target = draft.of_target or part.of_target;
        look_from(draft, part.vantage);
        // `a and b and c` is one row of three parts, not a tree.
        if (part.expression.form == form and form != Expression::Form::negation) {
            const auto& inner = part.expression.parts;
            draft.expression.parts.insert(draft.expression.parts.end(), inner.begin(), inner.end());
        } else {
            draft.expression.parts.push_back(part.expression);
        }
    }
    return add_draft(std::move(draft));
}

std::uint32_t Collector::add_of_each(std::uint32_t expectation) {
    auto& draft = drafts_.at(expectation);
    if (const auto wrong = misplaced(draft.expression, Placing::of_each, lexicon_);
        wrong and not draft.slip)
        draft.slip = {wrong->message, wrong->hint, false};
    const bool of_target = draft.slip ? draft.slip->of_target : draft.of_target;
    return add_node({WrittenOfEach{expectation}, of_target});
}

std::uint32_t Collector::add_of_each(const Named& named) {
    Draft draft;
    draft.expression.form = Expression::Form::fact;
    draft.expression.fact = fact(named, draft);
    draft.of_target = names_target(named);
    return add_of_each(add_draft(std::move(draft)));
}

void Collector::mark_used(std::uint32_t subject) {
    for (std::optional<std::uint32_t> one = subject; one; one = subjects_.at(*one).whole)
        subjects_.at(*one).used = true;
}

}  // namespace muster
