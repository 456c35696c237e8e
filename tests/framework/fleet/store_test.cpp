#include "framework/fleet/store/store.hpp"

#include "tests/framework/fleet/stores.hpp"
#include "tests/support/child.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace muster;
using namespace muster::tests;

namespace {

/// Every member is another value than the one that it is made as.
State full_state() {
    State state;
    state.of = {odd_bytes() + "target", odd_bytes() + "id"};
    state.standing = Standing::failed;
    state.settled = Standing::stale;
    state.attempt = 2;
    state.since = at(1) + Nanoseconds(1);
    state.changed = at(2);
    state.last = at(3);
    state.recent = 0x80000001U;
    state.results = 21;
    state.flapping = true;
    state.told = true;
    state.told_at = at(4);
    state.told_flapping = true;
    state.followed = odd_bytes() + "followed";
    auto& seen = state.observation;
    seen.spec = odd_bytes() + "spec";
    seen.roles = {"web", odd_bytes()};
    seen.tags = {odd_bytes(), ""};
    seen.owner = odd_bytes() + "owner";
    seen.runbook = "https://runbook.example/";
    seen.of_fleet = true;
    seen.result.id = state.of.id;
    seen.result.outcome = Outcome::failed;
    seen.result.message = odd_bytes();
    seen.result.evidence = {{"question", odd_bytes()}};
    seen.result.waived = Waiver{"reason", "T-1", "owner", "2027-01-01"};
    seen.result.duration = Nanoseconds(1'500'000'001);
    return state;
}

TargetState full_target() {
    TargetState target;
    target.name = odd_bytes() + "name";
    target.url = odd_bytes() + "url";
    target.roles = {"web", odd_bytes()};
    target.behind = odd_bytes() + "behind";
    target.platform.family = "debian";
    target.platform.machine_id = odd_bytes();
    target.identity = odd_bytes() + "key";
    target.first_seen = at(1);
    target.last_round = at(2) + Nanoseconds(3);
    target.took = Nanoseconds(4);
    target.exchanges = 5;
    target.late = Nanoseconds(6);
    target.retired = true;
    target.notices = {odd_bytes(), "notice"};
    return target;
}

/// 0 where there is no such file.
unsigned mode_of(const std::string& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

}  // namespace

TEST_CASE("a state comes back from the store with every byte") {
    OwnStore own;
    Round round;
    round.states = {full_state()};

    own.store.write(round);

    const auto states = Store(own.file, Store::Access::open).states();
    REQUIRE(states.size() == 1);
    CHECK(states.front().of == full_state().of);
    CHECK(text_of(states.front()) == text_of(full_state()));
    CHECK(states.front().observation.tags == full_state().observation.tags);
}

TEST_CASE("a target comes back from the store with every byte") {
    OwnStore own;
    const auto wanted = full_target();
    Round round;
    round.target = wanted;

    own.store.write(round);

    const auto targets = Store(own.file, Store::Access::open).targets();
    REQUIRE(targets.size() == 1);
    const auto& target = targets.front();
    CHECK(target.name == wanted.name);
    CHECK(target.url == wanted.url);
    CHECK(target.roles == wanted.roles);
    CHECK(target.behind == wanted.behind);
    CHECK(target.platform == wanted.platform);
    CHECK(target.identity == wanted.identity);
    CHECK(target.first_seen == wanted.first_seen);
    CHECK(target.last_round == wanted.last_round);
    CHECK(target.took == wanted.took);
    CHECK(target.exchanges == wanted.exchanges);
    CHECK(target.late == wanted.late);
    CHECK(target.retired);
    CHECK(target.notices == wanted.notices);
}

TEST_CASE("what a round writes takes the place of what was known, and the rest stays") {
    OwnStore own;
    auto first = round_of("web1", at(1));
    first.target.roles = {"web"};
    first.states = {
        state_of("web1", "a", Standing::conforms),
        state_of("web1", "b", Standing::failed),
        state_of("web1", "", Standing::conforms)};
    own.store.write(first);

    auto second = round_of("web1", at(2));
    auto changed = state_of("web1", "a", Standing::errored);
    changed.observation.result.message = "permission denied";
    second.states = {changed};
    second.gone = {{"web1", "b"}, {"web1", "unknown"}};
    own.store.write(second);

    const auto states = own.store.states();
    REQUIRE(states.size() == 2);
    CHECK(text_of(states[0]) == text_of(changed));
    CHECK(text_of(states[1]) == text_of(first.states[2]));
    REQUIRE(own.store.targets().size() == 1);
    CHECK(own.store.targets().front().roles.empty());
    CHECK(own.number("SELECT count(*) FROM observation") == 2);
}

TEST_CASE("of an expectation that is gone and has a state the state stays") {
    OwnStore own;
    Round round;
    round.gone = {{"web1", "a"}};
    round.states = {state_of("web1", "a", Standing::conforms)};

    own.store.write(round);
    own.store.write(round);

    CHECK(own.store.states().size() == 1);
}

TEST_CASE("a round of the monitor is of no target") {
    OwnStore own;
    Round round;
    round.states = {state_of("", "", Standing::errored)};
    round.events = {event_of({"", ""}, at(1))};
    round.facts = facts_of("1");

    own.store.write(round);

    CHECK(own.store.targets().empty());
    CHECK(own.store.states().front().of.is_monitor());
    CHECK(own.store.history({}).size() == 1);
    CHECK(own.number("SELECT count(*) FROM snapshot") == 0);
}

TEST_CASE("a value that is followed and empty is another one than none") {
    OwnStore own;
    Round round;
    round.states = {
        state_of("web1", "a", Standing::conforms), state_of("web1", "b", Standing::conforms)};
    round.states.front().followed = "";

    own.store.write(round);

    CHECK(own.store.states().front().followed == "");
    CHECK_FALSE(own.store.states().back().followed);
}

TEST_CASE("what is kept by name is there for the next process") {
    OwnStore own;

    own.store.keep("jitter", odd_bytes());
    own.store.keep("token", "a");
    own.store.keep("token", "b");

    const Store other(own.file, Store::Access::open);
    CHECK(other.kept("jitter") == odd_bytes());
    CHECK(other.kept("token") == "b");
    CHECK_FALSE(other.kept("toke"));
}

TEST_CASE("the files of a store are its owner's alone, whatever the umask") {
    const auto told = in_child([] {
        (void)::umask(0);
        const OwnStore own;
        const auto written = fmt::format(
            "{:o} {:o} {:o}",
            mode_of(own.file),
            mode_of(own.file + "-wal"),
            mode_of(own.file + "-shm")
        );
        (void)::umask(0777);
        const Store strict(own.folder.file("strict.db"), Store::Access::create);
        return written + fmt::format(" {:o}", mode_of(own.folder.file("strict.db")));
    });

    CHECK(told == "600 600 600 600");
}

TEST_CASE("a mode that somebody gave a store stays") {
    const TemporaryFolder folder;
    { const Store made(folder.file("x.db"), Store::Access::create); }
    REQUIRE(::chmod(folder.file("x.db").c_str(), 0640) == 0);

    const Store store(folder.file("x.db"), Store::Access::create);

    CHECK(mode_of(folder.file("x.db")) == 0640U);
}

TEST_CASE("what another process writes is noticed, what one writes oneself is not") {
    OwnStore own;
    const auto before = own.store.data_version();
    own.store.keep("a", "b");
    const auto after_own = own.store.data_version();

    const auto said = in_child([&] {
        Store other(own.file, Store::Access::open);
        return std::to_string(other.add(Silence{.until = at(20)}));
    });

    CHECK(after_own == before);
    CHECK(own.store.data_version() != before);
    REQUIRE(own.store.silences(at(1)).size() == 1);
    CHECK(std::to_string(own.store.silences(at(1)).front().number) == said);
}

TEST_CASE("a target that is forgotten leaves nothing, and the others everything") {
    OwnStore own;
    for (const std::string target : {"web1", "web2"}) {
        auto round = round_of(target, at(1), facts_of("of " + target));
        round.states = {
            state_of(target, "a", Standing::failed), state_of(target, "", Standing::stale)};
        round.events = {event_of({target, "a"}, at(1))};
        own.store.write(round);
    }

    own.store.forget("web1");

    REQUIRE(own.store.targets().size() == 1);
    CHECK(own.store.targets().front().name == "web2");
    CHECK(own.store.states().size() == 2);
    REQUIRE(own.store.history({}).size() == 1);
    CHECK(own.store.history({}).front().of.target == "web2");
    CHECK(own.store.rounds("web1", at(0), at(9)).empty());
    CHECK(own.store.facts_at("web2", at(9)) == facts_of("of web2"));
    CHECK(own.number("SELECT count(*) FROM observation") == 2);
    CHECK(own.number("SELECT count(*) FROM round") == 1);
    CHECK(own.number("SELECT count(*) FROM snapshot") == 1);
}
