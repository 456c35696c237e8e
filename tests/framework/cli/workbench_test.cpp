// What the command line says of limits.

#include "framework/cli/workbench.hpp"

#include "framework/base/error.hpp"
#include "framework/cli/arguments.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace std::chrono_literals;

namespace {

Limits limits(std::vector<std::string> options) {
    std::vector<std::string> words = {"run", "a.cpp"};
    words.insert(words.end(), options.begin(), options.end());
    return limits_of(std::get<Arguments>(parse_arguments(words)));
}

std::string refused(const std::vector<std::string>& options) {
    try {
        (void)limits(options);
    } catch (const Broken& broken) {
        return broken.what();
    }
    return "taken";
}

}  // namespace

TEST_CASE("without an option every limit is as the questions have it") {
    const auto usual = limits({});

    CHECK(usual.content == Limits{}.content);
    CHECK(usual.output == Limits{}.output);
    CHECK(usual.entries == Limits{}.entries);
    CHECK(usual.walked == Limits{}.walked);
    CHECK(usual.found == Limits{}.found);
    CHECK(usual.command == Limits{}.command);
    CHECK(usual.network == Limits{}.network);
    CHECK(usual.http == Limits{}.http);
    CHECK(usual.dns_tries == Limits{}.dns_tries);
    CHECK(usual.walk == Limits{}.walk);
}

TEST_CASE("every limit has an option") {
    const auto own = limits(
        {"--content-limit=1MiB",
         "--output-limit=2KiB",
         "--entries-limit=3",
         "--walk-limit=4",
         "--found-limit=5",
         "--command-timeout=6s",
         "--network-timeout=7s",
         "--http-timeout=8s",
         "--dns-tries=9",
         "--walk-timeout=10s"}
    );

    CHECK(own.content == 1U << 20);
    CHECK(own.output == 2048);
    CHECK(own.entries == 3);
    CHECK(own.walked == 4);
    CHECK(own.found == 5);
    CHECK(own.command == 6s);
    CHECK(own.network == 7s);
    CHECK(own.http == 8s);
    CHECK(own.dns_tries == 9);
    CHECK(own.walk == 10s);
}

TEST_CASE("patience without an end, or none, is a slip") {
    CHECK(
        refused({"--network-timeout=0s"})
        == "--network-timeout 0s: more than nothing and at most an hour"
    );
    CHECK(refused({"--http-timeout=2h"}).find("at most an hour") != std::string::npos);
    CHECK(refused({"--dns-tries=101"}) == "--dns-tries 101: at most 100");
    CHECK(refused({"--dns-tries=0"}).find("not a number above 0") != std::string::npos);
}
