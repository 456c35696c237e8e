// Real service managers and watchers, started by the tests over scratch folders and ended by their ids.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <set>
#include <thread>

namespace muster {
std::span<const Resource> service_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

bool becomes_true(const std::function<bool()>& condition) {
    for (int i = 0; i < 200; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(50ms);
    }
    return false;
}

/// A program that runs until the end of the test, with all that it started: it is made their reaper, so that
/// its descendants are ours even when they outlive it.
class Daemon {
public:
    explicit Daemon(std::vector<std::string> words) {
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
        pid_ = ::fork();
        if (pid_ != 0)
            return;
        const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        for (const int stream : {0, 1, 2})
            ::dup2(nothing, stream);
        ::setpgid(0, 0);
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;
    ~Daemon() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        // Children that lost their parents are ours now, and so on down to the last one.
        for (auto orphans = children(); not orphans.empty(); orphans = children())
            for (const auto orphan : orphans) {
                ::kill(orphan, SIGKILL);
                ::waitpid(orphan, nullptr, 0);
            }
        ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    }

    pid_t pid() const { return pid_; }

private:
    static std::vector<pid_t> children() {
        std::vector<pid_t> pids;
        const auto self = std::to_string(::getpid());
        const auto path = "/proc/" + self + "/task/" + self + "/children";
        const auto listed = run_tool("cat " + path).output;
        for (const auto word : words_of(listed)) {
            const auto pid = whole_number(word);
            // The shell that looks is our child, too, and gone by now.
            if (pid and ::kill(static_cast<pid_t>(*pid), 0) == 0)
                pids.push_back(static_cast<pid_t>(*pid));
        }
        return pids;
    }

    pid_t pid_;
};

/// This machine, where some commands get more words: `supervisorctl -c FILE status`.
class With : public LocalBackend {
public:
    With(std::string tool, std::vector<std::string> more, std::string user = "")
        : tool_(std::move(tool)), more_(std::move(more)), user_(std::move(user)) {}

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        std::vector<Question> questions(batch.begin(), batch.end());
        for (auto& question : questions) {
            auto* run = std::get_if<Run>(&question);
            if (run == nullptr or run->command.words[0] != tool_)
                continue;
            run->command.user = user_;
            auto& words = run->command.words;
            words.insert(words.begin() + 1, more_.begin(), more_.end());
        }
        return LocalBackend::exchange(questions, deadline);
    }

private:
    std::string tool_;
    std::vector<std::string> more_;
    std::string user_;
};

std::string asked(
    Backend& host, const std::string& manager, std::string name, std::string attribute
) {
    return found(
        host,
        service_resources(),
        narrowed("under", {Value(manager)}, fact("service", std::move(name), std::move(attribute)))
    );
}

/// Three service folders: one that runs, one that is normally down, one that ends at once.
struct ServiceFolders {
    TemporaryFolder scratch;

    ServiceFolders() {
        program("web", "exec sleep 1000");
        program("calm", "exec sleep 1000");
        program("flappy", "exit 3");
        (void)scratch.write("services/calm/down", "");
    }

    void program(const std::string& name, const std::string& line) const {
        const auto path = scratch.write("services/" + name + "/run", "#!/bin/sh\n" + line + "\n");
        ::chmod(path.c_str(), 0755);
    }
    std::string root() const { return scratch.path() + "/services"; }
    std::string folder(const std::string& name) const { return root() + "/" + name; }
};

std::string first_child_named(const std::string& program, const std::string& folder) {
    // The one process whose working folder this is and whose name fits.
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::error_code ignored;
        const auto pid = entry.path().filename().string();
        if (not whole_number(pid)
            or std::filesystem::read_symlink(entry.path() / "cwd", ignored) != folder)
            continue;
        if (trimmed(run_tool("cat /proc/" + pid + "/comm 2>/dev/null").output) == program)
            return pid;
    }
    return "";
}

/// What holds of all three of the family while they watch.
void check_watched(
    const std::string& manager, const std::string& up, const ServiceFolders& services
) {
    LocalBackend host;
    const auto of = [&](const char* name, const char* attribute) {
        return asked(host, manager, services.folder(name), attribute);
    };
    REQUIRE(becomes_true([&] { return of("web", "running") == "true"; }));
    REQUIRE(becomes_true([&] { return of("calm", "state") == "\"down\""; }));

    const auto pid = first_child_named("sleep", services.folder("web"));
    CHECK(of("web", "exists") == "true");
    CHECK(of("web", "state") == "\"" + up + "\"");
    CHECK(of("web", "substate") == "not set");
    CHECK(of("web", "main_pid") == pid);
    CHECK(of("web", "enablement") == "\"normally up\"");
    CHECK(of("web", "unit_file") == "\"" + services.folder("web") + "/run\"");
    CHECK(of("calm", "running") == "false");
    CHECK(of("calm", "main_pid") == "not set");
    CHECK(of("calm", "enabled") == "false");
    CHECK(of("calm", "enablement") == "\"normally down\"");
    CHECK(of("nosuch", "running") == "absent");
    // Started within the last ten seconds, by the clock that the file system has, too.
    const auto started = std::get<Value>(
        gather(
            host,
            service_resources(),
            {narrowed(
                "under", {Value(manager)}, fact("service", services.folder("web"), "started")
            )}
        )
            .at(0)
            .found
    );
    REQUIRE(started.as<Instant>() != nullptr);
    const auto age = system_now() - *started.as<Instant>();
    CHECK(age > -1s);
    CHECK(age < 20s);
}

