#include "framework/base/sqlite/statement.hpp"

#include <sqlite3.h>

namespace muster {

void Statement::End::operator()(sqlite3_stmt* statement) const {
    // It says again what the last step said.
    (void)::sqlite3_finalize(statement);
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
    sqlite3_stmt* prepared = nullptr;
    const auto size = static_cast<int>(sql.size());
    if (::sqlite3_prepare_v2(database.handle(), sql.data(), size, &prepared, nullptr) != SQLITE_OK)
        database.refuse();
    statement_.reset(prepared);
}

bool Statement::step() {
    const int said = ::sqlite3_step(statement_.get());
    if (said == SQLITE_ROW)
        return true;
    if (said != SQLITE_DONE)
        database_.refuse();
    rewind();
    return false;
}

void Statement::run() {
    while (step()) {}
}

void Statement::rewind() {
    // It says again what the last step said.
    (void)::sqlite3_reset(statement_.get());
}

int Statement::parameters() const {
    return ::sqlite3_bind_parameter_count(statement_.get());
}

int Statement::columns() const {
    return ::sqlite3_column_count(statement_.get());
}

void Statement::bind(int place, std::nullptr_t) {
    if (::sqlite3_bind_null(statement_.get(), place) != SQLITE_OK)
        database_.refuse();
}

void Statement::bind(int place, std::string_view text) {
    const char* begin = text.data() == nullptr ? "" : text.data();  // nullptr would be NULL
    const int said = ::sqlite3_bind_text64(
        statement_.get(), place, begin, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8
    );
    if (said != SQLITE_OK)
        database_.refuse();
}

void Statement::bind(int place, Blob blob) {
    const char* begin = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
    const int said =
        ::sqlite3_bind_blob64(statement_.get(), place, begin, blob.bytes.size(), SQLITE_TRANSIENT);
    if (said != SQLITE_OK)
        database_.refuse();
}

void Statement::bind_integer(int place, std::int64_t number) {
    if (::sqlite3_bind_int64(statement_.get(), place, number) != SQLITE_OK)
        database_.refuse();
}

bool Statement::is_null(int column) const {
    return ::sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return ::sqlite3_column_int64(statement_.get(), column);
}

void Statement::take(int column, std::string& text) const {
    // Of a text these are its bytes, as they were bound: nothing is converted.
    const void* begin = ::sqlite3_column_blob(statement_.get(), column);
    const auto size = static_cast<std::size_t>(::sqlite3_column_bytes(statement_.get(), column));
    if (begin == nullptr and size > 0)
        database_.refuse();  // no memory
    text.assign(size == 0 ? "" : static_cast<const char*>(begin), size);
}

}  // namespace muster
