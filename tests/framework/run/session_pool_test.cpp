#include "framework/run/session_pool.hpp"

#include "framework/model/cannot_tell.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <stdexcept>
#include <thread>

using namespace muster;

namespace {

/// What has become of the sessions that were opened.
struct Opened {
    std::atomic<int> times = 0;
    std::atomic<int> closed = 0;
    std::atomic<int> exchanges = 0;
    std::atomic<bool> loses_next = false;
    std::atomic<bool> slips_next = false;  ///< by a mistake of ours
    std::atomic<bool> refuses = false;
    bool is_live = true;
};

class Session : public Backend {
public:
    explicit Session(Opened& opened) : opened_(opened) {}
    ~Session() override { ++opened_.closed; }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline) override {
        if (opened_.loses_next.exchange(false))
            throw CannotTell{Kind::lost, "the link is cut"};
        if (opened_.slips_next.exchange(false))
            throw std::logic_error("it slipped");
        ++opened_.exchanges;
        std::vector<Answer> answers;
        for (std::size_t i = 0; i < batch.size(); ++i)
            answers.emplace_back(CannotTell{Kind::failed, "nothing is told here"});
        return answers;
    }
    bool can(Ability) const override { return opened_.is_live; }
    std::string why_not(Ability) const override { return ""; }
    bool reads_are_free() const override { return false; }

private:
    Opened& opened_;
};

OpenBackend opener_to(Opened& opened) {
    return [&opened](const Target&, std::vector<std::string>& notices) {
        if (opened.refuses)
            throw CannotTell{Kind::failed, "nobody listens"};
        ++opened.times;
        notices.emplace_back("reached");
        return std::make_unique<Session>(opened);
    };
}

const Target web{"web", "ssh://web"};
const Target db{"db", "ssh://db"};
const std::vector<Question> a_read{Stat{"/etc/passwd"}};

void ask(SessionPool& pool, const Target& target, std::span<const Question> batch = a_read) {
    std::vector<std::string> notices;
    auto backend = pool.take(target, notices);
    CHECK(notices == std::vector<std::string>{"reached"});
    (void)backend->exchange(batch, Deadline(std::chrono::seconds(5)));
}

}  // namespace

TEST_CASE("a target stays reached from one round to the next") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    for (int round = 0; round < 3; ++round)
        ask(pool, web);
    CHECK(opened.times == 1);
    CHECK(opened.closed == 0);
    CHECK(pool.count() == 1);
    ask(pool, db);
    CHECK(opened.times == 2);
    CHECK(pool.count() == 2);
}

TEST_CASE("of too many idle sessions the one unused longest is closed") {
    Opened opened;
    SessionPool pool(opener_to(opened), 1);
    ask(pool, web);
    ask(pool, db);
    CHECK(opened.closed == 1);
    ask(pool, db);
    CHECK(opened.times == 2);
    ask(pool, web);
    CHECK(opened.times == 3);
}

TEST_CASE("a kept session that was lost is reached anew, once") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    ask(pool, web);
    opened.loses_next = true;
    ask(pool, web);
    CHECK(opened.times == 2);
    CHECK(opened.closed == 1);
    CHECK(opened.exchanges == 2);
}

TEST_CASE("a new session that is lost is lost, and is not kept") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    opened.loses_next = true;
    CHECK_THROWS_AS(ask(pool, web), CannotTell);
    CHECK(opened.times == 1);
    CHECK(opened.closed == 1);
    CHECK(pool.count() == 0);
}

TEST_CASE("what an author runs is not sent a second time by a kept session that was lost") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    ask(pool, web);
    opened.loses_next = true;
    const std::vector<Question> command{Run{{}, Origin::author}};
    CHECK_THROWS_AS(ask(pool, web, command), CannotTell);
    CHECK(opened.times == 1);
    CHECK(opened.exchanges == 1);
}

TEST_CASE("a session that was lost after an answer in this round is lost") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    ask(pool, web);
    std::vector<std::string> notices;
    auto backend = pool.take(web, notices);
    (void)backend->exchange(a_read, Deadline(std::chrono::seconds(5)));
    opened.loses_next = true;
    CHECK_THROWS_AS(backend->exchange(a_read, Deadline(std::chrono::seconds(5))), CannotTell);
    backend.reset();
    CHECK(opened.times == 1);
    CHECK(pool.count() == 0);
}

