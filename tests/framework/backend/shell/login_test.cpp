// How a started program becomes a shell that listens, without starting one.
#include "framework/backend/shell/login.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace muster;

namespace {

Login a_login() {
    return {"READY", "MARK", "deploy@web-1:22"};
}

CannotTell refusal(const std::function<void()>& act) {
    try {
        act();
    } catch (const CannotTell& why) {
        return why;
    }
    return {Kind::unsupported, "nothing was thrown"};
}

}  // namespace

TEST_CASE(
    "the line for a login shell has single quotes only, and nothing that csh or fish would change"
) {
    const Rights rights{.user = "o'root"};

    const auto line = a_login().line("busybox sh", &rights);

    CHECK(line.starts_with("exec env LC_ALL=C sudo -S -p 'MARK %p ' -u 'o'\\''root' sh -c 'echo "
                           "READY${BASH_VERSION:+b}"));
    CHECK(a_login().line("sh", nullptr).starts_with("exec /bin/sh -c 'echo READY${BASH_VERSION:+b}")
    );
    CHECK(a_login().line("sh", nullptr).find_first_of("!\\\n") == std::string::npos);
}

TEST_CASE("a shell listens once it has said so, whatever was said before") {
    auto login = a_login();

    CHECK(login.look("", "") == Login::Next::wait);
    CHECK(login.look("Welcome\nREADY", "") == Login::Next::wait);
    CHECK(login.look("Welcome\nno newlineREADY\nmore", "") == Login::Next::listen);
    CHECK(login.heard() == std::string_view("Welcome\nno newlineREADY\n").size());
}

TEST_CASE(
    "a shell that leaves reading to head, one by sudo and one of another name do not read ahead"
) {
    const Rights rights{.user = "root"};
    const auto reads_ahead = [](std::string_view shell, const Rights* by, std::string_view said) {
        auto login = a_login();
        (void)login.line(shell, by);
        CHECK(login.look(said, "") == Login::Next::listen);
        return login.reads_ahead();
    };

    CHECK(reads_ahead("sh", nullptr, "READY\n"));
    CHECK_FALSE(reads_ahead("sh", nullptr, "READYb\n"));
    CHECK_FALSE(reads_ahead("sh", &rights, "READY\n"));
    CHECK_FALSE(reads_ahead("mksh", nullptr, "READY\n"));
}

TEST_CASE("a password is sent once, after the prompt is complete") {
    auto login = a_login();

    CHECK(login.look("", "We trust you have received the usual lecture\n") == Login::Next::wait);
    CHECK(login.look("", "lecture\nMARK dep") == Login::Next::wait);
    CHECK(login.look("", "lecture\nMARK deploy ") == Login::Next::send_password);
    CHECK(login.look("", "lecture\nMARK deploy ") == Login::Next::wait);
    CHECK(login.look("READY\n", "lecture\nMARK deploy ") == Login::Next::listen);
}

TEST_CASE("a second prompt means a wrong password, and the end") {
    auto login = a_login();
    (void)login.look("", "MARK deploy ");

    const auto why =
        refusal([&] { (void)login.look("", "MARK deploy Sorry, try again.\nMARK deploy "); });

    CHECK(why == CannotTell{Kind::denied, "sudo: wrong password for deploy"});
}

TEST_CASE("what sudo says at its end is told in our words and its own") {
    struct Case {
        std::string said;
        Kind kind;
        std::string message;
    };
    const std::vector<Case> cases = {
        {"deploy is not in the sudoers file.\n", Kind::denied, "not in the sudoers file"},
        {"Sorry, user deploy is not allowed to execute '/bin/sh' as root on web-1.\n",
         Kind::denied,
         "may not run a shell"},
        {"sudo: sorry, you must have a tty to run sudo\n", Kind::denied, "wants a terminal"},
        {"env: 'sudo': No such file or directory\n", Kind::missing_tool, "no sudo"},
        {"env: can't execute 'sudo': No such file or directory\n", Kind::missing_tool, "no sudo"},
        {"Permission denied\n", Kind::denied, "no shell on deploy@web-1:22"},
    };

    for (const auto& [said, kind, message] : cases) {
        INFO(said);
        const auto why = a_login().ended("", said);

        CHECK(why.kind == kind);
        CHECK(why.message.find(message) != std::string::npos);
    }
}

TEST_CASE("a login that prints without end is given up") {
    auto login = a_login();

    CHECK(
        refusal([&] { (void)login.look(std::string(2UL << 20, 'x'), ""); }).kind == Kind::unparsable
    );
    CHECK(
        refusal([&] { (void)login.look("", std::string(2UL << 20, 'x')); }).kind == Kind::unparsable
    );
}