/// The watcher of a service is killed: its files still say that it runs, and nobody knows.
void check_unwatched(
    const std::string& manager, const std::string& watcher, const ServiceFolders& services
) {
    LocalBackend host;
    const auto pid = first_child_named(watcher, services.folder("web"));
    REQUIRE(not pid.empty());
    ::kill(static_cast<pid_t>(*whole_number(pid)), SIGKILL);
    const auto says = [&] { return asked(host, manager, services.folder("web"), "running"); };

    CHECK(becomes_true([&] { return says().starts_with("cannot tell: nobody watches over "); }));
    INFO(says());
}

}  // namespace

TEST_CASE("runit's own runsv and sv tell what runs") {
    if (not has_tool("runsvdir"))
        return skip("no runit here");
    const ServiceFolders services;
    {
        const Daemon manager({"runsvdir", services.root()});
        check_watched("runit", "run", services);
        CHECK(run_tool("sv pause " + services.folder("web")).exit_status == 0);
        LocalBackend host;
        CHECK(becomes_true([&] {
            return asked(host, "runit", services.folder("web"), "substate") == "\"paused\"";
        }));
        CHECK(asked(host, "runit", services.folder("flappy"), "exists") == "true");
        ::kill(manager.pid(), SIGSTOP);  // so that it starts no other runsv
        check_unwatched("runit", "runsv", services);
    }
}

TEST_CASE("daemontools' own supervise and svstat tell what runs") {
    if (not has_tool("svscan"))
        return skip("no daemontools here");
    const ServiceFolders services;
    const Daemon manager({"svscan", services.root()});

    check_watched("daemontools", "up", services);
    ::kill(manager.pid(), SIGSTOP);
    check_unwatched("daemontools", "supervise", services);
}

TEST_CASE("s6's own s6-supervise and s6-svstat tell what runs") {
    if (not has_tool("s6-svscan"))
        return skip("no s6 here");
    const ServiceFolders services;
    const Daemon manager({"s6-svscan", services.root()});

    check_watched("s6", "up", services);
    ::kill(manager.pid(), SIGSTOP);
    check_unwatched("s6", "s6-supervise", services);
}

TEST_CASE("one who may not look into a service folder is told so") {
    if (not has_tool("runsvdir") or ::geteuid() != 0)
        return skip("no runit here, or not root");
    const ServiceFolders services;
    ::chmod(services.scratch.path().c_str(), 0755);
    const Daemon manager({"runsvdir", services.root()});
    LocalBackend root;
    const auto web = services.folder("web");
    REQUIRE(becomes_true([&] { return asked(root, "runit", web, "running") == "true"; }));
    With nobody("sv", {}, "nobody");

    CHECK(
        asked(nobody, "runit", web, "running")
        == "cannot tell: the state of the service folder is not told: warning: unable to open "
           "supervise/ok: access denied"
    );
}

