// A real memcached, and what is said of one that is not there or is something else.

#include "framework/backend/local/local_backend.hpp"
#include "framework/host/resource.hpp"
#include "tests/support/daemon.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/loopback.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

namespace muster {
std::span<const Resource> memcached_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

Fact of(int port, const std::string& attribute, std::vector<Argument> parameters = {}) {
    return {{"memcached", {Value(port)}}, attribute, std::move(parameters)};
}

std::string told(Backend& host, const Fact& fact) {
    return found(host, memcached_resources(), fact);
}

FakeHost saying(const std::string& text) {
    FakeHost host;
    host.network([text](const Question&) -> Answer { return Reply{{}, text}; });
    return host;
}

}  // namespace

TEST_CASE("a real memcached tells its version and its numbers") {
    int port = 0;
    { const auto free = listen_anywhere(port); }
    std::vector<std::string> words = {
        "memcached", "-l", "127.0.0.1", "-p", std::to_string(port), "-m", "8"};
    if (::geteuid() == 0)
        words.insert(words.end(), {"-u", "nobody"});
    const Daemon memcached(words);
    LocalBackend here;

    CHECK(soon([&] { return told(here, of(port, "answers")) == "true"; }));
    CHECK(told(here, of(port, "version")).starts_with("1."));
    CHECK(told(here, of(port, "stat", {Value("curr_items")})) == "0");
    CHECK(told(here, of(port, "stat", {Value("curr_item")})) == "not set");
    CHECK(told(here, of(port, "stat", {Value("limit_maxbytes")})) == "8388608");
}

TEST_CASE("nobody there is an observation, and something else there is no memcached") {
    FakeHost nobody;
    CHECK(told(nobody, of(11211, "answers")) == "false");
    CHECK(
        outcome(nobody, memcached_resources(), of(11211, "version"), equals(Value("1"))) == "failed"
    );
    auto silent = saying("");
    CHECK(told(silent, of(11211, "answers")) == "false");
    auto other = saying("HTTP/1.1 400 Bad Request\r\n\r\n");
    CHECK(told(other, of(11211, "answers")) == "true");
    CHECK(
        told(other, of(11211, "version")).starts_with("cannot tell: it does not speak as memcached")
    );
    auto cut = saying("STAT pid 1\r\nSTAT vers");
    CHECK(told(cut, of(11211, "stat", {Value("pid")})).starts_with("cannot tell"));
}
