#include "framework/fleet/store/store.hpp"
#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

/// What the events of an answer are, each by its text.
std::string told(const Store& store, const HistoryQuery& query) {
    std::string text;
    for (const auto& event : store.history(query))
        text += event.is;
    return text;
}

/// Events "a" to "f" of two targets, a second apart; written in another order.
void write_some(Store& store) {
    struct Some {
        const char* text;
        std::int64_t second;
        Watched of;
        Event::Kind kind;
    };
    const std::vector<Some> some = {
        {"c", 3, {"web1", "proxy / port 443 listening"}, Event::Kind::recovery},
        {"a", 1, {"web1", "proxy / port 443 listening"}, Event::Kind::problem},
        {"b", 2, {"web1", ""}, Event::Kind::problem},
        {"d", 4, {"web2", "proxy / file \"/etc/x\" mode"}, Event::Kind::followed},
        {"e", 5, {"w[e]b3", "*"}, Event::Kind::mark},
        {"f", 6, {"", ""}, Event::Kind::trouble}};
    Round round;
    for (const auto& [text, second, of, kind] : some) {
        auto event = event_of(of, at(second), kind);
        event.is = text;
        round.events.push_back(event);
    }
    store.write(round);
}

}  // namespace

TEST_CASE("an event comes back from history with every byte") {
    OwnStore own;
    Event event;
    event.at = at(1) + Nanoseconds(1);
    event.of = {odd_bytes() + "target", odd_bytes() + "id"};
    event.kind = Event::Kind::turned;
    event.from = Standing::failed;
    event.to = Standing::errored;
    event.was = odd_bytes() + "was";
    event.is = odd_bytes() + "is";
    event.statement = odd_bytes() + "statement";
    event.who = odd_bytes() + "who";

    const auto number = own.store.add(event);

    const auto history = own.store.history({});
    REQUIRE(history.size() == 1);
    const auto& back = history.front();
    CHECK(back.number == number);
    CHECK(back.at == event.at);
    CHECK(back.of == event.of);
    CHECK(back.kind == event.kind);
    CHECK(back.from == event.from);
    CHECK(back.to == event.to);
    CHECK(back.was == event.was);
    CHECK(back.is == event.is);
    CHECK(back.statement == event.statement);
    CHECK(back.who == event.who);
}

TEST_CASE("history is told in the order in which it happened, the newest where it is too much") {
    OwnStore own;
    write_some(own.store);

    CHECK(told(own.store, {}) == "abcdef");
    CHECK(told(own.store, {.most = 2}) == "ef");
    CHECK(told(own.store, {.most = 0}).empty());
    CHECK(told(own.store, {.target = "web1", .most = 2}) == "bc");
}

TEST_CASE("history is asked by target, by expectation, by time and by kind") {
    OwnStore own;
    write_some(own.store);

    CHECK(told(own.store, {.target = "web1"}) == "abc");
    CHECK(told(own.store, {.target = "web*"}) == "abcd");
    CHECK(told(own.store, {.target = "web"}).empty());
    CHECK(told(own.store, {.target = ""}) == "f");
    CHECK(told(own.store, {.id = ""}) == "bf");
    CHECK(told(own.store, {.target = "web1", .id = "proxy / port 443 listening"}) == "ac");
    CHECK(told(own.store, {.since = at(2), .until = at(4)}) == "bcd");
    CHECK(told(own.store, {.since = at(6)}) == "f");
    CHECK(told(own.store, {.until = at(1)}) == "a");
    CHECK(told(own.store, {.kinds = {Event::Kind::problem, Event::Kind::mark}}) == "abe");
}

TEST_CASE("a star in the id of a query of history stands for slashes, too") {
    OwnStore own;
    write_some(own.store);

    CHECK(told(own.store, {.id = "proxy*"}) == "acd");
    CHECK(told(own.store, {.id = "*mode"}) == "d");
}

TEST_CASE("a target that is called like a glob is found by its name") {
    OwnStore own;
    write_some(own.store);

    CHECK(told(own.store, {.target = "w[e]b3"}) == "e");
    CHECK(told(own.store, {.target = "w[e]b1"}) == "abc");
}

TEST_CASE("events of one moment are told in the order in which they were written") {
    OwnStore own;
    for (const char* text : {"x", "y", "z"}) {
        auto event = event_of({"web1", ""}, at(1));
        event.is = text;
        (void)own.store.add(event);
    }

    CHECK(told(own.store, {}) == "xyz");
    CHECK(told(own.store, {.most = 2}) == "yz");
}
