// Messages on their way, by channels that are slow, refuse or are gone.
#include "framework/fleet/watch/postman.hpp"

#include "tests/framework/fleet/notices.hpp"
#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/patience.hpp"
#include "tests/framework/fleet/watch/world.hpp"

#include <catch2/catch.hpp>

#include <atomic>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// A message of one notice, which is due.
Outgoing letter(const std::string& channel, const Notice& notice) {
    Outgoing message;
    message.channel = channel;
    message.content = to_json(message_of({notice}));
    message.created = system_now();
    message.next_try = message.created;
    return message;
}

/// A postman with all that he needs; a store only where it is asked for.
struct Office {
    OwnStore own;
    World world;
    Heard heard;
    std::shared_ptr<FakeDelivery> delivery = std::make_shared<FakeDelivery>();
    std::atomic<int> beats = 0;
    std::atomic<int> status = 200;
    std::shared_ptr<Configuration> with =
        configuration_of(world, {.members = {}, .file = quick_file(own.file)});
    Postman postman{
        own.file,
        delivery,
        [this](const std::string&) {
            ++beats;
            return HttpOutcome{.status = status, .trouble = ""};
        },
        heard.log};

    Office() { with->file.notify = {channel_named("team"), channel_named("pager")}; }
    void open() { postman.configure(with); }
    void put(std::vector<Outgoing> messages) { own.store.add(messages); }
    bool is_empty() {
        return comes_true([&] { return own.store.waiting() == 0 and postman.waiting() == 0; });
    }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("what waits in the outbox is delivered once, and is gone from there") {
    Office office;
    office.put({letter("team", notice_on("web1")), letter("pager", notice_on("web1"))});
    office.open();

    REQUIRE(office.is_empty());

    auto lines = office.delivery->lines();
    std::ranges::sort(lines);
    CHECK(lines == Lines{"pager problem web1 nginx / mode", "team problem web1 nginx / mode"});
    CHECK(
        office.postman.delivered()
        == std::map<std::string, std::uint64_t>{{"pager", 1}, {"team", 1}}
    );
    CHECK(office.postman.troubles().empty());
}

TEST_CASE("all that is due of a channel is one message") {
    Office office;
    office.put({letter("team", notice_on("web1")), letter("team", notice_on("web2"))});
    office.postman.hand_over({letter("team", notice_on("web3"))});
    office.open();

    REQUIRE(office.is_empty());

    CHECK(office.delivery->tries() == 1);
    CHECK(
        office.delivery->lines()
        == Lines{"team problem web1 nginx / mode", "team problem web2 nginx / mode", "team problem web3 nginx / mode"}
    );
}

TEST_CASE("the postman: a problem that ended before it left is not told, nor its end") {
    Office office;
    office.put({letter("team", notice_on("web1")), letter("team", recovery_of(notice_on("web1")))});
    office.open();
    REQUIRE(office.is_empty());
    CHECK(office.delivery->tries() == 0);
    CHECK(office.postman.delivered().empty());
}

TEST_CASE("what was not delivered is tried again with what is newer, in its order") {
    for (const bool is_kept : {true, false}) {
        Office office;
        const auto post = [&](const Outgoing& message) {
            if (is_kept)
                office.put({message});
            else
                office.postman.hand_over({message});
        };
        office.delivery->say(Undelivered{"connection refused"});
        office.open();
        post(letter("team", notice_on("web1")));
        REQUIRE(comes_true([&] { return not office.postman.troubles().empty(); }));
        CHECK(office.postman.troubles() == Lines{"team: not delivered: connection refused"});
        CHECK(office.delivery->tries() == 1);

        office.delivery->say(std::nullopt);
        post(letter("team", recovery_of(notice_on("web1"))));

        REQUIRE(office.is_empty());
        REQUIRE(comes_true([&] { return office.postman.troubles().empty(); }));
        CHECK(
            office.delivery->lines()
            == Lines{"team problem web1 nginx / mode", "team recovery web1 nginx / mode"}
        );
        CHECK(office.heard.has("team: messages are delivered again"));
    }
}

TEST_CASE("what is not delivered waits in the store, with why and until when") {
    Office office;
    office.delivery->say(Undelivered{"connection refused"});
    const auto before = system_now();
    office.put({letter("team", notice_on("web1"))});
    office.open();
    REQUIRE(comes_true([&] { return not office.postman.troubles().empty(); }));

    const auto waiting = office.own.store.due(Instant::max(), 10);

    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].tries == 1);
    CHECK(waiting[0].trouble == "connection refused");
    CHECK(waiting[0].next_try >= before + 10s);
}

