// The loop itself, in a thread: a world of machines that change, a store of its own, and a delivery that takes what it is
// given.
#include "framework/fleet/watch/loop.hpp"

#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/patience.hpp"
#include "tests/framework/fleet/watch/world.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// What a test gives its loop, and what outlives that: the store above all.
struct Shop {
    TemporaryFolder folder;
    std::string store = folder.file("muster.db");
    std::string watch_file = folder.write("watch.yaml", "first");
    World world;
    Heard heard;
    std::shared_ptr<FakeDelivery> delivery = std::make_shared<FakeDelivery>();
    std::mutex mutex;
    std::function<Wanted()> wanted;  ///< throws Broken where the files are broken

    Shop() {
        (void)Store(store, Store::Access::create);
        want({member("web1"), member("web2")});
        for (const auto* name : {"web1", "web2"})
            world.put(name, "/ok");
    }
    void want(std::vector<Target> members) {
        load_as([this, members] {
            return Wanted{
                .members = members, .file = quick_file(store), .read_files = {watch_file}};
        });
    }
    void load_as(std::function<Wanted()> how) {
        const std::lock_guard lock(mutex);
        wanted = std::move(how);
    }
    std::shared_ptr<const Configuration> load() {
        const std::lock_guard lock(mutex);
        return configuration_of(world, wanted());
    }
    std::vector<std::string> told() const { return delivery->lines(); }
    bool is_told(std::size_t count) const {
        return comes_true([&] { return told().size() >= count; });
    }
    /// Whether all of them have been asked so often from now on.
    bool are_asked(const std::vector<std::string>& machines, std::size_t times = 2) {
        for (const auto& machine : machines) {
            const auto before = world.asked(machine);
            if (not comes_true([&] { return world.asked(machine) >= before + times; }))
                return false;
        }
        return true;
    }
    State state_of(const Watched& of) const {
        for (auto& state : Store(store, Store::Access::open).states())
            if (state.of == of)
                return state;
        return {};
    }
    bool stands(const Watched& of, Standing standing) const {
        return comes_true([&] { return state_of(of).settled == standing; });
    }
};

/// A loop that runs as long as this is there.
class Running {
public:
    explicit Running(Shop& shop)
        : parts_{
            .load = [&shop] { return shop.load(); },
            .delivery = shop.delivery,
            .get = [](const std::string&) { return HttpOutcome{.status = 200, .trouble = ""}; },
            .tell_secret = [](const std::string&) { return std::string("secret"); },
            .signals =
                [this] {
                    return LoopSignals{stop_, reload_.exchange(false)};
                },
            .log = shop.heard.log,
            .version = "0.1.0"} {}
    ~Running() { stop(); }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    void stop() {
        stop_ = true;
        if (thread_.joinable())
            thread_.join();
    }
    void reload() { reload_ = true; }

private:
    std::atomic<bool> stop_ = false;
    std::atomic<bool> reload_ = false;
    LoopParts parts_;
    std::jthread thread_{[this] { watch(parts_); }};
};

const Watched ok_of_web1{"web1", id_of_ok};
const std::string problem = "team problem web1 " + id_of_ok;
const std::string recovery = "team recovery web1 " + id_of_ok;

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a loop finds that all is well, keeps it, and tells nobody") {
    Shop shop;
    {
        const Running loop(shop);
        CHECK(shop.stands(ok_of_web1, Standing::conforms));
        CHECK(shop.stands({"web2", ""}, Standing::conforms));
    }
    CHECK(shop.told().empty());
    CHECK(shop.heard.has("watching the shop: 2 targets, 0 problems"));
    CHECK(shop.heard.has("stopped"));
}

