#include "framework/fleet/store/store.hpp"
#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

Outgoing message(const std::string& channel, const std::string& text, Instant next_try = at(1)) {
    return {.channel = channel, .content = Json(text), .created = at(1), .next_try = next_try};
}

/// What the messages of an answer say.
std::string told(const std::vector<Outgoing>& messages) {
    std::string text;
    for (const auto& one : messages)
        text += *one.content.as<std::string>();
    return text;
}

}  // namespace

TEST_CASE("a message waits in the outbox with every byte until it is delivered") {
    OwnStore own;
    const Outgoing wanted{
        .channel = odd_bytes(),
        .content =
            Json(Json::Object{{odd_bytes(), Json(Json::Array{odd_bytes(), 1.5, false, Json()})}}),
        .created = at(1),
        .next_try = at(2),
        .tries = 3,
        .trouble = odd_bytes() + "trouble"};
    Round round;
    round.outgoing = {wanted};

    own.store.write(round);

    const auto due = Store(own.file, Store::Access::open).due(at(2), 10);
    REQUIRE(due.size() == 1);
    CHECK(due.front().channel == wanted.channel);
    CHECK(due.front().content == wanted.content);
    CHECK(due.front().created == wanted.created);
    CHECK(due.front().next_try == wanted.next_try);
    CHECK(due.front().tries == wanted.tries);
    CHECK(due.front().trouble == wanted.trouble);
    own.store.delivered(due.front().number);
    CHECK(own.store.waiting() == 0);
}

TEST_CASE("messages are due by their time, the oldest first, so many at a time") {
    OwnStore own;
    own.store.add({message("a", "1", at(5)), message("b", "2", at(1))});
    own.store.add({message("a", "3", at(1)), message("a", "4", at(9))});

    CHECK(told(own.store.due(at(0), 10)).empty());
    CHECK(told(own.store.due(at(1), 10)) == "23");
    CHECK(told(own.store.due(at(5), 10)) == "123");
    CHECK(told(own.store.due(at(9), 2)) == "12");
    CHECK(own.store.waiting() == 4);
}

TEST_CASE("a message that was not delivered waits with its reason until the next try") {
    OwnStore own;
    own.store.add({message("a", "1"), message("a", "2")});
    const auto number = own.store.due(at(1), 1).front().number;

    own.store.not_delivered(number, odd_bytes(), at(60));
    own.store.not_delivered(number, odd_bytes(), at(120));

    CHECK(told(own.store.due(at(119), 10)) == "2");
    const auto due = own.store.due(at(120), 10);
    REQUIRE(told(due) == "12");
    CHECK(due.front().tries == 2);
    CHECK(due.front().trouble == odd_bytes());
    CHECK(due.back().tries == 0);
}

TEST_CASE("an outbox that is too full leaves the newest of each channel") {
    OwnStore own;
    own.store.add(
        {message("a", "1"),
         message("b", "2"),
         message("a", "3"),
         message("a", "4"),
         message("b", "5")}
    );

    CHECK(own.store.bound_outbox(3) == 0);
    CHECK(own.store.bound_outbox(2) == 1);
    CHECK(told(own.store.due(at(1), 10)) == "2345");
    CHECK(own.store.bound_outbox(1) == 2);
    CHECK(told(own.store.due(at(1), 10)) == "45");
    CHECK(own.store.bound_outbox(0) == 2);
    CHECK(own.store.waiting() == 0);
}

TEST_CASE("the number of a message that was delivered is not given to another one") {
    OwnStore own;
    own.store.add({message("a", "1")});
    const auto number = own.store.due(at(1), 1).front().number;
    own.store.delivered(number);

    own.store.add({message("a", "2")});
    own.store.delivered(number);

    CHECK(told(own.store.due(at(1), 10)) == "2");
}
