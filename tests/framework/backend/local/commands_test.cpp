#include "framework/backend/exit_status.hpp"
#include "framework/base/text.hpp"
#include "tests/framework/backend/local/ask.hpp"
#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>
#include <thread>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

std::chrono::steady_clock::duration since(std::chrono::steady_clock::time_point start) {
    return std::chrono::steady_clock::now() - start;
}

/// The answers of several commands in one batch.
std::vector<Answer> run_all(const std::vector<std::string>& lines, Origin origin) {
    std::vector<Question> batch;
    for (const auto& line : lines)
        batch.emplace_back(Run{shell(line), origin});
    LocalBackend backend;
    return backend.exchange(batch, Deadline(usual_deadline));
}

/// Whether a process ends within a moment; a zombie, which only waits to be noticed, has ended.
bool is_gone(const std::string& id) {
    for (int i = 0; i < 100; ++i) {
        const auto content = answer_to(Read{"/proc/" + id + "/stat"});
        if (not content or content->bytes.find(") Z ") != std::string::npos)
            return true;
        std::this_thread::sleep_for(20ms);
    }
    return false;
}

/// The first line of a file that a command writes, once it is there.
std::string line_from(const std::string& path) {
    for (int i = 0; i < 200; ++i) {
        const auto content = answer_to(Read{path});
        if (content and content->bytes.ends_with("\n"))
            return content->bytes.substr(0, content->bytes.find('\n'));
        std::this_thread::sleep_for(10ms);
    }
    throw std::runtime_error(path + " was never written");
}

}  // namespace

TEST_CASE("a command's streams stay apart and keep every byte") {
    const auto output = output_of(shell("printf 'a\\0b\\377\\n'; printf 'oops\\0' >&2; exit 3"));

    CHECK(output.out == std::string("a\0b\xff\n", 5));
    CHECK(output.err == std::string("oops\0", 5));
    CHECK(output.exit_status == 3);
    CHECK(output.signal.empty());
}

TEST_CASE("words reach the program as they are") {
    const std::vector<std::string> words = {
        "a b", "", "'\"", "$(id)", "new\nline", "-n", "*", "\xff", ";reboot"};
    Command command{.words = {"printf", "<%s>"}};
    command.words.insert(command.words.end(), words.begin(), words.end());

    CHECK(output_of(command).out == "<a b><><'\"><$(id)><new\nline><-n><*><\xff><;reboot>");
    CHECK(why_not(Run{{.words = {"printf", std::string("a\0b", 3)}}}).kind == Kind::unsupported);
}

TEST_CASE("the environment is small and known, and a command's own variables come on top") {
    auto command =
        Command{.words = {"env"}, .environment = {{"EXTRA", "a b\nc"}, {"LC_ALL", "C.UTF-8"}}};
    REQUIRE(::setenv("SHOULD_NOT_BE_SEEN", "1", 1) == 0);

    const auto output = output_of(command).out;
    const auto plain = output_of({.words = {"env"}}).out;

    CHECK(output.find("EXTRA=a b\nc\n") != std::string::npos);
    CHECK(output.find("LC_ALL=C.UTF-8\n") != std::string::npos);
    CHECK(plain.find("LC_ALL=C\n") != std::string::npos);
    CHECK(
        plain.find("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n")
        != std::string::npos
    );
    CHECK(plain.find("SHOULD_NOT_BE_SEEN") == std::string::npos);
    for (const auto line : lines_of(plain)) {
        const auto name = std::string(line.substr(0, line.find('=')));
        CAPTURE(name);
        CHECK(std::set<std::string>{"HOME", "LC_ALL", "LOGNAME", "PATH", "SHELL", "USER"}.contains(
            name
        ));
    }
    CHECK(
        why_not(Run{{.words = {"env"}, .environment = {{"A=B", "c"}}}}).kind == Kind::unsupported
    );
}