TEST_CASE("a problem is told once, and its end once") {
    Shop shop;
    const Running loop(shop);
    REQUIRE(shop.stands(ok_of_web1, Standing::conforms));

    shop.world.remove("web1", "/ok");
    REQUIRE(shop.is_told(1));
    REQUIRE(shop.are_asked({"web1", "web2"}, 4));
    CHECK(shop.told() == Lines{problem});
    CHECK(shop.state_of(ok_of_web1).told);

    shop.world.put("web1", "/ok");
    REQUIRE(shop.is_told(2));
    REQUIRE(shop.are_asked({"web1", "web2"}, 4));
    CHECK(shop.told() == Lines{problem, recovery});
    CHECK_FALSE(shop.state_of(ok_of_web1).told);
    const auto message = shop.delivery->taken().front().second;
    CHECK(message.fleet == "the shop");
    CHECK(message.members == std::map<std::string, std::size_t>{{"web", 2}});
    CHECK_THAT(message.notices[0].again, Catch::StartsWith("muster run -i fleet.yaml"));
}

TEST_CASE("after a restart nothing is told twice, and what ended meanwhile is told as ended") {
    Shop shop;
    shop.world.remove("web1", "/ok");
    {
        const Running loop(shop);
        REQUIRE(shop.is_told(1));
    }
    {
        const Running loop(shop);
        REQUIRE(shop.are_asked({"web1", "web2"}, 4));
        CHECK(shop.told() == Lines{problem});
    }
    shop.world.put("web1", "/ok");
    const Running loop(shop);
    REQUIRE(shop.is_told(2));
    CHECK(shop.told() == Lines{problem, recovery});
}

TEST_CASE("what a silence kept back is told when it ends while its problem stays") {
    Shop shop;
    std::int64_t number = 0;
    {
        Store store(shop.store, Store::Access::open);
        Silence silence;
        silence.target = "web*";
        silence.from = system_now() - 1h;
        silence.until = system_now() + 1h;
        number = store.add(silence);
    }
    shop.world.remove("web1", "/ok");
    const Running loop(shop);
    REQUIRE(shop.stands(ok_of_web1, Standing::failed));
    REQUIRE(shop.are_asked({"web1", "web2"}, 4));
    CHECK(shop.told().empty());

    Store(shop.store, Store::Access::open).end_silence(number, system_now());

    REQUIRE(shop.is_told(1));
    CHECK(shop.told() == Lines{problem});
}

TEST_CASE(
    "files that are broken are told once, what was there holds, and it ends when they are whole"
) {
    Shop shop;
    const Running loop(shop);
    REQUIRE(shop.stands(ok_of_web1, Standing::conforms));
    shop.load_as([]() -> Wanted { throw Broken("unknown key", {"watch.yaml", 3, 1}); });
    (void)shop.folder.write("watch.yaml", "broken");

    REQUIRE(shop.is_told(1));
    CHECK(shop.told() == Lines{"team trouble "});
    CHECK_THAT(
        shop.delivery->taken().front().second.notices.front().message,
        Catch::Contains("not loaded anew") and Catch::Contains("watch.yaml:3:1")
    );
    REQUIRE(shop.are_asked({"web1", "web2"}, 4));
    CHECK(shop.told().size() == 1);

    shop.want({member("web1"), member("web3")});
    shop.world.put("web3", "/ok");
    (void)shop.folder.write("watch.yaml", "whole again");
    CHECK(shop.stands({"web3", id_of_ok}, Standing::conforms));
    CHECK(shop.heard.has("loaded anew: 2 targets, 0 problems"));
}

TEST_CASE("who left the inventory is retired and asked no more, and who came is asked") {
    Shop shop;
    Running loop(shop);
    REQUIRE(shop.stands({"web2", id_of_ok}, Standing::conforms));
    shop.want({member("web1"), member("web3")});
    shop.world.put("web3", "/ok");

    loop.reload();

    REQUIRE(shop.stands({"web3", id_of_ok}, Standing::conforms));
    const auto asked = shop.world.asked("web2");
    REQUIRE(shop.are_asked({"web1", "web3"}, 4));
    CHECK(shop.world.asked("web2") <= asked + 1);  // the round that was on its way
    loop.stop();
    for (const auto& target : Store(shop.store, Store::Access::open).targets())
        CHECK(target.retired == (target.name == "web2"));
}

