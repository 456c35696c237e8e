#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> tcp_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;
using How = Reached::How;

namespace {

FakeHost host_where(Reached reached, std::string bytes = "") {
    FakeHost host;
    host.network([reached, bytes](const Question& question) -> Answer {
        if (std::holds_alternative<Talk>(question))
            return Reply{reached, bytes};
        return reached;
    });
    return host;
}

std::string told(FakeHost host, const std::string& attribute) {
    return found(host, tcp_resources(), fact("tcp", "db:5432", attribute));
}

std::string slip(const std::string& name, std::vector<Qualifier> qualifiers = {}) {
    auto subject = fact("tcp", name, "reachable").subject;
    subject.qualifiers = std::move(qualifiers);
    return tcp_resources().front().entry.broken_subject(subject);
}

}  // namespace

TEST_CASE("a port that answers is reachable") {
    const Reached open{How::open, "192.0.2.7", 1500ms};

    CHECK(told(host_where(open), "reachable") == "true");
    CHECK(told(host_where(open), "refused") == "false");
    CHECK(told(host_where(open), "timed_out") == "false");
    CHECK(told(host_where(open), "time") == "1.5");
    CHECK(told(host_where(open, "220 mail\r\n"), "banner") == R"("220 mail\r\n")");
    CHECK(told(host_where(open), "banner") == "not set");
}

TEST_CASE("peer silent · refused · name unknown") {
    const Reached silent{How::timed_out, ""};
    const Reached refused{How::refused, ""};
    const Reached unknown{How::not_resolved, "Name or service not known"};
    const std::string no_name = "db:5432: the name does not exist (Name or service not known)";

    CHECK(told(host_where(silent), "reachable") == "false");
    CHECK(told(host_where(silent), "timed_out") == "true");
    CHECK(told(host_where(silent), "refused") == "false");
    CHECK(told(host_where(silent), "time") == "no answer from db:5432 in 2 s");
    CHECK(told(host_where(silent), "banner") == "no answer from db:5432 in 2 s");
    CHECK(told(host_where(refused), "reachable") == "false");
    CHECK(told(host_where(refused), "refused") == "true");
    CHECK(told(host_where(refused), "time") == "db:5432 refuses the connection");
    for (const auto* attribute : {"reachable", "refused", "timed_out", "time", "banner"})
        CHECK(told(host_where(unknown), attribute) == no_name);
}

TEST_CASE("a port that is not reached for no known reason is not reachable, and no more is told") {
    const Reached failed{How::failed, "sshd says so"};

    CHECK(told(host_where(failed), "reachable") == "false");
    CHECK(
        told(host_where(failed), "refused")
        == "cannot tell: no connection to db:5432 (sshd says so)"
    );
    CHECK(
        told(host_where(failed), "timed_out")
        == "cannot tell: no connection to db:5432 (sshd says so)"
    );
    CHECK(told(host_where(failed), "time") == "no connection to db:5432 (sshd says so)");
}

TEST_CASE("sshd forbids forwarding, no tool on the target") {
    FakeHost host;
    host.network([](const Question&) -> Answer {
        return CannotTell{Kind::denied, "sshd forbids forwarding"};
    });
    const auto fact_of = [](const char* attribute) { return fact("tcp", "db:5432", attribute); };

    for (const auto* attribute : {"reachable", "refused", "timed_out", "time", "banner"})
        CHECK(
            found(host, tcp_resources(), fact_of(attribute))
            == "cannot tell: sshd forbids forwarding"
        );
}

TEST_CASE("a place in an image has no network") {
    FakeHost host;
    host.is_image();

    CHECK(
        found(host, tcp_resources(), fact("tcp", "db:1", "reachable"))
        == "not asked: an image has no network"
    );
}

TEST_CASE("all that is asked of a port leaves in one exchange, as it was written") {
    FakeHost host;
    auto two = fact("tcp", "db", "reachable");
    two.subject.names.emplace_back(Value(5432));
    const auto qualified = narrowed(
        "timeout",
        {Value(0.5)},
        narrowed("local_address", {Value("192.0.2.1")}, fact("tcp", "[::1]:53", "reachable"))
    );
    std::vector<Question> seen;
    host.network([&seen](const Question& question) -> Answer {
        seen.push_back(question);
        return Reached{How::refused, ""};
    });

    (void)gather(host, tcp_resources(), {two, fact("tcp", "db:5432", "refused"), qualified});

    CHECK(host.exchanges() == 1);
    REQUIRE(seen.size() == 2);
    CHECK(std::get<ProbeTcp>(seen[0]).host == "db");
    CHECK(std::get<ProbeTcp>(seen[0]).port == 5432);
    CHECK(std::get<ProbeTcp>(seen[1]).host == "::1");
    CHECK(std::get<ProbeTcp>(seen[1]).timeout == 500ms);
    CHECK(std::get<ProbeTcp>(seen[1]).source == "192.0.2.1");
}

TEST_CASE("without a time-out of its own a peer is waited for as long as the run says") {
    auto host = host_where({How::timed_out, ""});
    host.limits_.network = 300ms;

    const auto findings = gather(host, tcp_resources(), {fact("tcp", "db:5432", "reachable")});

    CHECK(std::get<Value>(findings.front().found).remark == "no answer from db:5432 in 300 ms");
}

TEST_CASE("what is no host and port is a broken spec") {
    CHECK(slip("db:5432") == "");
    CHECK(slip("[::1]:53") == "");
    for (const auto* name :
         {"db", "", ":5432", "db:0", "db:65536", "db:http", "::1", "::1:53", "[]:1"})
        CHECK(slip(name) != "");
    CHECK(slip("db:1", {{"local_address", {Value("eth0")}}}) == "\"eth0\" is no IP address");
    CHECK(slip("db:1", {{"timeout", {Value(0)}}}) != "");
}
