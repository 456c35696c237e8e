// What hangs, floods, dies or stays behind costs its own question and no other.
#include "tests/framework/backend/shell/lives.hpp"
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

Run authors(std::string line, Nanoseconds deadline = 20s) {
    return {Command{.words = {"sh", "-c", std::move(line)}, .deadline = deadline}, Origin::author};
}

Kind trouble_of(const Answer& answer) {
    const auto* why = std::get_if<CannotTell>(&answer);
    return why != nullptr ? why->kind
                          : throw std::logic_error("it was answered: " + describe(answer));
}

std::string out_of(const Answer& answer) {
    const auto* output = std::get_if<Output>(&answer);
    return output != nullptr ? output->out : describe(answer);
}

/// A connection with a limit of sessions, as sshd's MaxSessions, that counts what is opened.
class Narrow : public Connection {
public:
    explicit Narrow(std::size_t most) : most_(most) {}

    std::unique_ptr<Channel> start(std::string_view line, Deadline deadline) override {
        if (*open_ >= most_)
            throw CannotTell{Kind::denied, "open failed"};
        ++started;
        return std::make_unique<Counted>(pipes_.start(line, deadline), open_);
    }
    void wait(Deadline until) override { pipes_.wait(until); }
    std::string peer() const override { return "narrow"; }

    int started = 0;

private:
    class Counted : public Channel {
    public:
        Counted(std::unique_ptr<Channel> channel, std::shared_ptr<std::size_t> open)
            : channel_(std::move(channel)), open_(std::move(open)) {
            ++*open_;
        }
        ~Counted() override { --*open_; }
        std::size_t write(std::string_view bytes) override { return channel_->write(bytes); }
        void close_input() override { channel_->close_input(); }
        bool read_out(std::string& to) override { return channel_->read_out(to); }
        bool read_err(std::string& to) override { return channel_->read_err(to); }

    private:
        std::unique_ptr<Channel> channel_;
        std::shared_ptr<std::size_t> open_;
    };

    std::size_t most_;
    std::shared_ptr<std::size_t> open_ =
        std::make_shared<std::size_t>(0);  // ours and the channels'
    PipeConnection pipes_{{"sh", "-c"}, "narrow"};
};

/// A connection that tells a few bytes each time that somebody has waited for it, as a slow link does.
class Slow : public Connection {
public:
    std::unique_ptr<Channel> start(std::string_view line, Deadline deadline) override {
        return std::make_unique<Dripping>(pipes_.start(line, deadline), tap_);
    }
    void wait(Deadline until) override {
        pipes_.wait(tap_->held > 0 ? Deadline(Nanoseconds::zero()) : until);
        tap_->is_open = true;
    }
    std::string peer() const override { return "slow"; }

private:
    struct Tap {
        bool is_open = true;
        std::size_t held = 0;
    };
    class Dripping : public Channel {
    public:
        Dripping(std::unique_ptr<Channel> channel, std::shared_ptr<Tap> tap)
            : channel_(std::move(channel)), tap_(std::move(tap)) {}
        ~Dripping() override { tap_->held -= out_.size() + err_.size(); }
        std::size_t write(std::string_view bytes) override { return channel_->write(bytes); }
        void close_input() override { channel_->close_input(); }
        bool read_out(std::string& to) override {
            return drip(to, out_, [&](std::string& into) { return channel_->read_out(into); });
        }
        bool read_err(std::string& to) override {
            return drip(to, err_, [&](std::string& into) { return channel_->read_err(into); });
        }

    private:
        bool drip(
            std::string& to, std::string& held, const std::function<bool(std::string&)>& read
        ) {
            if (not tap_->is_open)
                return true;
            const auto before = held.size();
            const bool is_open = read(held);
            const auto drop = std::min<std::size_t>(held.size(), 50);
            to.append(held, 0, drop);
            held.erase(0, drop);
            tap_->held = tap_->held + held.size() - before;
            tap_->is_open = drop == 0;
            return is_open or not held.empty();
        }

        std::unique_ptr<Channel> channel_;
        std::shared_ptr<Tap> tap_;
        std::string out_;
        std::string err_;
    };

