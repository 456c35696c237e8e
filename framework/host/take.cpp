#include "framework/host/take.hpp"

#include "framework/base/display.hpp"
#include "framework/base/regex/regex.hpp"

namespace muster {

namespace {

Value captured(const Value& value, const std::string& pattern) {
    const bool text_like = value.as<std::string>() != nullptr or value.as<Scalar>() != nullptr;
    if (not text_like)
        return wrong_kind(to_shown(value) + " is no text");
    const auto found = Regex(pattern).captured_from(to_plain(value));
    return found ? Value(Scalar{*found}) : not_set;
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
        if (value.is_nothing())
            return value;
        value = derivation.word == "captured" ? captured(value, derivation.argument)
                                              : member(value, derivation, derivation.word == "has");
    }
    return value;
}

}  // namespace

Task<Found> take(Host& host, Reader read, Fact fact) {
    try {
        auto value = co_await read(host, fact);
        co_return Found(derived(std::move(value), fact.derivations));
    } catch (const CannotTell& why) {
        co_return Found(why);
    } catch (const NotAsked& why) {
        co_return Found(why);
    }
}

}  // namespace muster
