#include "framework/base/sqlite/database.hpp"

#include "framework/base/sqlite/statement.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <functional>

using muster::Blob;
using muster::Database;
using muster::DatabaseTrouble;
using muster::Statement;
using muster::TemporaryFolder;
using muster::Transaction;

namespace {

constexpr auto at_once = muster::Nanoseconds{0};

std::string trouble_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const DatabaseTrouble& trouble) {
        return trouble.what();
    }
    return "";
}

}  // namespace

TEST_CASE("values of every kind come back from a database as they were bound") {
    const TemporaryFolder folder;
    Database database(folder.file("x.db"), Database::Access::create, at_once);
    database.run("CREATE TABLE x (a, b, c, d, e, f)");
    const std::string bytes("\xff\0'\n", 4);
    const muster::Instant moment(muster::Nanoseconds(INT64_MAX));

    Statement(database, "INSERT INTO x VALUES (?, ?, ?, ?, ?, ?)")
        .with(bytes, Blob{bytes}, std::string_view{}, INT64_MIN, nullptr, moment)
        .run();

    Statement select(database, "SELECT *, typeof(a), typeof(b), typeof(c), typeof(d) FROM x");
    REQUIRE(select.step());
    std::string text;
    std::string blob;
    std::string empty = "something else";
    std::int64_t number = 0;
    std::optional<std::string> nothing = "something";
    muster::Instant time;
    std::string kinds[4];
    select.into(text, blob, empty, number, nothing, time, kinds[0], kinds[1], kinds[2], kinds[3]);
    CHECK(text == bytes);
    CHECK(blob == bytes);
    CHECK(empty.empty());
    CHECK(number == INT64_MIN);
    CHECK_FALSE(nothing);
    CHECK(time == moment);
    CHECK(kinds[0] == "text");
    CHECK(kinds[1] == "blob");
    CHECK(kinds[2] == "text");
    CHECK(kinds[3] == "integer");
    CHECK_FALSE(select.step());
}

TEST_CASE("a statement of SQL is bound as many values as it has places") {
    const TemporaryFolder folder;
    Database database(folder.file("x.db"), Database::Access::create, at_once);
    Statement select(database, "SELECT ?, ?");

    CHECK_THROWS_AS(select.with(1), muster::Mistake);
    REQUIRE(select.with(1, 2).step());
    int one = 0;
    CHECK_THROWS_AS(select.into(one), muster::Mistake);
}

TEST_CASE("what a transaction has not committed is undone") {
    const TemporaryFolder folder;
    Database database(folder.file("x.db"), Database::Access::create, at_once);
    database.run("CREATE TABLE x (a)");
    {
        Transaction kept(database);
        database.run("INSERT INTO x VALUES (1)");
        kept.commit();
    }
    {
        const Transaction undone(database);
        database.run("INSERT INTO x VALUES (2)");
    }

    CHECK(database.number("SELECT sum(a) FROM x") == 1);
    CHECK_FALSE(database.is_in_transaction());
}

TEST_CASE("a database says which file is in trouble and why") {
    const TemporaryFolder folder;
    const auto file = folder.file("x.db");

    CHECK(
        trouble_of([&] { Database(file, Database::Access::open, at_once); })
        == file + ": unable to open database file (No such file or directory)"
    );
    CHECK(
        trouble_of([&] { Database(folder.file("no/x.db"), Database::Access::create, at_once); })
        == folder.file("no/x.db") + ": No such file or directory"
    );
    Database database(file, Database::Access::create, at_once);
    CHECK(trouble_of([&] { database.run("SELEC 1"); }) == file + ": near \"SELEC\": syntax error");
    CHECK(trouble_of([&] { database.number("SELECT a FROM x"); }) == file + ": no such table: x");
}

TEST_CASE("names that mean something to SQLite are names of files") {
    const TemporaryFolder folder;
    REQUIRE(::chdir(folder.path().c_str()) == 0);

    for (const std::string name : {":memory:", "file:x.db?mode=memory"}) {
        Database(name, Database::Access::create, at_once).run("CREATE TABLE x (a)");

        struct stat status {};
        REQUIRE(::stat(folder.file(name).c_str(), &status) == 0);
        CHECK(status.st_size > 0);
        CHECK((status.st_mode & 0777U) == 0600U);
    }
    REQUIRE(::chdir("/") == 0);
}
