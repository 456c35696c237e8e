// What the loop hands to its readers; the thread sanitizer runs these, too.
#include "framework/fleet/watch/publisher.hpp"

#include "framework/fleet/watch/bell.hpp"
#include "tests/framework/fleet/watch/patience.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const Overview> overview_titled(const std::string& title) {
    auto overview = std::make_shared<Overview>();
    overview->title = title;
    return overview;
}

}  // namespace

TEST_CASE("nobody wants an overview before somebody asks for it") {
    Publisher publisher([] {});
    CHECK_FALSE(publisher.is_wanted());
}

TEST_CASE("who asks wakes the loop, and gets what it makes then") {
    Bell bell;
    Publisher publisher([&] { bell.ring(); });
    std::jthread loop([&] {
        bell.wait(30s);
        if (publisher.is_wanted())
            publisher.publish(overview_titled("the shop"));
    });
    const auto overview = publisher.overview();
    REQUIRE(overview);
    CHECK(overview->title == "the shop");
    CHECK_FALSE(publisher.is_wanted());
}

TEST_CASE("an overview that is fresh is given to all without waking anybody") {
    int woken = 0;
    Publisher publisher([&] { ++woken; });
    publisher.publish(overview_titled("the shop"));
    const auto first = publisher.overview();
    CHECK(first == publisher.overview());
    CHECK(woken == 0);
}

TEST_CASE("after something has happened who asks gets what was made since") {
    Publisher* of = nullptr;
    Publisher publisher([&] { of->publish(overview_titled("after")); });
    of = &publisher;
    publisher.publish(overview_titled("before"));
    publisher.outdate();
    CHECK(publisher.overview()->title == "after");
}

TEST_CASE("while the loop is busy readers get what there is, or nothing") {
    Publisher publisher([] {});
    CHECK(publisher.overview() == nullptr);
    publisher.publish(overview_titled("old"));
    publisher.outdate();
    CHECK(publisher.overview()->title == "old");
    CHECK(publisher.is_wanted());
}

TEST_CASE("many readers and a loop have no trouble with each other") {
    Bell bell;
    Publisher publisher([&] { bell.ring(); });
    std::atomic<bool> is_over = false;
    std::atomic<int> read = 0;
    std::jthread loop([&] {
        for (int turn = 0; not is_over; ++turn) {
            bell.wait(1ms);
            if (turn % 3 == 0)
                publisher.outdate();
            if (publisher.is_wanted())
                publisher.publish(overview_titled(std::to_string(turn)));
        }
    });
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 8; ++i)
            readers.emplace_back([&] {
                for (int j = 0; j < 50; ++j)
                    read += publisher.overview() ? 1 : 0;
            });
    }
    is_over = true;
    CHECK(read == 400);
}