TEST_CASE("standard input is empty, or as given, however long") {
    const std::string input = std::string(1'000'000, 'i') + std::string("\0end", 4);

    CHECK(output_of({.words = {"cat"}}).out.empty());
    CHECK(output_of({.words = {"cat"}, .input = input}).out == input);
    CHECK(output_of({.words = {"true"}, .input = input}).exit_status == 0);
    CHECK(output_of({.words = {"sh"}, .input = "echo from the input\n"}).out == "from the input\n");
    CHECK(
        output_of({.words = {"cat", "/dev/stdin"}, .input = "opened again"}).out == "opened again"
    );
    // A client of MySQL's does not believe an option file that everybody may write.
    CHECK(
        output_of({.words = {"stat", "-L", "-c", "%a", "/dev/stdin"}, .input = "x"}).out == "444\n"
    );
}

TEST_CASE("a command runs in / or in the folder it names") {
    const PublicFolder folder;
    const auto inner = folder.folder("with blank");

    CHECK(output_of({.words = {"pwd"}}).out == "/\n");
    CHECK(
        output_of({.words = {"pwd", "-P"}, .folder = inner}).out
        == std::filesystem::canonical(inner).string() + "\n"
    );
    CHECK(
        why_not(Run{{.words = {"pwd"}, .folder = folder / "absent"}}).message
        == "entering the folder " + (folder / "absent") + ": No such file or directory"
    );
}

TEST_CASE("what cannot be started ends as sh has it") {
    const PublicFolder folder;
    const auto unexecutable = folder.file("unexecutable", "#!/bin/sh\n", 0644);
    const auto script = folder.file("script", "echo \"script $1\"\n", 0755);
    const auto lost = folder.file("lost", "#!/no/such/interpreter\n", 0755);
    const auto path = std::vector<std::pair<std::string, std::string>>{{"PATH", folder.path()}};

    CHECK(output_of({.words = {"no-such-tool"}}).exit_status == 127);
    CHECK(output_of({.words = {"no-such-tool"}}).err == "sh: no-such-tool: not found\n");
    CHECK(output_of({.words = {folder / "absent"}}).exit_status == 127);
    CHECK(output_of({.words = {""}}).exit_status == 127);
    CHECK(output_of({.words = {unexecutable}}).exit_status == 126);
    CHECK(
        output_of({.words = {unexecutable}}).err == "sh: " + unexecutable + ": Permission denied\n"
    );
    CHECK(output_of({.words = {"unexecutable"}, .environment = path}).exit_status == 126);
    CHECK(output_of({.words = {folder.path()}}).exit_status == 126);
    CHECK(output_of({.words = {lost}}).exit_status == 127);
    CHECK(output_of({.words = {script, "word"}}).out == "script word\n");
    CHECK(output_of({.words = {"script", "word"}, .environment = path}).out == "script word\n");
    CHECK(
        output_of({.words = {"./script", "word"}, .folder = folder.path()}).out == "script word\n"
    );
    CHECK(output_of(shell("no-such-tool")).exit_status == 127);
}

TEST_CASE("a death by a signal is what sh reports, and so is an exit status that looks like it") {
    for (const std::string line : {"kill -SEGV $$", "exit 139", "sh -c 'kill -SEGV $$'; exit $?"}) {
        CAPTURE(line);
        const auto output = output_of(shell(line));
        CHECK(output.exit_status == 139);
        CHECK(output.signal == "SIGSEGV");
    }
    CHECK(output_of(shell("exit 137")).signal == "SIGKILL");
    CHECK(output_of(shell("exit 128")).signal.empty());
    CHECK(output_of(shell("exit 193")).signal.empty());
    CHECK(output_of(shell("exit 255")).exit_status == 255);
}

TEST_CASE("every exit status from 129 to 192 has a signal's name, and no other has") {
    CHECK(signal_of(129) == "SIGHUP");
    CHECK(signal_of(143) == "SIGTERM");
    CHECK(signal_of(160) == "SIG32");
    CHECK(signal_of(162) == "SIGRTMIN");
    CHECK(signal_of(192) == "SIGRTMIN+30");
    for (const int status : {0, 1, 127, 128, 193, 255, -1})
        CHECK(signal_of(status).empty());
}

