#include "framework/base/file_descriptor.hpp"
#include "framework/fleet/store/store.hpp"
#include "tests/framework/fleet/stores.hpp"
#include "tests/support/child.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <csignal>
#include <filesystem>

using namespace muster;
using namespace muster::tests;
using Catch::Matchers::StartsWith;

namespace {

constexpr auto a_moment = std::chrono::milliseconds(10);

std::string refusal(const std::string& file, Store::Access access) {
    try {
        const Store store(file, access);
    } catch (const Broken& broken) {
        return broken.what();
    }
    return "";
}

std::string trouble_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const StoreTrouble& trouble) {
        return trouble.what();
    }
    return "";
}

/// Changes a store that nobody else has open.
void spoil(const std::string& file, const std::string& statement) {
    Database(file, Database::Access::open, a_moment).run(statement);
}

/// No file can grow past `bytes`, as on a disk that is full.
void limit_files(rlim_t bytes) {
    (void)std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit {};
    (void)::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    (void)::setrlimit(RLIMIT_FSIZE, &limit);
}

/// A round that takes this much room.
Round large_round(const std::string& target, std::size_t bytes) {
    auto round = round_of(target, at(1), facts_of("1"));
    round.states = {state_of(target, "a", Standing::failed)};
    round.outgoing = {Outgoing{.channel = "c", .content = Json("text")}};
    round.events = {event_of({target, "a"}, at(1))};
    round.events.back().is = std::string(bytes, 'x');
    return round;
}

/// How much of everything there is.
std::string counts(const Store& store) {
    return fmt::format(
        "{} targets, {} states, {} events, {} messages",
        store.targets().size(),
        store.states().size(),
        store.history({}).size(),
        store.waiting()
    );
}

}  // namespace

TEST_CASE("a store that is not there is named and not made") {
    const TemporaryFolder folder;
    const auto file = folder.file("muster.db");

    CHECK_THAT(refusal(file, Store::Access::open), StartsWith(file + ": there is no store"));
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(
        trouble_of([&] { const Store store(folder.file("no/x.db"), Store::Access::create); })
        == folder.file("no/x.db") + ": No such file or directory"
    );
}

TEST_CASE("a store of a newer Muster is refused, with its version") {
    const auto access = GENERATE(Store::Access::open, Store::Access::create);
    const TemporaryFolder folder;
    const auto file = folder.file("muster.db");
    { const Store made(file, Store::Access::create); }
    spoil(file, "PRAGMA user_version = 7");

    CHECK_THAT(
        refusal(file, access),
        StartsWith(
            file
            + ": a newer Muster wrote this store: it is of version 7, this Muster reads up to 1"
        )
    );
}

TEST_CASE("a database of something else is refused and left as it is") {
    const auto access = GENERATE(Store::Access::open, Store::Access::create);
    const TemporaryFolder folder;
    const auto file = folder.file("other.db");
    Database(file, Database::Access::create, a_moment).run("CREATE TABLE packages (name)");
    const auto before = read_file(file);

    const auto said = refusal(file, access);

    CHECK_THAT(said, StartsWith(file + ": this is no store of Muster's"));
    CHECK(read_file(file) == before);
    CHECK_FALSE(std::filesystem::exists(file + "-wal"));
}

TEST_CASE("an empty file becomes a store only where one may be made") {
    const TemporaryFolder folder;
    const auto file = folder.write("muster.db", "");

    CHECK_THAT(refusal(file, Store::Access::open), StartsWith(file + ": this is no store"));
    CHECK(refusal(file, Store::Access::create).empty());
    CHECK(refusal(file, Store::Access::open).empty());
}

TEST_CASE("a file that is no database is refused by its name and left as it is") {
    const TemporaryFolder folder;
    const auto content = std::string(GENERATE(5U, 600U, 20'000U), 'x');
    const auto file = folder.write("muster.db", content);

    CHECK(
        trouble_of([&] { const Store store(file, Store::Access::create); })
        == file + ": file is not a database"
    );
    CHECK(read_file(file) == content);
}

TEST_CASE("a store with a damaged page is named when it is read") {
    const TemporaryFolder folder;
    const auto file = folder.file("muster.db");
    {
        Store store(file, Store::Access::create);
        for (int number = 0; number < 10; ++number)
            store.write(large_round("web" + std::to_string(number), 1000));
    }
    auto bytes = read_file(file).value();
    std::fill(bytes.begin() + 4096, bytes.end(), '\xff');
    (void)folder.write("muster.db", bytes);

    const auto trouble = trouble_of([&] {
        const Store store(file, Store::Access::open);
        (void)counts(store);
    });

    CHECK(trouble == file + ": database disk image is malformed");
}

TEST_CASE("a row that no Muster wrote is a damaged store") {
    OwnStore own;
    own.store.write(large_round("web1", 10));
    const auto [statement, said] = GENERATE(
        std::pair("UPDATE state SET standing = 'fine'", "no standing is called \"fine\""),
        std::pair("UPDATE observation SET content = '{'", "this is not JSON"),
        std::pair("UPDATE observation SET content = '[]'", "expected an object"),
        std::pair("UPDATE event SET kind = 'x'", "no event is called \"x\""),
        std::pair(
            "UPDATE outbox SET content = '{\"base64\":[1]}'", "a member has a name and a value"
        ),
        std::pair("UPDATE target SET roles = 1", "expected a list")
    );
    spoil(own.file, statement);

    CHECK(
        trouble_of([&] {
            (void)counts(own.store);
            (void)own.store.due(at(9), 9);
        })
        == own.file + ": it is damaged: " + said
    );
}

TEST_CASE(
    "on a full disk a round is not written at all, and the store goes on when there is room again"
) {
    const TemporaryFolder folder;
    const auto file = folder.file("muster.db");

    const auto told = in_child([&] {
        Store store(file, Store::Access::create);
        store.write(large_round("web1", 10));
        limit_files(std::filesystem::file_size(file + "-wal") + 200'000);
        auto said = trouble_of([&] { store.write(large_round("web2", 1'000'000)); });
        said += "\n" + counts(store);
        said += "\n" + trouble_of([&] { store.keep("large", std::string(1'000'000, 'x')); });
        said += "\n" + trouble_of([&] { store.write(large_round("web3", 10)); });
        limit_files(RLIM_INFINITY);
        store.write(large_round("web4", 1'000'000));
        return said + "\n" + counts(store);
    });

    const auto full = file + ": disk I/O error (code 778)\n";
    CHECK(
        told
        == full + "1 targets, 1 states, 1 events, 1 messages\n" + full + "\n"
               + "3 targets, 3 states, 3 events, 3 messages"
    );
    CHECK(counts(Store(file, Store::Access::open)) == "3 targets, 3 states, 3 events, 3 messages");
}

TEST_CASE(
    "a lock that another process does not give back is trouble, and the store goes on after it"
) {
    const OwnStore own;
    Store store(own.file, Store::Access::open, a_moment);
    Database other(own.file, Database::Access::open, a_moment);
    {
        const Transaction held(other);

        CHECK(
            trouble_of([&] { store.write(large_round("web1", 10)); })
            == own.file + ": another process has held its lock for more than 10 ms"
        );
        CHECK_THROWS_AS(store.keep("a", "b"), StoreTrouble);
        CHECK(counts(store) == "0 targets, 0 states, 0 events, 0 messages");
    }
    store.write(large_round("web1", 10));

    CHECK(counts(own.store) == "1 targets, 1 states, 1 events, 1 messages");
}
