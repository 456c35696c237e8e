// Whoever writes to the store is killed at any moment, again and again. MUSTER_KILLS says how often.

#include "framework/base/file_descriptor.hpp"
#include "framework/base/sqlite/statement.hpp"
#include "framework/fleet/store/store.hpp"
#include "tests/framework/fleet/stores.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <thread>

using namespace muster;
using namespace muster::tests;

namespace {

using Random = std::mt19937;
using Numbers = std::vector<std::int64_t>;

constexpr std::size_t all = SIZE_MAX;
constexpr int few_kills = 20;

int kills() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets it
    const char* wanted = std::getenv("MUSTER_KILLS");
    return wanted == nullptr ? few_kills : std::stoi(wanted);
}

/// Everything in it says which round it is.
Round numbered(std::int64_t number) {
    const auto text = std::to_string(number);
    auto round = round_of("web1", at(number), facts_of(text));
    round.target.exchanges = static_cast<std::size_t>(number);
    round.states = {state_of("web1", "a", Standing::failed)};
    round.states.front().last = at(number);
    round.states.front().observation.result.message = text;
    round.events = {event_of({"web1", "a"}, at(number))};
    round.events.front().is = text;
    round.outgoing = {Outgoing{.channel = "c", .content = Json(number), .created = at(number)}};
    return round;
}

/// A process that does something with the store until it is killed, and says a byte now and then.
class Doomed {
public:
    explicit Doomed(const std::function<void(int)>& act) : pipe_(Pipe::make()), process_(::fork()) {
        if (process_ == 0) {
            act_out(act, pipe_.writing.number());
            ::_exit(0);
        }
        pipe_.writing.close();
    }
    Doomed(const Doomed&) = delete;
    Doomed& operator=(const Doomed&) = delete;
    ~Doomed() { kill(); }

    /// Waits until it has said so many bytes in all.
    void await(std::int64_t wanted) {
        while (said_ < wanted and hear()) {}
    }

    void kill() {
        if (process_ <= 0)
            return;
        (void)::kill(process_, SIGKILL);
        (void)::waitpid(process_, nullptr, 0);
        process_ = 0;
    }

    /// So many bytes it said in its life.
    std::int64_t last_words() {
        kill();
        while (hear()) {}
        return said_;
    }

private:
    /// Nothing gets out of the child, which has a whole test program around it.
    static void act_out(const std::function<void(int)>& act, int to) {
        try {
            act(to);
        } catch (const std::exception& trouble) {
            const auto text = std::string("the child says: ") + trouble.what() + "\n";
            (void)not ::write(STDERR_FILENO, text.data(), text.size());
        }
    }

    bool hear() {
        char byte = 0;
        const bool heard = ::read(pipe_.reading.number(), &byte, 1) == 1;
        said_ += heard ? 1 : 0;
        return heard;
    }

    Pipe pipe_;
    pid_t process_;
    std::int64_t said_ = 0;
};

/// Writes the rounds from `number` on, and says a byte after each.
void write_rounds(const std::string& file, std::int64_t number, int to) {
    Store store(file, Store::Access::create);
    for (;; ++number) {
        store.write(numbered(number));
        if (::write(to, "x", 1) != 1)
            return;
    }
}

void pause(Random& random, int most_microseconds) {
    const auto some = std::uniform_int_distribution(0, most_microseconds)(random);
    std::this_thread::sleep_for(std::chrono::microseconds(some));
}

std::string integrity_of(const std::string& file) {
    Database database(file, Database::Access::open, std::chrono::seconds(2));
    Statement check(database, "PRAGMA integrity_check");
    std::string said;
    if (check.step())
        check.into(said);
    return said;
}

Numbers up_to(std::int64_t last) {
    Numbers numbers(static_cast<std::size_t>(last));
    std::iota(numbers.begin(), numbers.end(), 1);
    return numbers;
}