TEST_CASE("signals are at their defaults, and there is no terminal to ask on") {
    const auto before = ::signal(SIGPIPE, SIG_IGN);
    const auto output = output_of(
        shell("sh -c 'kill -PIPE $$; echo survived'; (: </dev/tty) 2>/dev/null || echo none")
    );
    (void)::signal(SIGPIPE, before);

    CHECK(output.out == "none\n");
}

TEST_CASE("a command past its deadline is killed with its children, those that left its session too"
) {
    const PublicFolder folder;
    const auto mine = folder / "mine";
    const auto child = folder / "child";
    const auto start = std::chrono::steady_clock::now();
    auto command = shell(
        "trap '' TERM INT HUP; setsid sh -c 'trap \"\" TERM; echo $$ > " + child
        + "; while :; do sleep 1; done' & echo $$ > " + mine + "; while :; do sleep 1; done"
    );
    command.deadline = 700ms;

    const auto why = why_not(Run{command});

    CHECK(why.kind == Kind::timed_out);
    CHECK(why.message.ends_with(" did not end within 700 ms"));
    CHECK(since(start) < 10s);
    CHECK(is_gone(line_from(mine)));
    CHECK(is_gone(line_from(child)));
}

TEST_CASE("the limit of commands holds for one without a deadline of its own") {
    const auto why = why_not(Run{shell("sleep 60")}, {.command = 200ms});

    CHECK(why.message == "sleep 60 did not end within 200 ms");
}

TEST_CASE("an exchange ends with its deadline, whatever a command does") {
    const PublicFolder folder;
    const auto mine = folder / "mine";
    const auto start = std::chrono::steady_clock::now();

    const auto why =
        why_not(Run{shell("trap '' TERM; echo $$ > " + mine + "; sleep 60; sleep 60")}, {}, 500ms);

    CHECK(why.kind == Kind::timed_out);
    CHECK(why.message.ends_with("the deadline of the run passed before it ended"));
    CHECK(since(start) < 10s);
    CHECK(is_gone(line_from(mine)));
}

TEST_CASE("a child in the background that holds the streams is neither waited for nor killed") {
    const PublicFolder folder;
    const auto child = folder / "child";
    const auto start = std::chrono::steady_clock::now();

    const auto output =
        output_of(shell("(sh -c 'echo $$ > " + child + "; exec sleep 50') & echo done"));

    CHECK(output.out == "done\n");
    CHECK(output.exit_status == 0);
    CHECK(since(start) < 20s);
    const auto id = line_from(child);
    CHECK(answer_to(Stat{"/proc/" + id}));
    CHECK(::kill(static_cast<pid_t>(std::stoi(id)), SIGKILL) == 0);
}

TEST_CASE("a flood is too large and its source is stopped") {
    const auto start = std::chrono::steady_clock::now();

    CHECK(
        why_not(Run{{.words = {"yes"}}}).message
        == "yes wrote more than 4194304 bytes to standard output, the limit of output"
    );
    CHECK(
        why_not(Run{shell("yes >&2")}).message
        == "yes >&2 wrote more than 4194304 bytes to standard error, the limit of output"
    );
    CHECK(why_not(Run{shell("yes >&2")}).kind == Kind::too_large);
    CHECK(
        output_of(shell("head -c 1000 /dev/zero"), {.output = 1000}).out == std::string(1000, '\0')
    );
    CHECK(why_not(Run{shell("head -c 1001 /dev/zero")}, {.output = 1000}).kind == Kind::too_large);
    CHECK(since(start) < 20s);
}

