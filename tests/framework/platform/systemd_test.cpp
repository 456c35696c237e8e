#include "framework/platform/systemd.hpp"

#include "framework/model/cannot_tell.hpp"
#include "framework/platform/unit_files.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::string_literals;

TEST_CASE("a unit's name gets a suffix unless it has one, and odd names are no units") {
    CHECK(unit_name("nginx") == "nginx.service");
    CHECK(unit_name("x.timer") == "x.timer");
    CHECK(unit_name("php8.2-fpm") == "php8.2-fpm.service");
    CHECK(unit_name("x@1.service") == "x@1.service");
    CHECK(unit_name("-.mount") == "-.mount");
    CHECK(unit_name("dev-sda1.device") == "dev-sda1.device");
    CHECK(unit_name("home-a\\x20b.mount") == "home-a\\x20b.mount");
    for (const auto& bad :
         {""s,
          "a b"s,
          "*"s,
          "ngin?"s,
          "[a]"s,
          "/home"s,
          "a;b"s,
          "$(id)"s,
          "a\nb"s,
          "@.service"s,
          "a\0b"s,
          "\xc3\xa4"s,
          std::string(300, 'a')})
        CHECK_FALSE(unit_name(bad).has_value());
}

TEST_CASE("a template is told from its instances") {
    CHECK(is_template("getty@.service"));
    CHECK_FALSE(is_template("getty@tty1.service"));
    CHECK_FALSE(is_template("nginx.service"));
    CHECK(template_of("getty@tty1.service") == "getty@.service");
    CHECK_FALSE(template_of("getty@.service").has_value());
    CHECK_FALSE(template_of("nginx.service").has_value());
}

TEST_CASE("systemctl's blocks are given to the units that they are about") {
    const std::vector<std::string> units = {"sshd.service", "nosuch.service"};

    const auto blocks = unit_blocks(
        units,
        "Id=ssh.service\nNames=ssh.service sshd.service\n\n"
        "Id=nosuch.service\nNames=nosuch.service\n"
    );

    CHECK(blocks.at(0) == "Id=ssh.service\nNames=ssh.service sshd.service\n");
    CHECK(blocks.at(1) == "Id=nosuch.service\nNames=nosuch.service\n");
}

TEST_CASE("an answer about other units, too many or too few is not guessed at") {
    const std::vector<std::string> units = {"a.service", "b.service"};

    CHECK_THROWS_AS(unit_blocks(units, ""), CannotTell);
    CHECK_THROWS_AS(unit_blocks(units, "Names=a.service\n"), CannotTell);
    CHECK_THROWS_AS(unit_blocks(units, "Names=b.service\n\nNames=a.service\n"), CannotTell);
    CHECK_THROWS_AS(
        unit_blocks(units, "Names=a.service\n\nNames=b.service\n\nNames=c.service\n"), CannotTell
    );
    CHECK_THROWS_AS(unit_blocks(units, std::string(1 << 20, '\n')), CannotTell);
    CHECK_THROWS_AS(unit_blocks(units, "\0\xff=\n"s), CannotTell);
}

TEST_CASE("properties are split at the first sign, repeated ones have a line each") {
    const auto unit = parse_properties(
        "User=\nExecStart={ path=/bin/a ; x=y }\nExecStart={ path=/bin/b }\nnothing\n"
    );

    CHECK(property_of(unit, "ExecStart") == "{ path=/bin/a ; x=y }\n{ path=/bin/b }");
    CHECK(unit.contains("User"));
    CHECK(property_of(unit, "Nosuch").empty());
    CHECK_FALSE(unit.contains("nothing"));
}

TEST_CASE("a time is read only as systemctl prints it in UTC") {
    CHECK(systemd_time("Sun 2026-11-22 10:00:44 UTC") == from_iso8601("2026-11-22T10:00:44Z"));
    CHECK_FALSE(systemd_time("Sun 2026-11-22 10:00:44 JST").has_value());
    CHECK_FALSE(systemd_time("n/a").has_value());
    CHECK_FALSE(systemd_time("").has_value());
    CHECK_FALSE(systemd_time("a b c UTC").has_value());
}

TEST_CASE("an install section is read without comments and with its folded lines") {
    const auto install =
        parse_install("[Unit]\nWantedBy=no\n[Install]\n# Alias=no.service\nAlias=a.service \\\n"
                      "; between\n  b.service\nAlso=x.socket\nDefaultInstance=tty1\nWantedBy=\n");

    CHECK(install.aliases == std::vector<std::string>{"a.service", "b.service"});
    CHECK(install.also == std::vector<std::string>{"x.socket"});
    CHECK(install.default_instance == "tty1");
    CHECK_FALSE(install.wanted);
    CHECK(parse_install("[Install]\nRequiredBy = a.target").wanted);
    CHECK(parse_install(std::string(1 << 16, '\\') + "\n[Install\0\n"s).aliases.empty());
}
