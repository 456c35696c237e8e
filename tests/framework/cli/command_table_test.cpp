// The one table, and all that is made from it.
#include "framework/cli/command_table.hpp"

#include "framework/base/error.hpp"
#include "framework/cli/arguments.hpp"
#include "framework/cli/manual.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

Arguments parsed(const std::vector<std::string>& words) {
    return std::get<Arguments>(parse_arguments(words));
}

std::string refused(const std::vector<std::string>& words) {
    try {
        (void)parse_arguments(words);
    } catch (const Broken& broken) {
        return broken.what();
    }
    return "taken";
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// troff writes `\-` for a hyphen.
std::string without_backslashes(std::string text) {
    std::erase(text, '\\');
    return text;
}

}  // namespace

TEST_CASE("help, manual page and completions name every command and all its options") {
    const auto bash = completion_script("bash");
    const auto zsh = completion_script("zsh");
    const auto fish = completion_script("fish");
    const auto help = help_text();
    for (const auto& command : command_table()) {
        const auto page = without_backslashes(manual_page(command.name));
        const auto command_help = help_text(command.name);
        CHECK(has(help, command.name));
        CHECK(has(bash, command.name));
        CHECK(has(zsh, command.name));
        CHECK(has(fish, command.name));
        for (const auto name : command.options) {
            REQUIRE(find_option(name) != nullptr);
            CHECK(has(command_help, name));
            CHECK(has(page, name));
            CHECK(has(bash, name));
            CHECK(has(zsh, name));
            CHECK(has(fish, std::string("-l ") + std::string(name.substr(2))));
        }
    }
}

TEST_CASE("every option of the table belongs to a command, and can be given") {
    for (const auto& option : option_table()) {
        bool used = false;
        for (const auto& command : command_table()) {
            if (std::ranges::find(command.options, option.name) == command.options.end())
                continue;
            used = true;
            std::vector<std::string> words = {std::string(command.name), std::string(option.name)};
            if (not option.value.empty())
                words.emplace_back("x");
            words.resize(words.size() + command.least_operands, "operand");
            CHECK(parsed(words).has(option.name));
        }
        CHECK(used);
    }
}

TEST_CASE("options may stand before and after operands, repeat, and end at --") {
    const auto arguments =
        parsed({"run", "a.cpp", "-t", "local", "--target=ssh://b", "--sudo", "--", "b.cpp"});

    CHECK(arguments.operands == std::vector<std::string>{"a.cpp", "b.cpp"});
    CHECK(arguments.all("--target") == std::vector<std::string>{"local", "ssh://b"});
    CHECK(arguments.has("--sudo"));
    CHECK(arguments.number("--jobs") == 10);
    CHECK(arguments.bytes("--content-limit") == 16U << 20);
    CHECK(arguments.duration("--timeout") == std::chrono::minutes(10));
}

TEST_CASE("wrong usage says the nearest right word and where to read on") {
    CHECK(refused({"rnu"}) == "unknown command \"rnu\"; did you mean \"run\"?; muster --help");
    CHECK(
        refused({"run", "--jbos", "3"})
        == "unknown option --jbos; did you mean \"--jobs\"?; muster run --help"
    );
    CHECK(refused({"run", "--jobs"}).find("--jobs") != std::string::npos);
    CHECK(refused({"facts"}).find("facts needs TARGET") == 0);
    CHECK(refused({"resources", "a", "b"}) == "resources does not take b; muster resources --help");
    CHECK(refused({}).find("no command") == 0);
    CHECK_THROWS_WITH(
        parsed({"run", "--jobs", "many"}).number("--jobs"), "--jobs many: not a number above 0"
    );
    CHECK_THROWS_WITH(
        parsed({"run", "--timeout", "1x"}).duration("--timeout"),
        "--timeout 1x: not a duration; write 30s, 5m or 2h"
    );
    CHECK_THROWS_WITH(
        parsed({"run", "--host-key", "maybe"})
            .one_of("--host-key", {"yes", "accept-new", "this-run"}),
        "--host-key maybe: it is one of yes, accept-new, this-run"
    );
}
