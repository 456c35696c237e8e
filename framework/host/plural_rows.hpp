#pragma once

// Which things a plural is about, and what is known of them: its rows, and their cells of one column.

#include "framework/host/take.hpp"
#include "framework/model/match.hpp"

#include <optional>
#include <string>
#include <vector>

namespace muster::plural {

/// What `where` leaves: a thing that is meant, or of which it cannot be told whether it is.
struct Row {
    std::size_t place = 0;  ///< among all things
    Subject thing;
    std::optional<CannotTell> doubt = {};
};

using Cells = std::vector<Found>;

/// The rows that every `where` is true of, or may be.
Task<std::vector<Row>> rows_of(Host& host, Subject plural);

/// The rows that are meant, with their cells of one column.
struct Column {
    std::vector<Row> rows;
    Cells cells;
};

/// The same rows with one of their columns, `name` being what a thing is asked by. Of few things the column is asked
/// before it is known which of them are meant: it costs less than another exchange.
Task<Column> column_of_rows(Host& host, Subject plural, std::string column);

/// What a thing is asked by, as a value.
Value name_of(const Subject& thing);

/// A plain value means equal.
Matcher matcher_of(const Argument& argument);

/// How a cell holds, and why that cannot be told.
struct Held {
    Truth truth = Truth::no;
    std::optional<CannotTell> why = {};
    std::string actual = {};
};

Held held(const Matcher& matcher, const Found& cell, Instant now);

}  // namespace muster::plural
