#pragma once

#include "framework/base/clock.hpp"
#include "framework/base/error.hpp"
#include "framework/base/sqlite/database.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3_stmt;

namespace muster {

/// Bytes that are no text.
struct Blob {
    std::string_view bytes;
};

/// A statement of SQL with a `?` for each value:
///
///     Statement select(database, "SELECT name, at FROM event WHERE target = ?");
///     select.with(target);
///     while (select.step())
///         select.into(event.name, event.at);
///
/// Texts are kept byte by byte, also those that are no UTF-8 or have a NUL. Times are whole nanoseconds (since 1970).
/// Everything throws DatabaseTrouble.
class Statement {
public:
    Statement(Database& database, std::string_view sql);

    /// Begins anew with these values, which are copied, one for each `?`.
    template<class... Values>
    Statement& with(const Values&... values) {
        rewind();
        int place = 0;
        (bind(++place, values), ...);
        MUSTER_ASSERT(place == parameters());
        return *this;
    }

    /// Whether there is another row; at the end the statement is rewound.
    bool step();
    /// To its end.
    void run();

    /// The columns of this row, in their order.
    template<class... Values>
    void into(Values&... values) {
        int column = 0;
        (take(column++, values), ...);
        MUSTER_ASSERT(column == columns());
    }

private:
    struct End {
        void operator()(sqlite3_stmt* statement) const;
    };

    void rewind();
    int parameters() const;
    int columns() const;

    void bind(int place, std::nullptr_t);
    void bind(int place, std::string_view text);
    void bind(int place, Blob blob);
    void bind(int place, Nanoseconds duration) { bind_integer(place, duration.count()); }
    void bind(int place, Instant time) { bind_integer(place, time.time_since_epoch().count()); }
    template<std::integral T>
    void bind(int place, T number) {
        bind_integer(place, static_cast<std::int64_t>(number));
    }
    template<class T>
    void bind(int place, const std::optional<T>& value) {
        value ? bind(place, *value) : bind(place, nullptr);
    }
    void bind_integer(int place, std::int64_t number);

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    void take(int column, std::string& text) const;
    void take(int column, bool& flag) const { flag = integer(column) != 0; }
    void take(int column, Nanoseconds& duration) const { duration = Nanoseconds(integer(column)); }
    void take(int column, Instant& time) const { time = Instant(Nanoseconds(integer(column))); }
    template<std::integral T>
    void take(int column, T& number) const {
        number = static_cast<T>(integer(column));
    }
    template<class T>
    void take(int column, std::optional<T>& value) const {
        value.reset();
        if (not is_null(column))
            take(column, value.emplace());
    }

    Database& database_;
    std::unique_ptr<sqlite3_stmt, End> statement_;
};

}  // namespace muster
