// Recorded from systemd 252.

#include "framework/platform/systemd.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::string_literals;

using Texts = std::vector<std::string>;

TEST_CASE("a list of unit files names units, not aliases or templates") {
    CHECK(
        units_in_files_list("cron.service                enabled         enabled\n"
                            "sshd.service                alias           -\n"
                            "getty@.service              enabled         enabled\n"
                            "-.mount                     generated       -\n"
                            "\nodd\nno unit here\n")
        == Texts{"cron.service", "-.mount"}
    );
}

TEST_CASE("a list of loaded units leaves out what others only name, unless it runs") {
    CHECK(
        units_in_units_list("cron.service       loaded    active   running Regular background\n"
                            "auditd.service     not-found inactive dead    auditd.service\n"
                            "gone.service       not-found active   running gone.service\n"
                            "getty@tty1.service loaded    active   running Getty on tty1\n"
                            "tmp.mount          masked    inactive dead    tmp.mount\n")
        == Texts{"cron.service", "gone.service", "getty@tty1.service", "tmp.mount"}
    );
    CHECK(units_in_units_list("\0\xff a b c\n"s).empty());
}

TEST_CASE("a pattern without a suffix means services, and they go by their short names") {
    const Texts units = {
        "php8.2-fpm.service", "php7-fpm.service", "php.timer", "x.socket.service", "x@1.service"};

    CHECK(
        fitting_unit_names(units, "*") == Texts{"php7-fpm", "php8.2-fpm", "x.socket.service", "x@1"}
    );
    CHECK(fitting_unit_names(units, "php*-fpm") == Texts{"php7-fpm", "php8.2-fpm"});
    CHECK(fitting_unit_names(units, "php?-fpm.service") == Texts{"php7-fpm"});
    CHECK(fitting_unit_names(units, "*.timer") == Texts{"php.timer"});
    CHECK(fitting_unit_names(units, "php").empty());
}