    std::shared_ptr<Tap> tap_ = std::make_shared<Tap>();  // ours and the channels'
    PipeConnection pipes_{{"sh", "-c"}, "slow"};
};

/// For a moment a child of this process holds whatever it has open, as one that is about to be a shell does.
void start_what_holds_all(Nanoseconds for_so_long) {
    const auto child = ::fork();
    if (child == 0) {
        ::usleep(static_cast<useconds_t>(for_so_long / 1us));
        ::_exit(0);
    }
    REQUIRE(child > 0);
    CHECK(::waitpid(child, nullptr, 0) == child);
}

}  // namespace

TEST_CASE("a command that hangs is ended with all its processes, and only its own row is errored") {
    const Place folder;
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);
        const auto note = folder / "process";
        const std::vector<Question> batch = {
            authors("echo before"),
            authors(
                "trap '' TERM HUP; (trap '' TERM; setsid sh -c 'echo $$ >" + note
                    + "; sleep 60' | cat) & wait",
                400ms
            ),
            authors("echo behind"),
            Read{"/etc/hostname"},
        };

        const auto answers = backend.exchange(batch, Deadline(20s));

        CHECK(out_of(answers[0]) == "before\n");
        CHECK(trouble_of(answers[1]) == Kind::timed_out);
        CHECK(out_of(answers[2]) == "behind\n");
        CHECK(std::get<std::optional<Content>>(answers[3]));
        CHECK_FALSE(lives(note));
        CHECK(
            out_of(backend.exchange(std::vector<Question>{authors("echo again")}, Deadline(20s))[0])
            == "again\n"
        );
    }
}

TEST_CASE("a command that floods is ended and too large") {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);
        const std::vector<Question> batch = {
            authors("cat /dev/zero"),
            authors("yes >&2"),
            authors("echo fine"),
            authors("head -c 5000000 /dev/zero")};

        const auto answers = backend.exchange(batch, Deadline(30s));

        CHECK(trouble_of(answers[0]) == Kind::too_large);
        CHECK(trouble_of(answers[1]) == Kind::too_large);
        CHECK(out_of(answers[2]) == "fine\n");
        CHECK(trouble_of(answers[3]) == Kind::too_large);
    }
}

TEST_CASE("a process that a command leaves behind cannot write into another answer") {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);
        std::vector<Question> batch = {
            authors("(sleep 0.2; echo late; echo late >&2) & echo first")};
        for (int i = 0; i < 8; ++i)
            batch.emplace_back(authors("sleep 0.1; echo " + std::to_string(i)));

        const auto answers = backend.exchange(batch, Deadline(20s));

        CHECK(out_of(answers[0]) == "first\n");
        for (std::size_t i = 1; i < answers.size(); ++i)
            CHECK(out_of(answers[i]) == std::to_string(i - 1) + "\n");
    }
}

TEST_CASE("behind a command that leaves a process, the lane waits for the link and not in a circle"
) {
    ShellBackend backend(std::make_unique<Slow>());
    std::vector<Question> batch = {authors("sleep 5 & echo first")};
    for (int i = 0; i < 20; ++i)
        batch.emplace_back(authors("sleep 0.01; echo " + std::to_string(i)));

    const auto answers = backend.exchange(batch, Deadline(20s));

    CHECK(out_of(answers[0]) == "first\n");
    for (std::size_t i = 1; i < answers.size(); ++i)
        CHECK(out_of(answers[i]) == std::to_string(i - 1) + "\n");
}

TEST_CASE("what a program above the lane starts meanwhile was not left behind by a command") {
    auto connection = std::make_unique<Narrow>(10);
    auto& narrow = *connection;
    ShellBackend backend(std::move(connection));
    const std::vector<Question> batch = {authors("sleep 0.2; echo fine")};

    std::thread other([] {
        std::this_thread::sleep_for(100ms);
        start_what_holds_all(150ms);
    });
    const auto answers = backend.exchange(batch, Deadline(20s));
    other.join();

    CHECK(out_of(answers[0]) == "fine\n");
    CHECK(out_of(backend.exchange(batch, Deadline(20s))[0]) == "fine\n");
    CHECK(narrow.started == 1);
}