TEST_CASE("an inventory that names nobody any more is not believed, and is told") {
    Shop shop;
    std::atomic<bool> is_empty = false;
    shop.load_as([&] {
        Wanted wanted{
            .members = {}, .file = quick_file(shop.store), .read_files = {shop.watch_file}};
        wanted.file.inventory_every = 1ms;
        if (not is_empty)
            wanted.members = {member("web1"), member("web2")};
        return wanted;
    });
    const Running loop(shop);
    REQUIRE(shop.stands(ok_of_web1, Standing::conforms));
    is_empty = true;
    REQUIRE(shop.is_told(1));
    CHECK_THAT(
        shop.delivery->taken().front().second.notices.front().message,
        Catch::Contains("the inventory is not believed: it names nobody, where it named 2")
    );
    CHECK(shop.are_asked({"web1", "web2"}, 2));
}

TEST_CASE("a target that is lost is told, and not what could not be found on it") {
    Shop shop;
    const Running loop(shop);
    REQUIRE(shop.stands(ok_of_web1, Standing::conforms));
    REQUIRE(shop.stands({"web2", ""}, Standing::conforms));
    shop.world.lose("web1");
    REQUIRE(shop.is_told(1));
    REQUIRE(shop.are_asked({"web1", "web2"}, 4));
    CHECK(shop.told() == Lines{"team problem web1"});
    CHECK(shop.state_of(ok_of_web1).settled == Standing::conforms);
    shop.world.find("web1");
    REQUIRE(shop.is_told(2));
    CHECK(shop.told() == Lines{"team problem web1", "team recovery web1"});
}

TEST_CASE("while the store is locked problems are told, and written when it is given back") {
    Shop shop;
    const Running loop(shop);
    REQUIRE(shop.stands(ok_of_web1, Standing::conforms));
    {
        Database lock(shop.store, Database::Access::open, 5s);
        lock.run("BEGIN IMMEDIATE");
        shop.world.remove("web1", "/ok");
        REQUIRE(comes_true([&] {
            const auto told = shop.told();
            return std::ranges::count(told, problem) > 0;
        }));
        CHECK(shop.heard.has("nothing is recorded"));
    }
    REQUIRE(comes_true([&] { return shop.state_of(ok_of_web1).told; }));
    const auto told = shop.told();
    CHECK(std::ranges::count(told, problem) == 1);
    CHECK(std::ranges::count(told, "team trouble ") == 1);
}

TEST_CASE("a loop whose target hangs stops all the same, with success, and nothing is lost") {
    Shop shop;
    shop.world.hold("web2");
    const auto child = ::fork();
    if (child == 0) {
        {
            Running loop(shop);
            if (not shop.stands(ok_of_web1, Standing::conforms)
                or not comes_true([&] { return shop.world.asked("web2") > 0; }))
                ::_exit(3);
            loop.stop();
        }
        ::_exit(4);  // the loop ends the program itself
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == EXIT_SUCCESS);
    CHECK(shop.state_of(ok_of_web1).settled == Standing::conforms);
}

TEST_CASE("a first configuration that is broken, or a port that is taken, is no loop") {
    Shop shop;
    const LoopParts parts{
        .load = [&] { return shop.load(); },
        .delivery = shop.delivery,
        .get = {},
        .tell_secret = {},
        .signals = [] { return LoopSignals{.stop = true}; },
        .log = shop.heard.log,
        .version = ""};
    shop.load_as([]() -> Wanted { throw Broken("unknown key"); });
    CHECK_THROWS_AS(watch(parts), Broken);
    shop.load_as([&] {
        Wanted wanted{.members = {}, .file = quick_file(shop.store)};
        wanted.file.listen.is_off = false;
        wanted.file.listen.address = "192.0.2.1";  // of nobody (RFC 5737)
        return wanted;
    });
    CHECK_THROWS_AS(watch(parts), Broken);
}
