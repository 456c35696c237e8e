// What is written when the store cannot be, and what when it can again.
#include "framework/fleet/watch/keeper.hpp"

#include "framework/base/error.hpp"
#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/patience.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

Outgoing message_to(const std::string& channel) {
    Outgoing message;
    message.channel = channel;
    return message;
}

/// Holds the lock that everybody needs who writes.
class Lock {
public:
    explicit Lock(const std::string& file)
        : database_(file, Database::Access::open, std::chrono::seconds(2)) {
        database_.run("BEGIN IMMEDIATE");
    }

private:
    Database database_;
};

std::vector<std::string> states_in(const std::string& file) {
    std::vector<std::string> all;
    for (const auto& state : Store(file, Store::Access::open).states())
        all.push_back(
            state.of.target + " " + state.of.id + " " + std::string(name(state.standing))
            + (state.told ? " told" : "")
        );
    return all;
}

Round with_state(Round round, State state) {
    round.states.push_back(std::move(state));
    return round;
}

/// Tries until the store is written to again.
void write_out(Keeper& keeper) {
    REQUIRE(comes_true([&] { return keeper.with_store([](Store&) {}); }));
}

constexpr StorePatience impatient{std::chrono::milliseconds(10), std::chrono::milliseconds(50)};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a round is in the store when it was written") {
    const OwnStore own;
    Heard heard;
    Keeper keeper(own.file, heard.log, impatient);
    auto round = with_state(round_of("web1", at(0)), state_of("web1", "row", Standing::failed));
    round.outgoing = {message_to("team")};

    keeper.write(std::move(round));

    CHECK(keeper.trouble().empty());
    CHECK(states_in(own.file) == Lines{"web1 row failed"});
    CHECK(own.store.waiting() == 1);
    CHECK(keeper.take_messages().empty());
}

TEST_CASE("a store that is not there is made, and one of something else is refused") {
    const TemporaryFolder folder;
    Heard heard;
    Keeper keeper(folder.file("muster.db"), heard.log);
    keeper.write(round_of("web1", at(0)));
    CHECK(Store(folder.file("muster.db"), Store::Access::open).targets().size() == 1);
    const auto other = folder.file("other.db");
    Database(other, Database::Access::create, std::chrono::seconds(2)).run("CREATE TABLE a (b)");
    CHECK_THROWS_AS(Keeper(other, heard.log), Broken);
    const Keeper damaged(folder.write("text", "this is no database"), heard.log);
    CHECK_THAT(damaged.trouble(), Catch::Contains("nothing is recorded"));
}

TEST_CASE("what happens while the store is locked is written when it is given back") {
    const OwnStore own;
    Heard heard;
    Keeper keeper(own.file, heard.log, impatient);
    {
        const Lock lock(own.file);
        auto round = with_state(round_of("web1", at(0)), state_of("web1", "row", Standing::failed));
        round.events = {event_of({"web1", "row"}, at(0))};
        round.outgoing = {message_to("team")};
        keeper.write(std::move(round));
        CHECK_THAT(keeper.trouble(), Catch::Contains("nothing is recorded: "));
        CHECK_FALSE(keeper.with_store([](Store&) { FAIL("it cannot be reached"); }));
        CHECK(keeper.take_messages().size() == 1);
        CHECK(keeper.take_messages().empty());
    }
    write_out(keeper);

    CHECK(keeper.trouble().empty());
    CHECK(states_in(own.file) == Lines{"web1 row failed"});
    CHECK(own.store.history({}).size() == 1);
    CHECK(own.store.waiting() == 0);  // who took the message delivers it
    CHECK(heard.has("nothing is recorded"));
    CHECK(heard.has("the store can be written again"));
}

TEST_CASE("of a thing that several rounds told of while nothing was written the last word is kept"
) {
    const OwnStore own;
    Heard heard;
    Keeper keeper(own.file, heard.log, impatient);
    {
        const Lock lock(own.file);
        auto told = state_of("web1", "row", Standing::failed);
        told.told = true;
        auto older = state_of("web2", "row", Standing::failed);
        keeper.write(with_state(round_of("web1", at(0)), state_of("web1", "row", Standing::failed))
        );
        keeper.write(with_state({}, told));  // of the loop, which looks at all of them
        keeper.write(with_state({}, older));
        keeper.write(
            with_state(round_of("web2", at(1)), state_of("web2", "row", Standing::conforms))
        );
    }
    write_out(keeper);

    auto lines = states_in(own.file);
    std::ranges::sort(lines);
    CHECK(lines == Lines{"web1 row failed told", "web2 row conforms"});
}

TEST_CASE("what is gone while nothing is written does not come back by an older word") {
    OwnStore own;
    own.store.write(with_state(round_of("web1", at(0)), state_of("web1", "row", Standing::failed)));
    Heard heard;
    Keeper keeper(own.file, heard.log, impatient);
    {
        const Lock lock(own.file);
        keeper.write(with_state(round_of("zoo", at(1)), state_of("web1", "row", Standing::failed)));
        auto round = round_of("web1", at(2));
        round.gone = {{"web1", "row"}};
        keeper.write(std::move(round));
    }
    write_out(keeper);
    CHECK(states_in(own.file).empty());
}

TEST_CASE("two rounds as one have of each thing the later") {
    auto earlier = round_of("web1", at(0), facts_of("old"));
    earlier.states = {
        state_of("web1", "a", Standing::failed), state_of("web1", "b", Standing::conforms)};
    earlier.gone = {{"web1", "c"}};
    earlier.events = {event_of({"web1", "a"}, at(0))};
    auto later = round_of("web1", at(60), facts_of("new"));
    later.states = {
        state_of("web1", "a", Standing::conforms), state_of("web1", "c", Standing::failed)};
    later.gone = {{"web1", "b"}};
    later.events = {event_of({"web1", "a"}, at(60))};

    add_round(earlier, std::move(later));

    CHECK(earlier.target.last_round == at(60));
    REQUIRE(earlier.states.size() == 2);
    CHECK(earlier.states[0].of.id == "a");
    CHECK(earlier.states[0].standing == Standing::conforms);
    CHECK(earlier.states[1].of.id == "c");
    CHECK(earlier.gone == std::vector<Watched>{{"web1", "b"}});
    CHECK(earlier.events.size() == 2);
    CHECK(to_text(*earlier.facts) == to_text(facts_of("new")));
}

TEST_CASE("a round that found nothing does not have what an earlier one found") {
    auto earlier = round_of("web1", at(0), facts_of("old"));
    add_round(earlier, round_of("web1", at(60)));
    CHECK_FALSE(earlier.facts);

    auto of_same_round = round_of("web1", at(0), facts_of("old"));
    add_round(of_same_round, round_of("web1", at(0)));  // the target became a member meanwhile
    CHECK(to_text(*of_same_round.facts) == to_text(facts_of("old")));
}

TEST_CASE("history of a long time without a store is cut to the newest thousand events of a target"
) {
    auto earlier = round_of("web1", at(0));
    for (int i = 0; i < 1500; ++i) {
        auto later = round_of("web1", at(i));
        later.events = {event_of({"web1", "row"}, at(i))};
        add_round(earlier, std::move(later));
    }
    REQUIRE(earlier.events.size() == 1000);
    CHECK(earlier.events.front().at == at(500));
    CHECK(earlier.events.back().at == at(1499));
}