TEST_CASE("supervisor tells of its programs, and watches them") {
    if (not has_tool("supervisord"))
        return skip("no supervisor here");
    const TemporaryFolder scratch;
    const auto socket = scratch.file("socket");
    const auto config = scratch.write(
        "supervisord.conf",
        "[unix_http_server]\nfile=" + socket + "\n[supervisord]\nlogfile=" + scratch.file("log")
            + "\npidfile=" + scratch.file("pid") + "\nnodaemon=true\nchildlogdir=" + scratch.path()
            + "\n[rpcinterface:supervisor]\n"
              "supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n"
              "[supervisorctl]\nserverurl=unix://"
            + socket
            + "\n[program:web]\ncommand=/bin/sleep 1000\n"
              "[program:man]\ncommand=/bin/sleep 1000\nautostart=false\n"
              "[program:bad]\ncommand=/no/such\nstartretries=0\n"
              "[program:w]\ncommand=/bin/sleep "
              "1000\nprocess_name=%(program_name)s_%(process_num)02d\nnumprocs=2\n"
    );
    const Daemon manager({"supervisord", "-c", config});
    With host("supervisorctl", {"-c", config});
    const auto of = [&](const char* name, const char* attribute) {
        return asked(host, "supervisor", name, attribute);
    };
    REQUIRE(becomes_true([&] {
        return of("web", "running") == "true" and of("w_01", "running") == "true";
    }));
    REQUIRE(becomes_true([&] { return of("bad", "failed") == "true"; }));

    CHECK(
        of("web", "main_pid") == trimmed(run_tool("supervisorctl -c " + config + " pid web").output)
    );
    CHECK(of("web", "state") == "\"RUNNING\"");
    CHECK(of("web", "enabled") == "true");
    CHECK(of("man", "running") == "false");
    CHECK(of("man", "enablement") == "\"manual\"");
    CHECK(of("bad", "running") == "false");
    CHECK(of("w:w_00", "running") == "true");
    CHECK(of("nosuch", "exists") == "absent");
    const Fact all{{"services", {}, {{"under", {Value("supervisor")}}}}, "names"};
    CHECK(found(host, service_resources(), all) == R"(["bad", "man", "w:w_00", "w:w_01", "web"])");
    CHECK(
        found(host, service_resources(), fact("service", "web", "monitored_by", {"supervisor"}))
        == "true"
    );
    CHECK(
        found(
            host, service_resources(), fact("service", "x", "monitored_by", {"supervisor", "man"})
        )
        == "true"
    );
    CHECK(
        found(host, service_resources(), fact("service", "x", "monitored_by", {"supervisor"}))
        == "absent"
    );
    With elsewhere("supervisorctl", {"-s", "unix://" + scratch.file("none")});
    CHECK(asked(elsewhere, "supervisor", "web", "running")
              .starts_with("cannot tell: supervisorctl ended with 4: "));
}

TEST_CASE("monit monitors what it was not told to leave alone") {
    if (not has_tool("monit"))
        return skip("no monit here");
    const TemporaryFolder scratch;
    const auto config = scratch.write(
        "monitrc",
        "set daemon 1\nset httpd unixsocket " + scratch.file("socket")
            + "\n  allow admin:monit\nset idfile " + scratch.file("id") + "\nset statefile "
            + scratch.file("state") + "\ncheck process web with pidfile " + scratch.file("web.pid")
            + "\ncheck process \"my app\" with pidfile " + scratch.file("app.pid") + "\n"
    );
    ::chmod(config.c_str(), 0600);
    const Daemon manager({"monit", "-I", "-c", config});
    With host("monit", {"-c", config});
    const auto by_monit = [&](std::vector<std::string> parameters) {
        return found(
            host, service_resources(), fact("service", "web", "monitored_by", std::move(parameters))
        );
    };
    REQUIRE(becomes_true([&] { return by_monit({"monit"}) == "true"; }));

    CHECK(by_monit({"monit", "my app"}) == "true");
    CHECK(by_monit({"monit", "nosuch"}) == "absent");
    REQUIRE(run_tool("monit -c " + config + " unmonitor web").exit_status == 0);
    CHECK(becomes_true([&] { return by_monit({"monit"}) == "false"; }));
    ::kill(manager.pid(), SIGTERM);
    CHECK(becomes_true([&] {
        return by_monit({"monit"}).starts_with("cannot tell: monit ended with 1");
    }));
}

TEST_CASE("services of this machine's unit files are those that systemctl lists") {
    if (not has_tool("systemctl"))
        return skip("no systemctl here");
    if (run_tool("test -d /run/systemd/system").exit_status == 0)
        return skip("systemd runs here, and generates units of its own");
    LocalBackend host;
    auto platform = debian();
    platform.init = "none";
    std::set<std::string> expected;
    const auto listed =
        run_tool("systemctl list-unit-files --type=service --no-legend --no-pager --full").output;
    for (const auto line : lines_of(listed)) {
        const auto words = words_of(line);
        if (words.size() >= 2 and words[1] != "alias"
            and words[0].find("@.") == std::string_view::npos)
            expected.insert(std::string(words[0].substr(0, words[0].size() - ".service"s.size())));
    }

    const auto names =
        gather(host, service_resources(), {{{"services", {}}, "names"}}, platform).at(0).found;

    REQUIRE(std::get_if<Value>(&names) != nullptr);
    std::set<std::string> missing = expected;
    for (const auto& name : std::get<Value>(names).as<List>()->items) {
        const auto text = to_plain(name);
        missing.erase(text);
        INFO(text);
        // What systemctl does not list here are instances and scripts without a unit.
        const bool known = expected.contains(text) or text.find('@') != std::string::npos
                           or std::filesystem::exists("/etc/init.d/" + text);
        CHECK(known);
    }
    CHECK(missing.empty());
}