TEST_CASE("what is refused is thrown away, and said") {
    Office office;
    office.delivery->say(Undelivered{.why = "401", .refused = true});
    office.put({letter("team", notice_on("web1"))});
    office.open();
    REQUIRE(office.is_empty());
    CHECK(comes_true([&] { return office.heard.has("team: thrown away: 401"); }));
    CHECK(office.delivery->tries() == 1);
}

TEST_CASE("a message for a channel that is gone is thrown away, and said") {
    Office office;
    office.put({letter("old", notice_on("web1"))});
    office.open();
    REQUIRE(office.is_empty());
    CHECK(office.heard.has("old: thrown away: there is no such channel any more"));
}

TEST_CASE("a message that nobody can read is thrown away alone") {
    Office office;
    auto broken = letter("team", notice_on("web1"));
    broken.content = Json("nothing of the kind");
    office.put({broken, letter("team", notice_on("web2"))});
    office.open();
    REQUIRE(office.is_empty());
    CHECK(office.delivery->lines() == Lines{"team problem web2 nginx / mode"});
    CHECK(office.heard.has("team: thrown away: "));
}

TEST_CASE("a channel that is slow holds no other up") {
    Office office;
    office.delivery->hold("team");
    office.put({letter("team", notice_on("web1"))});
    office.open();
    REQUIRE(comes_true([&] { return office.delivery->tries() == 1; }));
    office.put({letter("pager", notice_on("web1")), letter("team", notice_on("web2"))});
    REQUIRE(comes_true([&] { return office.delivery->lines().size() == 1; }));
    CHECK(office.delivery->lines() == Lines{"pager problem web1 nginx / mode"});

    office.delivery->hold("");

    REQUIRE(office.is_empty());
    CHECK(office.delivery->tries() == 3);
}

TEST_CASE("a delivery that throws is trouble of its channel alone") {
    struct Throwing : Delivery {
        std::optional<Undelivered> deliver(const AlertChannel& channel, const Message&) override {
            if (channel.name == "team")
                throw CannotTell{Kind::denied, "no such secret"};
            throw std::runtime_error("it slipped");
        }
    };
    Office office;
    Postman postman(office.own.file, std::make_shared<Throwing>(), {}, office.heard.log);
    office.put({letter("team", notice_on("web1")), letter("pager", notice_on("web1"))});
    postman.configure(office.with);
    REQUIRE(comes_true([&] { return postman.troubles().size() == 2; }));
    CHECK(
        postman.troubles()
        == Lines{"pager: not delivered: it slipped", "team: not delivered: no such secret"}
    );
    CHECK(office.own.store.waiting() == 2);
}

TEST_CASE("trouble of a channel that was taken out of the file is forgotten") {
    Office office;
    office.delivery->say(Undelivered{"connection refused"});
    office.put({letter("team", notice_on("web1"))});
    office.open();
    REQUIRE(comes_true([&] { return not office.postman.troubles().empty(); }));
    auto other =
        configuration_of(office.world, {.members = {}, .file = quick_file(office.own.file)});
    other->file.notify = {channel_named("pager")};
    office.postman.configure(other);
    CHECK(office.postman.troubles().empty());
}