TEST_CASE("a command that kills its shell is errored and not run again") {
    const Place folder;
    for (const auto& shell : all_shells()) {
        INFO(shell);
        const auto note = folder / ("runs on " + shell);
        auto backend = backend_on(shell);
        // The lane is the parent of the session that the command leads.
        const std::vector<Question> batch = {
            authors("echo x >>'" + note + "'; kill -9 $PPID; sleep 0.3"), authors("echo behind")};

        const auto answers = backend.exchange(batch, Deadline(20s));

        CHECK(trouble_of(answers[0]) == Kind::lost);
        CHECK(out_of(answers[1]) == "behind\n");
        CHECK(*read_file(note) == "x\n");
    }
}

TEST_CASE("an exchange ends by its deadline and a moment, whatever the target does") {
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto backend = backend_on(shell);
        const std::vector<Question> batch = {
            authors("sleep 30"), Run{Command{{"sleep", "30"}}}, authors("sleep 30")};
        const auto start = std::chrono::steady_clock::now();

        const auto answers = backend.exchange(batch, Deadline(500ms));

        CHECK(std::chrono::steady_clock::now() - start < 2s);
        for (const auto& answer : answers)
            CHECK(trouble_of(answer) == Kind::timed_out);
        CHECK(
            out_of(backend.exchange(std::vector<Question>{authors("echo again")}, Deadline(20s))[0])
            == "again\n"
        );
    }
}

TEST_CASE("an exchange that was broken off leaves no answers for the next") {
    class Fickle : public PipeConnection {
    public:
        Fickle() : PipeConnection({"sh", "-c"}, "web-1") {}
        void wait(Deadline until) override {
            if (std::exchange(breaks, false) and is_up)
                throw CannotTell{Kind::lost, "the link to web-1 broke"};
            PipeConnection::wait(until);
        }
        bool breaks = false;
        bool is_up = false;
    };
    auto connection = std::make_unique<Fickle>();
    auto& fickle = *connection;
    ShellBackend backend(std::move(connection));
    (void)ask(backend, Read{"/etc/hostname"});
    fickle.is_up = fickle.breaks = true;
    const std::vector<Question> slow = {Run{Command{{"sh", "-c", "sleep 0.1; echo old"}}}};

    CHECK_THROWS_AS(backend.exchange(slow, Deadline(5s)), CannotTell);

    CHECK(ask(backend, Run{Command{{"sh", "-c", "sleep 0.2; echo new"}}}).out == "new\n");
}

TEST_CASE("where one session is allowed one lane serves, and another is opened after it is closed"
) {
    auto connection = std::make_unique<Narrow>(1);
    auto& narrow = *connection;
    ShellBackend backend(std::move(connection));
    std::vector<Question> batch;
    for (int i = 0; i < 10; ++i) {
        batch.emplace_back(authors("echo " + std::to_string(i)));
        batch.emplace_back(Run{Command{{"echo", "fact"}}});
    }
    batch.emplace_back(authors("sleep 30", 200ms));

    const auto answers = backend.exchange(batch, Deadline(20s));
    const auto facts_again =
        backend.exchange(std::vector<Question>{Read{"/etc/hostname"}}, Deadline(20s));

    for (std::size_t i = 0; i < 10; ++i) {
        CHECK(out_of(answers[2 * i]) == std::to_string(i) + "\n");
        CHECK(out_of(answers[2 * i + 1]) == "fact\n");
    }
    CHECK(trouble_of(answers[20]) == Kind::timed_out);
    CHECK(std::get<std::optional<Content>>(facts_again[0]));
    CHECK(narrow.started <= 4);
}

TEST_CASE("lanes are kept from one exchange to the next") {
    auto connection = std::make_unique<Narrow>(10);
    auto& narrow = *connection;
    ShellBackend backend(std::move(connection));

    for (int i = 0; i < 5; ++i)
        (void)backend.exchange(
            std::vector<Question>{Read{"/etc/hostname"}, authors("true")}, Deadline(20s)
        );

    CHECK(narrow.started == 2);
}

