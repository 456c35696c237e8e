#include "framework/spec/yaml/things.hpp"

#include "framework/base/text.hpp"
#include "framework/base/yaml/read.hpp"
#include "framework/spec/yaml/hosts.hpp"
#include "framework/spec/yaml/keys.hpp"
#include "framework/spec/yaml/matchers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

const QualifierEntry* find_qualifier(const ResourceEntry& resource, std::string_view name) {
    const auto found = std::ranges::find(resource.qualifiers, name, &QualifierEntry::name);
    return found == resource.qualifiers.end() ? nullptr : &*found;
}

/// Where an attribute has the name of a view, a map that begins with a word of the view is meant for it:
/// `readable: {by_others: true}`, and `readable: true`.
bool names_view(const ResourceEntry& resource, const Yaml::Member& member) {
    if (find_view(resource, member.key) == nullptr)
        return false;
    if (find_attribute(resource, "", member.key) == nullptr)
        return true;
    const auto* words = member.value.as<Yaml::Mapping>();
    return words != nullptr and not words->empty()
           and find_attribute(resource, member.key, words->front().key) != nullptr;
}

std::vector<std::string> words_of_view(const ResourceEntry& resource, const ViewEntry& view) {
    const auto& attributes = view.attributes.empty() ? resource.attributes : view.attributes;
    std::vector<std::string> words;
    for (const auto& attribute : attributes)
        words.emplace_back(attribute.name);
    return words;
}

std::vector<std::string> known_keys(const ResourceEntry& resource, Things::Statements statements) {
    auto known = words_of(resource);
    if (statements == Things::Statements::allowed)
        known.insert(known.end(), statement_keys.begin(), statement_keys.end());
    return known;
}

void require_any(std::size_t count, const Yaml::Member& member) {
    if (count == 0)
        throw Broken(member.key + " of nothing", member.where);
}

Yaml key_as_node(const Yaml::Member& member) {
    return {Yaml::Scalar{member.key, true}, member.where};
}

}  // namespace

bool is_statement_key(std::string_view key) {
    return std::ranges::find(statement_keys, key) != statement_keys.end();
}

const Yaml::Member& head_of(const Yaml::Mapping& item) {
    const auto head = std::ranges::find_if(item, [](const Yaml::Member& member) {
        return member.key == "follow" or not is_statement_key(member.key);
    });
    return head == item.end() ? item.front() : *head;
}

// --- subjects

const ResourceEntry& Things::resource_of(const Yaml::Member& first) const {
    const auto* resource = collector_.lexicon().find(first.key);
    if (resource != nullptr)
        return *resource;
    const auto hint =
        is_statement_key(first.key)
            ? std::string("an item begins with what it is about: package, file, port …")
            : std::string();
    throw Broken(
        fmt::format(
            "no resource \"{}\"{}", first.key, did_you_mean(first.key, collector_.lexicon().names())
        ),
        first.where,
        hint
    );
}

Things::Thing Things::subject(
    const ResourceEntry& resource, const std::vector<std::uint32_t>& names
) {
    return {resource, collector_.add_subject(std::string(resource.name), names)};
}

/// The words of a subject by their names, `{host: db, port: 5432}`: the first ones, without a gap.
std::vector<std::uint32_t> Things::words_by_name(
    const ResourceEntry& resource, const Yaml& node, const Yaml::Mapping& given
) {
    std::vector<std::uint32_t> words;
    for (const auto& parameter : resource.subject) {
        const auto* word = find_member(given, parameter.name);
        if (word == nullptr)
            break;
        words.push_back(argument(parameter, word->value));
    }
    if (words.size() != given.size())
        throw Broken(
            fmt::format("{} is not named so", resource.name),
            node.where,
            "muster resources " + std::string(resource.name) + " tells its words"
        );
    return words;
}