/// The rounds 1 to N are there, whole, and no other ones: N.
std::int64_t check_rounds(const Store& store, std::int64_t known_before) {
    const auto states = store.states();
    if (states.empty()) {
        CHECK(store.targets().empty());
        CHECK(store.history({}).empty());
        CHECK(store.waiting() == 0);
        return 0;
    }
    const auto last = std::stoll(states.front().observation.result.message);
    CHECK(states.size() == 1);
    CHECK(states.front().last == at(last));
    CHECK(store.targets().front().exchanges == static_cast<std::size_t>(last));
    Numbers events;
    for (const auto& event : store.history({.most = all}))
        events.push_back(std::stoll(event.is));
    CHECK(events == up_to(last));
    Numbers messages;
    for (const auto& message : store.due(at(last), all))
        messages.push_back(*message.content.as<std::int64_t>());
    CHECK(messages == up_to(last));
    Numbers rounds;
    for (const auto& round : store.rounds("web1", at(0), at(last + 1)))
        rounds.push_back((round.at - at(0)) / std::chrono::seconds(1));
    CHECK(rounds == up_to(last));
    for (auto number = known_before + 1; number <= last; ++number)
        CHECK(store.facts_at("web1", at(number)) == facts_of(std::to_string(number)));
    return last;
}

}  // namespace

TEST_CASE(
    "who is killed while it writes rounds leaves whole ones, and none that was written is lost"
) {
    const TemporaryFolder folder;
    const auto file = folder.file("muster.db");
    Random random(std::random_device{}());
    std::int64_t last = 0;
    std::int64_t unsaid = 0;

    for (int killed = 1; killed <= kills(); ++killed) {
        Doomed writer([&](int to) { write_rounds(file, last + 1, to); });
        writer.await(std::uniform_int_distribution(1, 30)(random));
        pause(random, 3000);
        const auto written = last + writer.last_words();

        INFO("after " << killed << " kills, " << written << " rounds");
        CHECK(integrity_of(file) == "ok");
        const Store store(file, Store::Access::open);
        const auto found = check_rounds(store, last);
        // The one that it was killed in may have been written just so.
        CHECK(found >= written);
        CHECK(found <= written + 1);
        unsaid += found - written;
        last = found;
    }

    CHECK(last >= kills());
    if (kills() > few_kills)
        WARN(
            kills() << " kills in " << last << " rounds, " << unsaid << " written but not yet said"
        );
}

TEST_CASE("who is killed while it makes a store leaves one that can be made, or is made") {
    Random random(std::random_device{}());

    for (int killed = 1; killed <= kills(); ++killed) {
        const TemporaryFolder folder;
        const auto file = folder.file("muster.db");
        {
            Doomed maker([&](int to) {
                (void)not ::write(to, "x", 1);
                write_rounds(file, 1, to);
            });
            maker.await(1);
            pause(random, 10'000);
        }

        INFO("after " << killed << " kills");
        const Store store(file, Store::Access::create);
        CHECK(integrity_of(file) == "ok");
        (void)check_rounds(store, 0);
    }
}

TEST_CASE("processes that make a store at once all have it") {
    const TemporaryFolder folder;
    const auto file = folder.file("muster.db");
    constexpr int makers = 8;
    std::vector<std::unique_ptr<Doomed>> all_makers;

    for (int maker = 0; maker < makers; ++maker)
        all_makers.push_back(std::make_unique<Doomed>([&](int to) {
            Store store(file, Store::Access::create, std::chrono::minutes(1));
            store.keep("maker " + std::to_string(maker), "");
            (void)not ::write(to, "x", 1);
        }));
    std::int64_t made = 0;
    for (const auto& maker : all_makers) {
        maker->await(1);
        made += maker->last_words();
    }

    CHECK(made == makers);
    const Store store(file, Store::Access::open);
    for (int maker = 0; maker < makers; ++maker)
        CHECK(store.kept("maker " + std::to_string(maker)));
}