TEST_CASE("what no store keeps is bounded, the oldest goes, and it is said") {
    Office office;
    office.with->file.outbox = 3;
    office.delivery->hold("team");
    office.put({letter("team", notice_on("web0"))});
    office.open();
    REQUIRE(comes_true([&] { return office.delivery->tries() == 1; }));
    std::vector<Outgoing> letters;
    for (const auto* name : {"web1", "web2", "web3", "web4", "web5"})
        letters.push_back(letter("team", notice_on(name)));
    office.postman.hand_over(std::move(letters));
    CHECK(office.heard.has("thrown away: 2 messages, too many wait"));
    office.delivery->hold("");
    REQUIRE(comes_true([&] { return office.delivery->lines().size() == 4; }));
    CHECK(office.delivery->lines().at(1) == "team problem web3 nginx / mode");
}

TEST_CASE("a heart beats while the loop is well, and only then") {
    Office office;
    office.with->file.heartbeat = Heartbeat{"https://beat.example.net/secret", 1ms};
    office.open();
    office.put({letter("team", notice_on("web1"))});
    REQUIRE(office.is_empty());
    CHECK(office.beats == 0);

    office.postman.set_well_until(system_now() + 1h);
    REQUIRE(comes_true([&] { return office.beats >= 2; }));
    office.postman.set_well_until(system_now());  // it hangs since then
    office.put({letter("team", notice_on("web2"))});
    REQUIRE(office.is_empty());
    const int before = office.beats;
    office.put({letter("team", notice_on("web3"))});
    REQUIRE(office.is_empty());
    CHECK(office.beats - before <= 1);  // the one that was on its way
    const int later = office.beats;
    office.put({letter("team", notice_on("web4"))});
    REQUIRE(office.is_empty());
    CHECK(office.beats == later);
}

TEST_CASE("a heartbeat that nobody hears is said, without its address") {
    Office office;
    office.status = 503;
    office.with->file.heartbeat = Heartbeat{"https://beat.example.net/secret", 1h};
    office.postman.set_well_until(system_now() + 1h);
    office.open();
    REQUIRE(comes_true([&] { return office.heard.has("the heartbeat was not heard: 503"); }));
    CHECK_FALSE(office.heard.has("secret"));
    CHECK(office.beats == 1);
}

TEST_CASE("a postman who is stopped begins nothing, waits for what is on its way, and says whether "
          "it ended") {
    Office office;
    office.delivery->hold("team");
    office.put({letter("team", notice_on("web1"))});
    office.open();
    REQUIRE(comes_true([&] { return office.delivery->tries() == 1; }));

    CHECK_FALSE(office.postman.stop(10ms));
    office.put({letter("pager", notice_on("web1"))});
    office.delivery->hold("");
    CHECK(office.postman.stop(30s));

    CHECK(
        office.own.store.waiting() == 1
    );  // of the pager; what was delivered is not delivered again
    CHECK(office.delivery->tries() == 1);
}

TEST_CASE("messages leave while the store is locked, and none of them twice") {
    Office office;
    office.open();
    office.put({letter("team", notice_on("web1"))});
    REQUIRE(office.is_empty());
    {
        Database lock(office.own.file, Database::Access::open, 2s);
        lock.run("BEGIN IMMEDIATE");
        office.postman.hand_over({letter("team", notice_on("web2"))});
        REQUIRE(comes_true([&] { return office.delivery->tries() == 2; }));
    }
    REQUIRE(office.is_empty());
    CHECK(office.delivery->tries() == 2);
}

TEST_CASE(
    "what was handed over waits in the store as soon as it can be written, where a restart finds it"
) {
    Office office;
    office.open();
    auto later = letter("team", notice_on("web1"));
    later.next_try = system_now() + 1h;
    office.postman.hand_over({later});
    REQUIRE(comes_true([&] { return office.own.store.waiting() == 1; }));
    CHECK(office.postman.stop(5s));
    const auto kept = office.own.store.due(later.next_try, 10);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].content == later.content);
    CHECK(office.delivery->lines().empty());
}