/// One subject; a list that a variable or a file holds is several.
void Things::add_subjects(
    const ResourceEntry& resource, const Yaml& node, std::vector<Thing>& things
) {
    const auto* words = node.as<Yaml::Mapping>();
    if (words != nullptr and not is_value(node)) {
        things.push_back(subject(resource, words_by_name(resource, node, *words)));
        return;
    }
    if (node.as<std::monostate>() != nullptr) {
        things.push_back(subject(resource, {}));
        return;
    }
    const auto value = written_value(node, scope_);
    const auto* json = std::get_if<Json>(&value.content);
    const auto* list = json == nullptr ? nullptr : json->as<Json::Array>();
    if (list == nullptr) {
        things.push_back(subject(resource, {collector_.add_node(value)}));
        return;
    }
    if (list->empty() and value.of_target)
        throw BodyEnds{fmt::format("{} of nothing: an empty list", resource.name), node.where};
    for (const auto& item : *list)
        things.push_back(subject(resource, {collector_.add_node({item, value.of_target})}));
}

std::vector<Things::Thing> Things::subjects(
    const ResourceEntry& resource, const Yaml::Member& first
) {
    std::vector<Thing> things;
    if (not resource.subject.empty() and resource.subject.back().repeated)
        return {subject_of_several(resource, first.value)};
    for (const auto& node : one_or_more(first.value))
        add_subjects(resource, node, things);
    if (things.empty())
        throw Broken(fmt::format("{} of nothing: an empty list", resource.name), first.where);
    return things;
}

/// Of a resource that takes several names a list is one subject.
Things::Thing Things::subject_of_several(const ResourceEntry& resource, const Yaml& names) {
    std::vector<std::uint32_t> words;
    for (const auto& node : one_or_more(names)) {
        const auto* scalar = node.as<Yaml::Scalar>();
        const bool is_all =
            node.as<std::monostate>() != nullptr or (scalar != nullptr and scalar->text.empty());
        if (not is_all)
            words.push_back(collector_.add_node(written_value(node, scope_)));
    }
    return subject(resource, words);
}

/// `from: {hosts: app}` and `from: h`, a member of a loop.
void Things::look_from(const Yaml::Member& from, std::vector<Thing>& things) {
    std::vector<std::string> names;
    std::string why_nobody;
    if (names_members(from.value)) {
        auto named = members_of(*from.value.as<Yaml::Mapping>(), scope_);
        for (const auto* member : named.members)
            names.push_back(member->name);
        why_nobody = std::move(named.why_nobody);
    } else {
        names.push_back(member_of(from.value, scope_));
    }
    const auto vantage = collector_.add_vantage(std::move(names), std::move(why_nobody));
    for (auto& thing : things) {
        if (not thing.resource.from_anywhere)
            throw Broken(
                fmt::format("{} is not seen from elsewhere", thing.resource.name),
                from.where,
                "from takes what looks at a network: tcp, http, host, dns, dns_server"
            );
        thing.subject = collector_.seen_from(thing.subject, vantage);
    }
}

/// An item for each member of a fleet, or a fact.
std::uint32_t Things::asked_of_each(const ParameterEntry& parameter, const Yaml& node) {
    return parameter.of_each == ParameterEntry::OfEach::fact
               ? collector_.add_of_each(fact(node, {}).named)
               : collector_.add_of_each(whole(node));
}

std::uint32_t Things::argument(const ParameterEntry& parameter, const Yaml& node) {
    if (parameter.of_each != ParameterEntry::OfEach::nothing)
        return asked_of_each(parameter, node);
    return collector_.add_node(
        parameter.matcher ? written_matcher(node, scope_) : written_value(node, scope_)
    );
}

