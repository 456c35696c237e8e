// The public face: <muster/hosts.hpp>.
#include "framework/model/members.hpp"
#include "framework/spec/members.hpp"
#include "framework/spec/running.hpp"
#include <muster/hosts.hpp>

#include <fmt/format.h>

namespace muster::dsl {

namespace {

Location at(Here here) {
    return {here.file, here.line, 0};
}

/// Places in the inventory; nobody where there is none.
std::vector<std::size_t> places_of(std::uint32_t hosts) {
    auto& collector = running_collector();
    const auto& inventory = collector.surroundings().inventory;
    const auto& subject = collector.read(hosts);
    return inventory ? members_of(subject, *inventory) : std::vector<std::size_t>();
}

Hosts hosts_of(std::initializer_list<Word> roles, Here here) {
    auto& collector = running_collector();
    std::vector<std::uint32_t> names;
    for (const auto& role : roles) {
        const auto name = collector.text(role.id());
        if (name.empty())
            throw BodyEnds{"a role without a name", at(here), true, "hosts() is all of them"};
        require_known_role(collector.surroundings(), name, at(here));
        names.push_back(role.id());
    }
    return {Subject::of(collector.add_subject("hosts", names)), here};
}

}  // namespace

Item HostSet::of_each(Expectation holds) {
    return Word::node(running_collector().add_of_each(holds.id));
}

Item HostSet::of_each(const Ticket& fact) {
    return Word::node(running_collector().add_of_each(Collector::Named{
        fact.subject(), fact.attribute(), fact.extra()}));
}

Hosts hosts(Here here) {
    return hosts_of({}, here);
}

Hosts hosts(Word role, Here here) {
    return hosts_of({role}, here);
}

Hosts hosts(Word role, Word or_role, Here here) {
    return hosts_of({role, or_role}, here);
}

Hosts hosts(Word role, Word or_role, Word or_third_role, Here here) {
    return hosts_of({role, or_role, or_third_role}, here);
}

Member Hosts::only(Here here) const {
    const auto found = places_of(id());
    if (found.size() != 1)
        throw BodyEnds{
            fmt::format("expected one member, there are {}", found.size()), at(here), false, ""};
    return Member(static_cast<std::uint32_t>(found.front()));
}

Hosts::Iterator Hosts::begin() const {
    auto& collector = running_collector();
    const auto why = why_nobody(collector.surroundings(), collector.read(id()));
    if (not why.empty())
        collector.add_errored_row(why, at(here_));
    return {id(), 0};
}

Hosts::Iterator Hosts::end() const {
    return {id(), static_cast<std::uint32_t>(places_of(id()).size())};
}

Member Hosts::Iterator::operator*() const {
    return Member(static_cast<std::uint32_t>(places_of(list_).at(index_)));
}

VantagePoint::VantagePoint(const Member& member)
    : id_(running_collector().add_vantage({running_collector().text(member.name.id())}, "")) {}

VantagePoint::VantagePoint(const Hosts& members) {
    auto& collector = running_collector();
    const auto& subject = collector.read(members.id());
    std::vector<std::string> names;
    for (const auto place : places_of(members.id()))
        names.push_back(collector.surroundings().inventory->targets[place].name);
    id_ = collector.add_vantage(std::move(names), why_nobody(collector.surroundings(), subject));
}

Subject VantagePoint::seen(const Subject& thing) const {
    return Subject::of(running_collector().seen_from(thing.id(), id_));
}

}  // namespace muster::dsl
