#include "framework/host/plural_rows.hpp"

#include "framework/base/error.hpp"

#include <algorithm>

namespace muster::plural {

namespace {

/// Of so few things a column is asked before it is known which of them are meant.
constexpr std::size_t most_asked_ahead = 200;

const Resource& plural_named(Host& host, const std::string& name) {
    const auto* resource = host.vocabulary().find(name);
    MUSTER_ASSERT(resource != nullptr and resource->columns != nullptr);
    return *resource;
}

/// One column of these things, in their order.
Task<Cells> cells_of(
    Host& host, const Resource* columns, std::vector<Subject> things, std::string column
) {
    const auto* attribute = find_attribute(columns->entry, "", column);
    Cells cells;
    cells.reserve(things.size());
    if (attribute == nullptr) {
        for (const auto& thing : things)
            cells.emplace_back(name_of(thing));
        co_return cells;
    }
    const auto read = reader_of(*columns, "", column);
    std::vector<Task<Found>> asked;
    asked.reserve(things.size());
    for (auto& thing : things)
        asked.push_back(take(host, read, Fact{std::move(thing), column}));
    for (auto& one : asked) {
        auto& cell = co_await one;
        if (const auto* refused = std::get_if<NotAsked>(&cell))
            throw *refused;  // of one thing as of all: it cannot be asked of this kind of target
        if (auto* value = std::get_if<Value>(&cell))
            *value = judged_value(*attribute, std::move(*value));
        cells.push_back(std::move(cell));
    }
    co_return cells;
}

bool is_absent(const Found& cell) {
    const auto* value = std::get_if<Value>(&cell);
    const auto* nothing = value == nullptr ? nullptr : value->as<Nothing>();
    return nothing != nullptr and nothing->why == Nothing::Why::absent;
}

Column without_ended(Column chosen) {
    Column left;
    for (std::size_t i = 0; i < chosen.rows.size(); ++i) {
        if (is_absent(chosen.cells[i]))
            continue;
        left.rows.push_back(std::move(chosen.rows[i]));
        left.cells.push_back(std::move(chosen.cells[i]));
    }
    return left;
}

std::string column_of(const Qualifier& where) {
    return to_plain(std::get<Value>(where.arguments.at(0)));
}

/// The rows that every `where` is true of, or may be; one without a value is left out.
Task<std::vector<Row>> narrowed(Host& host, Subject plural, std::vector<Subject> things) {
    const auto& resource = plural_named(host, plural.resource);
    std::vector<Task<Cells>> columns;
    std::vector<Matcher> matchers;
    for (const auto& qualifier : plural.qualifiers) {
        if (qualifier.name != "where")
            continue;
        columns.push_back(cells_of(host, resource.columns, things, column_of(qualifier)));
        matchers.push_back(matcher_of(qualifier.arguments.at(1)));
    }
    std::vector<Row> rows;
    for (std::size_t place = 0; place < things.size(); ++place)
        rows.push_back({place, std::move(things[place])});
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto& cells = co_await columns[i];
        std::erase_if(rows, [&](Row& row) {
            const auto result = held(matchers[i], cells[row.place], host.now());
            if (result.truth == Truth::unknown and not row.doubt)
                row.doubt = result.why;
            return result.truth != Truth::yes and result.truth != Truth::unknown;
        });
    }
    co_return rows;
}

}  // namespace

Value name_of(const Subject& thing) {
    return thing.names.empty() ? Value("") : thing.names.front();
}

Matcher matcher_of(const Argument& argument) {
    const auto* matcher = std::get_if<Matcher>(&argument);
    return matcher != nullptr ? *matcher : equals(std::get<Value>(argument));
}

Held held(const Matcher& matcher, const Found& cell, Instant now) {
    if (const auto* why = std::get_if<CannotTell>(&cell))
        return {Truth::unknown, *why};
    const auto result = match(matcher, std::get<Value>(cell), now);
    if (result.truth == Truth::unknown)
        return {Truth::unknown, CannotTell{Kind::failed, result.message}};
    return {result.truth, {}, result.actual};
}

Task<std::vector<Row>> rows_of(Host& host, Subject plural) {
    auto enumerating = plural_named(host, plural.resource).members(host, plural);
    const auto& things = co_await enumerating;
    auto choosing = narrowed(host, plural, things);
    const auto& rows = co_await choosing;
    co_return rows;
}

Task<Column> column_of_rows(Host& host, Subject plural, std::string column) {
    const auto& resource = plural_named(host, plural.resource);
    auto enumerating = resource.members(host, plural);
    const auto& things = co_await enumerating;
    auto choosing = narrowed(host, plural, things);
    std::optional<Task<Cells>> ahead;
    if (things.size() <= most_asked_ahead)
        ahead = cells_of(host, resource.columns, things, column);
    Column chosen;
    chosen.rows = co_await choosing;
    if (ahead) {
        auto& all = co_await *ahead;
        for (const auto& row : chosen.rows)
            chosen.cells.push_back(all[row.place]);
    } else {
        std::vector<Subject> meant;
        for (const auto& row : chosen.rows)
            meant.push_back(row.thing);
        auto asked = cells_of(host, resource.columns, std::move(meant), column);
        chosen.cells = co_await asked;
    }
    co_return resource.members_end ? without_ended(std::move(chosen)) : std::move(chosen);
}

}  // namespace muster::plural