/// Without parameters true or false says whether it narrows; a list narrows once for each item; two parameters are a
/// map from one to the other.
void Things::narrow(Thing& thing, const QualifierEntry& qualifier, const Yaml::Member& member) {
    const auto& parameters = qualifier.parameters;
    const auto by = [&](const std::vector<std::uint32_t>& arguments) {
        thing.subject = collector_.narrow(thing.subject, std::string(qualifier.name), arguments);
    };
    if (parameters.empty()) {
        if (flag_of(member.value, member.key))
            by({});
    } else if (parameters.size() == 1) {
        require_any(one_or_more(member.value).size(), member);
        for (const auto& node : one_or_more(member.value))
            by({argument(parameters[0], node)});
    } else {
        require_any(mapping_of(member.value, member.key).size(), member);
        for (const auto& pair : mapping_of(member.value, member.key))
            by({argument(parameters[0], key_as_node(pair)), argument(parameters[1], pair.value)});
    }
}

// --- facts

Collector::Named Things::named(const Asked& asked) {
    return {
        asked.thing.subject,
        std::string(asked.attribute.name),
        collector_.add_extra({asked.parameters, asked.derivations})};
}

std::vector<Said> Things::expectations(const Yaml& item, Statements statements) {
    const auto& members = mapping_of(item, "an item");
    if (members.empty())
        throw Broken("an empty item", item.where);
    const auto& first = head_of(members);
    const auto& resource = resource_of(first);
    auto things = subjects(resource, first);
    if (const auto* from = find_member(members, "from"))
        look_from(*from, things);
    for (const auto& member : members)
        if (const auto* qualifier = find_qualifier(resource, member.key);
            qualifier != nullptr and &member != &first)
            for (auto& thing : things)
                narrow(thing, *qualifier, member);
    std::vector<Said> said;
    for (const auto& thing : things)
        for (const auto& member : members) {
            if (&member == &first or member.key == "from"
                or find_qualifier(resource, member.key) != nullptr)
                continue;
            const auto* attribute = find_attribute(resource, "", member.key);
            if (names_view(resource, member))
                attributes_of_view(thing, member, said);
            else if (attribute != nullptr)
                with_parameters({thing, *attribute}, member.value, member.where, said);
            else if (statements == Statements::refused or not is_statement_key(member.key))
                refuse_key(member, resource.name, known_keys(resource, statements));
        }
    if (said.empty())
        throw Broken(
            fmt::format("nothing is expected of this {}", resource.name),
            first.where,
            "name an attribute: {" + first.key + ": …, " + words_of(resource).front() + ": …}"
        );
    return said;
}

void Things::attributes_of_view(
    const Thing& thing, const Yaml::Member& member, std::vector<Said>& said
) {
    named_view(thing, member, {}, member.value, said);
}

/// Takes the names of a view off nested maps, `backend: {app: {…}}`.
void Things::named_view(
    const Thing& thing,
    const Yaml::Member& member,
    const std::vector<std::uint32_t>& names,
    const Yaml& node,
    std::vector<Said>& said
) {
    const auto& view = *find_view(thing.resource, member.key);
    const auto& words = mapping_of(node, member.key);
    require_any(words.size(), member);
    if (names.size() < view.parameters.size()) {
        for (const auto& named : words) {
            auto more = names;
            more.push_back(argument(view.parameters[names.size()], key_as_node(named)));
            named_view(thing, member, more, named.value, said);
        }
        return;
    }
    const Thing part{thing.resource, collector_.view(thing.subject, member.key, names), member.key};
    for (const auto& inner : words) {
        const auto* attribute = find_attribute(thing.resource, member.key, inner.key);
        if (attribute == nullptr)
            refuse_key(inner, member.key, words_of_view(thing.resource, view));
        with_parameters({part, *attribute}, inner.value, inner.where, said);
    }
}

