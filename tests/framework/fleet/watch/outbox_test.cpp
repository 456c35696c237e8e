// Which messages leave, and what is remembered of those that the store could not be told of.
#include "framework/fleet/watch/outbox.hpp"

#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

/// A message that is due so many seconds after the first moment; what it says is a number.
Outgoing message_to(const std::string& channel, std::int64_t says, std::int64_t due = 0) {
    Outgoing message;
    message.channel = channel;
    message.content = Json(says);
    message.created = at(0);
    message.next_try = at(due);
    return message;
}

const auto nobody = [](const std::string&) { return false; };
const auto team = [](const std::string& channel) { return channel == "team"; };

std::vector<std::int64_t> said(const std::vector<Outgoing>& messages) {
    std::vector<std::int64_t> all;
    for (const auto& one : messages)
        all.push_back(*one.content.as<std::int64_t>());
    return all;
}

using Said = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("a message leaves when it is due, once its channel is free") {
    OwnStore own;
    own.store.add({message_to("team", 1), message_to("team", 2, 10), message_to("pager", 3)});
    Outbox outbox(own.file);

    CHECK(said(outbox.leaving(nobody, at(0))) == Said{1, 3});
    CHECK(said(outbox.leaving(team, at(20))) == Said{3});
    CHECK(said(outbox.leaving(nobody, at(10))) == Said{1, 2, 3});
    CHECK(outbox.waiting() == 3);
}

TEST_CASE("an end does not overtake its problem that waits for another try") {
    OwnStore own;
    own.store.add({message_to("team", 1), message_to("pager", 2), message_to("team", 3, 60)});
    const auto problems = own.store.due(at(0), 10);
    own.store.not_delivered(problems.at(0).number, "refused", at(3600));
    own.store.not_delivered(problems.at(1).number, "refused", at(3600));
    Outbox outbox(own.file);

    CHECK(outbox.leaving(nobody, at(59)).empty());
    CHECK(said(outbox.leaving(nobody, at(60))) == Said{1, 3});
}

TEST_CASE("what is collected for a group waits for its end, though something older is tried again"
) {
    OwnStore own;
    own.store.add({message_to("team", 1), message_to("team", 2, 3600)});
    own.store.not_delivered(own.store.due(at(0), 1).at(0).number, "refused", at(10));
    Outbox outbox(own.file);
    CHECK(said(outbox.leaving(nobody, at(10))) == Said{1});
}

TEST_CASE("a busy channel with thousands of messages hides nobody else's") {
    OwnStore own;
    own.store.add(std::vector<Outgoing>(2500, message_to("team", 1)));
    own.store.add({message_to("pager", 2)});
    Outbox outbox(own.file);
    CHECK(said(outbox.leaving(team, at(0))) == Said{2});
}

TEST_CASE("what was delivered while the store was locked is not delivered again") {
    OwnStore own;
    own.store.add({message_to("team", 1), message_to("team", 2)});
    Outbox outbox(own.file);
    const auto messages = outbox.leaving(nobody, at(0));
    REQUIRE(messages.size() == 2);
    {
        Database lock(own.file, Database::Access::open, std::chrono::seconds(2));
        lock.run("BEGIN IMMEDIATE");
        outbox.delivered(messages[0].number);
        CHECK(outbox.leaving(nobody, at(0)).empty());
    }
    CHECK(said(outbox.leaving(nobody, at(0))) == Said{2});
    CHECK(own.store.waiting() == 1);
}

TEST_CASE("what was refused while the store was locked waits for its next try") {
    OwnStore own;
    own.store.add({message_to("team", 1)});
    Outbox outbox(own.file);
    const auto number = outbox.leaving(nobody, at(0)).at(0).number;
    {
        Database lock(own.file, Database::Access::open, std::chrono::seconds(2));
        lock.run("BEGIN IMMEDIATE");
        outbox.not_delivered(number, "refused", at(10));
    }
    CHECK(outbox.leaving(nobody, at(9)).empty());
    CHECK(said(outbox.leaving(nobody, at(10))) == Said{1});
    outbox.delivered(number);
    CHECK(own.store.waiting() == 0);
}

TEST_CASE("a store that is not there yet has no messages, and is found when it is") {
    const TemporaryFolder folder;
    const auto file = folder.file("muster.db");
    Outbox outbox(file);
    CHECK(outbox.leaving(nobody, at(0)).empty());
    Store(file, Store::Access::create).add({message_to("team", 1)});
    CHECK(said(outbox.leaving(nobody, at(0))) == Said{1});
}