TEST_CASE("a session in which we made a mistake is not used again") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    ask(pool, web);
    opened.slips_next = true;
    CHECK_THROWS_AS(ask(pool, web), std::logic_error);
    CHECK(pool.count() == 0);
    ask(pool, web);
    CHECK(opened.times == 2);
}

TEST_CASE("a session that was lost is not kept, though it answered once more after that") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    std::vector<std::string> notices;
    auto backend = pool.take(web, notices);
    opened.loses_next = true;
    CHECK_THROWS_AS(backend->exchange(a_read, Deadline(std::chrono::seconds(5))), CannotTell);
    (void)backend->exchange(a_read, Deadline(std::chrono::seconds(5)));
    backend.reset();
    CHECK(pool.count() == 0);
    CHECK(opened.closed == 1);
}

TEST_CASE("a kept session that was lost and cannot be reached anew is lost") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    ask(pool, web);
    opened.loses_next = true;
    opened.refuses = true;
    CHECK_THROWS_AS(ask(pool, web), CannotTell);
    CHECK(pool.count() == 0);
    opened.refuses = false;
    ask(pool, web);
    CHECK(opened.times == 2);
}

TEST_CASE("targets are reached in another way from now on, and what is open stays") {
    Opened before;
    Opened now;
    SessionPool pool(opener_to(before), 10);
    ask(pool, web);
    pool.reach_by(opener_to(now));
    ask(pool, web);
    ask(pool, db);
    CHECK(before.times == 1);
    CHECK(before.exchanges == 2);
    CHECK(now.times == 1);
}

TEST_CASE("what is lent outlives its pool") {
    Opened opened;
    std::vector<std::string> notices;
    std::unique_ptr<Backend> backend;
    {
        const auto pool = std::make_shared<SessionPool>(opener_to(opened), 10);
        backend = opener_by(pool)(web, notices);
    }
    (void)backend->exchange(a_read, Deadline(std::chrono::seconds(5)));
    backend.reset();
    CHECK(opened.exchanges == 1);
    CHECK(opened.closed == 1);
}

TEST_CASE("a target that cannot be reached keeps nobody waiting") {
    Opened opened;
    opened.refuses = true;
    SessionPool pool(opener_to(opened), 10);
    CHECK_THROWS_AS(ask(pool, web), CannotTell);
    opened.refuses = false;
    ask(pool, web);
    CHECK(opened.times == 1);
}

TEST_CASE("images and recordings are not kept open") {
    Opened opened;
    opened.is_live = false;
    SessionPool pool(opener_to(opened), 10);
    ask(pool, web);
    CHECK(opened.closed == 1);
    CHECK(pool.count() == 0);
}

TEST_CASE("what is closed while it is used is not used again") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    std::vector<std::string> notices;
    auto backend = pool.take(web, notices);
    pool.close("web");
    (void)backend->exchange(a_read, Deadline(std::chrono::seconds(5)));
    backend.reset();
    CHECK(opened.closed == 1);
    ask(pool, web);
    pool.close("web");
    CHECK(opened.closed == 2);
}

TEST_CASE("several who want one target have it one after the other") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    std::atomic<int> at_once = 0;
    std::atomic<int> most = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                for (int round = 0; round < 20; ++round) {
                    std::vector<std::string> notices;
                    auto backend = pool.take(web, notices);
                    most = std::max(most.load(), ++at_once);
                    (void)backend->exchange(a_read, Deadline(std::chrono::seconds(5)));
                    --at_once;
                }
            });
    }
    CHECK(most == 1);
    CHECK(opened.times == 1);
    CHECK(opened.exchanges == 160);
}

TEST_CASE("what nobody used for too long is closed, and reached anew") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10, Nanoseconds::zero());
    ask(pool, web);
    CHECK(opened.closed == 0);
    pool.close_unused();
    CHECK(opened.closed == 1);
    CHECK(pool.count() == 0);
    ask(pool, db);
    ask(pool, web);
    CHECK(opened.times == 3);
    ask(pool, web);
    CHECK(opened.times == 4);
}

TEST_CASE("a target that is at another place now is not asked by its old session") {
    Opened opened;
    SessionPool pool(opener_to(opened), 10);
    ask(pool, web);
    const Target moved{"web", "ssh://elsewhere"};
    ask(pool, moved);
    CHECK(opened.times == 2);
    CHECK(opened.closed == 1);
    ask(pool, moved);
    CHECK(opened.times == 2);
}