void Things::with_parameters(
    const Asked& asked, const Yaml& node, const Location& where, std::vector<Said>& said
) {
    const auto& parameters = asked.attribute.parameters;
    const auto place = asked.parameters.size();
    if (place == parameters.size()) {
        said.push_back({judged(asked, node), where});
        return;
    }
    auto more = asked;
    const bool is_relation = parameters.back().of_each != ParameterEntry::OfEach::nothing;
    const bool is_flag = asked.attribute.type == Type::flag;
    if (is_relation and not(is_flag and parameters.size() == 1)) {
        with_sequence(asked, node, where, said);
        return;
    }
    if (place + 1 == parameters.size() and (parameters[place].matcher or is_relation)) {
        // Nothing stands behind a matcher: `every: {mode: 0644}` is said to be so.
        more.parameters.push_back(argument(parameters[place], node));
        said.push_back({is_so(more), where});
        return;
    }
    const auto& given = mapping_of(node, asked.attribute.name);
    if (given.empty())
        throw Broken(fmt::format("{} of nothing", asked.attribute.name), where);
    for (const auto& member : given) {
        more.parameters.resize(place);
        more.parameters.push_back(argument(parameters[place], key_as_node(member)));
        with_parameters(more, member.value, member.where, said);
    }
}

std::uint32_t Things::is_so(const Asked& asked) {
    return collector_.expectation(named(asked), {"equals", {{Json(true)}}});
}

void Things::with_sequence(
    const Asked& asked, const Yaml& node, const Location& where, std::vector<Said>& said
) {
    const auto& parameters = asked.attribute.parameters;
    const bool is_flag = asked.attribute.type == Type::flag;
    const auto wanted = parameters.size() + (is_flag ? 0 : 1);
    const auto* given = node.as<Yaml::Sequence>();
    if (given == nullptr or given->size() != wanted)
        throw Broken(
            fmt::format("{} takes a list of {}", asked.attribute.name, wanted),
            node.where,
            is_flag ? "at_least: [2, {service: nginx, running: true}]"
                    : "list: [{file: /srv/app/REVISION, fact: value}, {has_length: 1}]"
        );
    auto more = asked;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        more.parameters.push_back(argument(parameters[i], given->at(i)));
    said.push_back({is_flag ? is_so(more) : judged(more, given->back()), where});
}

Things::NamedFact Things::fact(const Yaml& item, const Chosen& otherwise) {
    const auto& members = mapping_of(item, "a fact");
    if (members.empty())
        throw Broken("which fact?", item.where, "{file: /x, fact: sha256}");
    const auto& first = members.front();
    const auto& resource = resource_of(first);
    auto things = subjects(resource, first);
    if (things.size() != 1)
        throw Broken("one fact has one subject", first.value.where);
    auto thing = things.front();
    auto chosen = otherwise;
    std::vector<std::uint32_t> parameters;
    for (const auto& member : std::span(members).subspan(1)) {
        const auto* qualifier = find_qualifier(resource, member.key);
        if (qualifier != nullptr) {
            narrow(thing, *qualifier, member);
            continue;
        }
        if (member.key != "fact")
            refuse_key(member, "a fact", std::vector<std::string>{"fact"});
        const auto* given = member.value.as<Yaml::Mapping>();
        if (given != nullptr and given->size() != 1)
            throw Broken("a fact is one attribute", member.value.where, "{property: Restart}");
        const auto name = given == nullptr ? scalar_of(member.value, "fact") : given->at(0).key;
        const auto dot = name.find('.');
        chosen = {
            dot == std::string::npos ? "" : name.substr(0, dot),
            dot == std::string::npos ? name : name.substr(dot + 1)};
        if (given != nullptr)
            parameters.push_back(collector_.add_node(written_value(given->at(0).value, scope_)));
    }
    if (chosen.attribute.empty())
        throw Broken("which fact?", item.where, "{file: /x, fact: sha256}");
    const auto* attribute = find_attribute(resource, chosen.view, chosen.attribute);
    if (attribute == nullptr)
        throw Broken(
            fmt::format(
                "{} has no \"{}\"{}",
                resource.name,
                chosen.attribute,
                did_you_mean(chosen.attribute, words_of(resource))
            ),
            item.where
        );
    const auto subject =
        chosen.view.empty() ? thing.subject : collector_.view(thing.subject, chosen.view);
    return {
        {subject, chosen.attribute, collector_.add_extra({std::move(parameters), {}})}, *attribute};
}

}  // namespace muster
