#include "framework/host/take.hpp"

#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/model/value_identity.hpp"

namespace muster {

namespace {

Value captured(const Value& value, const std::string& pattern) {
    const bool text_like = value.as<std::string>() != nullptr or value.as<Scalar>() != nullptr;
    if (not text_like)
        return wrong_kind(to_shown(value) + " is no text");
    const auto found = Regex(pattern).captured_from(identity_of(value));
    if (not found)
        return not_set;
    Value part = Scalar{*found};
    part.shown_as = value.shown_as;  // a part of a secret is one, too
    return part;
}

Value member(const Value& value, const Derivation& derivation, bool asked_if_there) {
    const auto* map = value.as<Map>();
    if (map == nullptr)
        return wrong_kind(to_shown(value) + " is no map");
    for (const auto& [key, content] : map->members)
        if (key == derivation.argument)
            return asked_if_there ? Value(true) : content;
    return asked_if_there ? Value(false) : not_set;
}

Value derived(Value value, const std::vector<Derivation>& derivations) {
    for (const auto& derivation : derivations) {
        if (const auto* nothing = value.as<Nothing>()) {
            // What is not there has no member of any name.
            const bool told = derivation.word == "has" and nothing->why == Nothing::Why::absent;
            return told ? Value(false) : value;
        }
        value = derivation.word == "captured" ? captured(value, derivation.argument)
                                              : member(value, derivation, derivation.word == "has");
    }
    return value;
}

/// What the table says that an image lets us know; of what runs everything may be known.
InImage known_of(const Host& host, const Fact& fact) {
    if (host.can(Ability::live))
        return InImage::same;
    const auto* resource = host.vocabulary().find(fact.subject.resource);
    const auto* attribute =
        resource == nullptr ? nullptr
                            : find_attribute(resource->entry, fact.subject.view, fact.attribute);
    return attribute == nullptr ? InImage::same : known_in_image(resource->entry, *attribute);
}

void require_known(const Host& host, InImage known) {
    switch (known) {
    case InImage::same:
    case InImage::kept:
    case InImage::configured: return;
    case InImage::not_running: return host.require(Ability::live);
    case InImage::no_network: return host.require(Ability::network);
    case InImage::no_commands: return host.require(Ability::run);
    }
}

}  // namespace

Task<Found> take(Host& host, Reader read, Fact fact) {
    try {
        const auto known = known_of(host, fact);
        require_known(host, known);
        auto value = co_await read(host, fact);
        if (known == InImage::configured)
            value.remark += value.remark.empty() ? "as configured" : ", as configured";
        co_return Found(derived(std::move(value), fact.derivations));
    } catch (const CannotTell& why) {
        co_return Found(why);
    } catch (const NotAsked& why) {
        co_return Found(why);
    }
}

}  // namespace muster
