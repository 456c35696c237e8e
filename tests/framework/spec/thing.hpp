#pragma once

// A resource of the tests' own, with a fact of every type.

#include "framework/model/hosts_entry.hpp"
#include "framework/model/vocabulary.hpp"
#include <muster/hosts.hpp>
#include <muster/statements.hpp>

namespace muster::dsl {

struct ThingPart : Subject {
    explicit ThingPart(Subject subject) : Subject(subject) {}
    Flag there{*this, "there"};
};

struct ThingLeg : Subject {
    explicit ThingLeg(Subject subject) : Subject(subject) {}
    Flag is_long{*this, "long"};
};

struct Thing : Subject {
    explicit Thing(Subject subject) : Subject(subject) {}

    Flag there{*this, "there"};
    Text content{*this, "content"};
    Number size{*this, "size"};
    Number age{*this, "age"};
    Scalar value{*this, "value"};
    Mode mode{*this, "mode"};
    List names{*this, "names"};
    List lines{*this, "lines"};
    List versions{*this, "versions"};
    List addresses{*this, "addresses"};
    Text address{*this, "address"};
    Version version{*this, "version"};
    Time changed{*this, "changed"};
    Map map{*this, "map"};
    ThingPart udp{part("udp")};
    ThingLeg leg(Word side, Item number) const { return ThingLeg(part("leg", {side, number})); }

    Scalar property(Word name) const { return {*this, "property", {name}}; }
    Thing on(Word address) const { return Thing(narrowed("on", {address})); }
    Thing keyed(Word user, Word key) const { return Thing(narrowed("keyed", {user, key})); }
    Thing titled(Matcher one) const { return Thing(narrowed("titled", {one})); }
};

inline Thing thing(Word name) {
    return Thing(Subject("thing", {name}));
}

/// Something in a network, which is looked at from somewhere.
struct Peer : Subject {
    explicit Peer(Subject subject) : Subject(subject) {}
    Flag reachable{*this, "reachable"};
};

inline Peer peer(Word name) {
    return Peer(Subject("peer", {name}));
}

struct PeerFrom : VantagePoint {
    using VantagePoint::VantagePoint;
    Peer peer(Word name) const { return Peer(seen(dsl::peer(name))); }
};

}  // namespace muster::dsl

namespace muster::tests {

inline const ResourceEntry& thing_entry() {
    static const ResourceEntry entry{
        .name = "thing",
        .summary = "a thing",
        .subject = {{.name = "name"}},
        .qualifiers =
            {{"on", {{.name = "address", .type = Type::term}}, ""},
             {"keyed", {{.name = "user"}, {.name = "key"}}, "", true},
             {"titled", {{.name = "title", .matcher = true}}, ""}},
        .views =
            {{"udp", ""},
             {.name = "leg",
              .meaning = "",
              .attributes = {{.name = "long", .type = Type::flag, .meaning = ""}},
              .parameters = {{.name = "side"}, {.name = "number", .type = Type::number}}}},
        .attributes =
            {{.name = "there", .type = Type::flag, .meaning = "", .when_absent = false},
             {.name = "content", .type = Type::text, .meaning = ""},
             {.name = "size", .type = Type::number, .meaning = "", .unit = "bytes"},
             {.name = "age", .type = Type::number, .meaning = "", .unit = "seconds"},
             {.name = "value", .type = Type::scalar, .meaning = ""},
             {.name = "mode", .type = Type::mode, .meaning = ""},
             {.name = "names", .type = Type::list, .meaning = ""},
             {.name = "lines", .type = Type::list, .meaning = "", .item = {.ordered = true}},
             {.name = "versions",
              .type = Type::list,
              .meaning = "",
              .item = {.type = Type::version}},
             {.name = "addresses", .type = Type::list, .meaning = "", .item = {.type = Type::term}},
             {.name = "address", .type = Type::term, .meaning = ""},
             {.name = "version", .type = Type::version, .meaning = ""},
             {.name = "changed", .type = Type::time, .meaning = ""},
             {.name = "map", .type = Type::map, .meaning = ""},
             {.name = "property",
              .type = Type::scalar,
              .meaning = "",
              .parameters = {{.name = "name"}}}},
        .broken_subject =
            [](const Subject& subject) {
                return subject.name() == "relative" ? std::string("a thing's name begins with /")
                                                    : std::string();
            },
    };
    return entry;
}

inline const ResourceEntry& peer_entry() {
    static const ResourceEntry entry{
        .name = "peer",
        .summary = "a peer",
        .subject = {{.name = "name"}},
        .attributes = {{.name = "reachable", .type = Type::flag, .meaning = ""}},
        .from_anywhere = true};
    return entry;
}

/// The resources of these tests.
inline const Lexicon& test_lexicon() {
    static const Lexicon lexicon({&thing_entry(), &peer_entry(), &hosts_entry()});
    return lexicon;
}

}  // namespace muster::tests
