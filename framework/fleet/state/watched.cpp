#include "framework/fleet/state/watched.hpp"

#include <array>
#include <utility>

namespace muster {

namespace {

constexpr std::array standings = {
    std::pair{Standing::pending, std::string_view("pending")},
    std::pair{Standing::conforms, std::string_view("conforms")},
    std::pair{Standing::failed, std::string_view("failed")},
    std::pair{Standing::errored, std::string_view("errored")},
    std::pair{Standing::skipped, std::string_view("skipped")},
    std::pair{Standing::stale, std::string_view("stale")},
};

constexpr std::array event_kinds = {
    std::pair{Event::Kind::problem, std::string_view("problem")},
    std::pair{Event::Kind::recovery, std::string_view("recovery")},
    std::pair{Event::Kind::turned, std::string_view("turned")},
    std::pair{Event::Kind::soft, std::string_view("soft")},
    std::pair{Event::Kind::flapping, std::string_view("flapping")},
    std::pair{Event::Kind::steady, std::string_view("steady")},
    std::pair{Event::Kind::followed, std::string_view("followed")},
    std::pair{Event::Kind::appeared, std::string_view("appeared")},
    std::pair{Event::Kind::retired, std::string_view("retired")},
    std::pair{Event::Kind::rebuilt, std::string_view("rebuilt")},
    std::pair{Event::Kind::silenced, std::string_view("silenced")},
    std::pair{Event::Kind::action, std::string_view("action")},
    std::pair{Event::Kind::mark, std::string_view("mark")},
    std::pair{Event::Kind::trouble, std::string_view("trouble")},
};

template<class Table, class Value>
std::string_view word_of(const Table& table, Value value) {
    for (const auto& [one, word] : table)
        if (one == value)
            return word;
    return "unknown";
}

template<class Value, class Table>
std::optional<Value> value_of(const Table& table, std::string_view name) {
    for (const auto& [value, word] : table)
        if (word == name)
            return value;
    return std::nullopt;
}

}  // namespace

std::string_view name(Standing standing) {
    return word_of(standings, standing);
}

std::optional<Standing> standing_named(std::string_view name) {
    return value_of<Standing>(standings, name);
}

std::string_view name(Event::Kind kind) {
    return word_of(event_kinds, kind);
}

std::optional<Event::Kind> event_kind_named(std::string_view name) {
    return value_of<Event::Kind>(event_kinds, name);
}

}  // namespace muster
