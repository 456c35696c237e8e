// When everything is loaded anew, and what becomes of what was broken.
#include "framework/fleet/watch/reloader.hpp"

#include "framework/base/error.hpp"
#include "framework/model/cannot_tell.hpp"
#include "tests/framework/fleet/stores.hpp"
#include "tests/framework/fleet/watch/patience.hpp"

#include <catch2/catch.hpp>

#include <atomic>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// A reloader of a file, and a load that does what a test tells it.
struct Loads {
    TemporaryFolder folder;
    std::string file = folder.write("watch.yaml", "first");
    std::atomic<int> times = 0;
    std::atomic<int> woken = 0;
    std::function<void()> during = [] {};
    Configuration with;
    Reloader reloader{
        [this] {
            ++times;
            during();
            return std::make_shared<const Configuration>();
        },
        [this] { ++woken; }};

    Loads() {
        with.read_files = {file};
        with.file.inventory_every = 5min;
        reloader.work_by(with, at(0));
    }
    void change(const std::string& text) { (void)folder.write("watch.yaml", text); }
    Loading ended() {
        std::optional<Loading> loaded;
        REQUIRE(comes_true([&] { return (loaded = reloader.take_loaded()).has_value(); }));
        return *loaded;
    }
};

}  // namespace

TEST_CASE("nothing is loaded while no file has changed and the inventory is fresh") {
    Loads loads;
    CHECK_FALSE(loads.reloader.look(false, at(1)));
    CHECK_FALSE(loads.reloader.look(false, at(299)));
    CHECK_FALSE(loads.reloader.take_loaded());
    CHECK(loads.times == 0);
    CHECK(loads.reloader.stop(0ns));
}

TEST_CASE("a file that was changed is loaded once, as something that is meant") {
    Loads loads;
    loads.change("the second");
    CHECK(loads.reloader.look(false, at(1)));
    const auto loaded = loads.ended();
    CHECK(loaded.with);
    CHECK(loaded.by_hand);
    CHECK_FALSE(loaded.was_asked);
    CHECK(comes_true([&] { return loads.woken == 1; }));
    CHECK_FALSE(loads.reloader.look(false, at(2)));
}

TEST_CASE("an inventory is fetched again after its time, and when the clock was put back") {
    Loads loads;
    CHECK(loads.reloader.look(false, at(300)));
    CHECK_FALSE(loads.ended().by_hand);
    CHECK_FALSE(loads.reloader.look(false, at(599)));
    CHECK(loads.reloader.look(false, at(200)));
    CHECK_FALSE(loads.ended().by_hand);
}

TEST_CASE("who asks for it hears of it") {
    Loads loads;
    CHECK(loads.reloader.look(true, at(1)));
    const auto loaded = loads.ended();
    CHECK(loaded.by_hand);
    CHECK(loaded.was_asked);
    CHECK_FALSE(loads.reloader.look(false, at(2)));
}

TEST_CASE("who asks while something is being loaded is served after it") {
    Loads loads;
    std::atomic<bool> goes_on = false;
    loads.during = [&] { (void)comes_true([&] { return goes_on.load(); }); };
    CHECK(loads.reloader.look(false, at(300)));
    CHECK_FALSE(loads.reloader.look(true, at(301)));
    CHECK_FALSE(loads.reloader.take_loaded());
    CHECK_FALSE(loads.reloader.stop(1ms));
    goes_on = true;
    CHECK_FALSE(loads.ended().was_asked);
    CHECK(loads.reloader.look(false, at(302)));
    CHECK(loads.ended().was_asked);
    CHECK(loads.times == 2);
}

TEST_CASE("what is broken says so, and is not loaded again before it changes") {
    Loads loads;
    loads.during = [] { throw Broken("unknown key", {"watch.yaml", 3, 1}); };
    loads.change("the second");
    CHECK(loads.reloader.look(false, at(1)));
    const auto loaded = loads.ended();
    CHECK_FALSE(loaded.with);
    CHECK_THAT(
        loaded.trouble, Catch::Contains("watch.yaml:3:1") and Catch::Contains("unknown key")
    );
    CHECK_FALSE(loads.reloader.look(false, at(2)));
    CHECK(loads.times == 1);
}

TEST_CASE("a secret that cannot be told is trouble like any other") {
    Loads loads;
    loads.during = [] { throw CannotTell{Kind::denied, "permission denied"}; };
    CHECK(loads.reloader.look(true, at(1)));
    const auto loaded = loads.ended();
    CHECK_FALSE(loaded.with);
    CHECK(loaded.trouble == "permission denied");
}

TEST_CASE("a change that was broken by something else is still meant when that has ended") {
    Loads loads;
    loads.during = [] { throw Broken("the inventory's program failed"); };
    loads.change("the second");
    CHECK(loads.reloader.look(false, at(1)));
    CHECK_FALSE(loads.ended().with);
    loads.during = [] {};
    CHECK(loads.reloader.look(false, at(301)));  // the inventory's turn
    CHECK(loads.ended().by_hand);
    CHECK(loads.reloader.look(false, at(601)));
    CHECK_FALSE(loads.ended().by_hand);
}

TEST_CASE("a change that was loaded and could not be taken over is meant the next time, too") {
    Loads loads;
    loads.change("the second");
    CHECK(loads.reloader.look(false, at(1)));
    loads.reloader.refuse(loads.ended());
    CHECK_FALSE(loads.reloader.look(false, at(2)));
    CHECK(loads.reloader.look(false, at(301)));
    CHECK(loads.ended().by_hand);
}

TEST_CASE("a file that changes while it is read is read once more") {
    Loads loads;
    loads.change("the second");
    loads.during = [&] { loads.change("the third of them"); };
    CHECK(loads.reloader.look(false, at(1)));
    (void)loads.ended();
    loads.during = [] {};
    CHECK(loads.reloader.look(false, at(2)));
    (void)loads.ended();
    CHECK_FALSE(loads.reloader.look(false, at(3)));
    CHECK(loads.times == 2);
}

TEST_CASE("a program that writes beside itself each time is not run for ever") {
    Loads loads;
    std::string text = "a log: ";
    loads.during = [&] { loads.change(text += "once more "); };
    loads.change("the second");
    CHECK(loads.reloader.look(false, at(1)));
    (void)loads.ended();
    CHECK(loads.reloader.look(false, at(2)));
    (void)loads.ended();
    CHECK_FALSE(loads.reloader.look(false, at(3)));
    CHECK(loads.times == 2);
}

TEST_CASE("other files are looked at when other files were read") {
    Loads loads;
    auto other = loads.with.read_files;
    other.push_back(loads.folder.write("specs/a.yaml", "a"));
    loads.with.read_files = other;
    loads.reloader.work_by(loads.with, at(1));
    CHECK_FALSE(loads.reloader.look(false, at(2)));
    (void)loads.folder.write("specs/a.yaml", "another");
    CHECK(loads.reloader.look(false, at(3)));
    CHECK(loads.ended().by_hand);
}