TEST_CASE("a lane for many commands is opened beside the first questions, and used when they come"
) {
    auto connection = std::make_unique<Narrow>(10);
    auto& narrow = *connection;
    ShellBackend backend(std::move(connection));
    backend.expect_commands(50);

    (void)backend.exchange(std::vector<Question>{Run{Command{{"sleep", "0.3"}}}}, Deadline(20s));
    const auto opened = narrow.started;
    const auto answers = backend.exchange(
        std::vector<Question>{Read{"/etc/hostname"}, authors("echo fine")}, Deadline(20s)
    );

    CHECK(opened == 2);
    CHECK(narrow.started == 2);
    CHECK(out_of(answers[1]) == "fine\n");
}

TEST_CASE("what never is a shell is one clear error") {
    struct Case {
        std::string words;
        Kind kind;
        std::string message;
    };
    const std::vector<Case> cases = {
        {"echo This account is not available.; exit 1",
         Kind::denied,
         "it said \"This account is not available.\""},
        {"cat >/dev/null; sleep 20", Kind::timed_out, "within 300 ms"},
        {"exec sleep 20", Kind::timed_out, "it said nothing"},
        {"yes", Kind::unparsable, "printed more than"},
    };

    for (const auto& [words, kind, message] : cases) {
        INFO(words);
        ShellOptions options;
        options.lane.login_time = 300ms;
        ShellBackend backend(
            std::make_unique<PipeConnection>(
                std::vector<std::string>{"sh", "-c", words + " #"}, "web-1"
            ),
            options
        );

        const std::vector<Question> batch = {Read{"/etc/hostname"}};
        const auto exchange = [&]() -> CannotTell {
            try {
                (void)backend.exchange(batch, Deadline(5s));
            } catch (const CannotTell& why) {
                return why;
            }
            return {Kind::failed, "it was answered"};
        };
        const auto why = exchange();

        CHECK(why.kind == kind);
        CHECK(why.message.find("web-1") != std::string::npos);
        CHECK(why.message.find(message) != std::string::npos);
    }
}

TEST_CASE("banners, messages of the day and noise of a login file do no harm") {
    const std::string noisy =
        "printf 'Welcome\\0\\n\\n'; echo motd >&2; printf 'no newline'; eval \"$1\"";
    ShellBackend backend(
        std::make_unique<PipeConnection>(std::vector<std::string>{"sh", "-c", noisy, "sh"}, "web-1")
    );

    CHECK(ask(backend, Read{"/proc/sys/kernel/ostype"})->bytes == "Linux\n");
}

TEST_CASE("a link that breaks is opened once more, and facts are asked again") {
    int opened = 0;
    const auto open = [&opened]() -> std::unique_ptr<Connection> {
        class Breaking : public PipeConnection {
        public:
            explicit Breaking(int lives) : PipeConnection({"sh", "-c"}, "web-1"), lives_(lives) {}
            void wait(Deadline until) override {
                if (--lives_ == 0)
                    throw CannotTell{Kind::lost, "the link to web-1 broke"};
                PipeConnection::wait(until);
            }

        private:
            int lives_;
        };
        return std::make_unique<Breaking>(opened++ == 0 ? 3 : 10'000);
    };
    ShellOptions options;
    options.reconnect = open;
    ShellBackend backend(open(), options);

    // It is waited for again and again, so the link breaks meanwhile.
    const Command command{{"sh", "-c", "for i in 1 2 3 4 5; do echo $i; sleep 0.1; done"}};
    CHECK(ask(backend, Run{command}).out == "1\n2\n3\n4\n5\n");
    CHECK(opened == 2);
}

TEST_CASE("a login shell that is fish or csh is as good as any") {
    for (const std::string shell : {"fish", "tcsh", "bash", "dash", "mksh", "zsh"}) {
        if (std::system(("command -v " + shell + " >/dev/null").c_str()) != 0)
            continue;
        INFO(shell);
        ShellBackend backend(
            std::make_unique<PipeConnection>(std::vector<std::string>{shell, "-c"}, "web-1")
        );

        CHECK(ask(backend, Read{"/proc/sys/kernel/ostype"})->bytes == "Linux\n");
        CHECK(
            ask(backend, Run{Command{{"sh", "-c", "printf %s \"$HOME\""}}}).out
            == std::getenv("HOME")
        );
    }
}