TEST_CASE("our own commands run side by side, at most eight at once") {
    const PublicFolder folder;
    const auto line = "echo + >> " + folder / "log" + "; sleep 0.3; echo - >> " + folder / "log";

    const auto answers = run_all(std::vector<std::string>(12, line), Origin::ours);

    for (const auto& answer : answers)
        CHECK(std::get<Output>(answer).exit_status == 0);
    int now = 0;
    int most = 0;
    const auto log = answer_to(Read{folder / "log"})->bytes;
    for (const auto sign : log) {
        now += sign == '+' ? 1 : sign == '-' ? -1 : 0;
        most = std::max(most, now);
    }
    CHECK(most > 1);
    CHECK(most <= 8);
}

TEST_CASE("an author's commands run one at a time, in order") {
    const PublicFolder folder;
    const auto log = folder / "log";

    (void)run_all(
        {"echo +1 >> " + log + "; sleep 0.1; echo -1 >> " + log,
         "echo +2 >> " + log + "; sleep 0.1; echo -2 >> " + log,
         "echo +3 >> " + log},
        Origin::author
    );

    CHECK(answer_to(Read{log})->bytes == "+1\n-1\n+2\n-2\n+3\n");
}

TEST_CASE("a command tells how long it took") {
    const auto output = output_of(shell("sleep 0.2"));

    CHECK(output.duration >= 100ms);  // it may have begun before we looked at the clock
    CHECK(output.duration < 20s);
}

TEST_CASE("a command runs as the user that it names") {
    if (::geteuid() != 0)
        return skip("only root may become another user");
    const auto as_nobody = [](std::vector<std::string> words) {
        return Command{.words = std::move(words), .user = "nobody"};
    };

    CHECK(output_of(as_nobody({"id", "-un"})).out == "nobody\n");
    CHECK(output_of(as_nobody({"id", "-Gn"})).out == "nogroup\n");
    CHECK(
        output_of(as_nobody({"sh", "-c", "echo $USER $HOME; pwd; cat /etc/shadow"})).exit_status
        == 1
    );
    CHECK(output_of(as_nobody({"sh", "-c", "echo $USER; pwd"})).out == "nobody\n/\n");
    CHECK(output_of(as_nobody({"no-such-tool"})).exit_status == 127);
    CHECK(output_of({.words = {"cat"}, .input = "given", .user = "nobody"}).out == "given");
    CHECK(
        why_not(Run{{.words = {"id"}, .user = "no such account"}}).message
        == "there is no account no such account to run a command as"
    );
}

TEST_CASE("another user's command sees folders and programs with that user's rights") {
    if (::geteuid() != 0)
        return skip("only root may become another user");
    const PublicFolder folder;
    const auto closed = folder.folder("closed");
    std::filesystem::permissions(closed, std::filesystem::perms(0700));
    const auto tool = folder.file("closed/tool", "#!/bin/sh\n", 0755);

    CHECK(why_not(Run{{.words = {"id"}, .folder = closed, .user = "nobody"}}).kind == Kind::denied);
    CHECK(output_of({.words = {tool}, .user = "nobody"}).exit_status == 126);
    auto slow = Command{.words = {"sleep", "60"}, .user = "nobody", .deadline = 200ms};
    CHECK(why_not(Run{slow}).kind == Kind::timed_out);
}

TEST_CASE("only root may run a command as somebody else") {
    const auto own = output_of(shell("id -un")).out;

    CHECK(output_of({.words = {"id", "-un"}, .user = own.substr(0, own.size() - 1)}).out == own);
    CHECK(
        told_to_ordinary_user(Run{{.words = {"id"}, .user = "root"}})
        == "denied: permission denied running a command as root"
    );
}

TEST_CASE("no descriptor is left open by a hundred commands") {
    const auto open_now = [] { return answer_to(ListFolder{"/proc/self/fd"})->names.size(); };
    const auto before = open_now();

    (void)run_all(std::vector<std::string>(100, "echo x"), Origin::ours);
    (void)why_not(Run{{.words = {"yes"}}});

    CHECK(open_now() == before);
}
