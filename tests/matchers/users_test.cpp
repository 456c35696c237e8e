// All accounts and groups at once.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "framework/model/match.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/far_machine.hpp"
#include "tests/support/gather.hpp"
#include "tests/support/plural.hpp"
#include "tests/support/skip.hpp"
#include "tests/support/tool.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

namespace muster {

std::span<const Resource> user_resources();
std::span<const Resource> group_resources();

}  // namespace muster

using namespace muster;
using namespace muster::tests;

namespace {

const std::string passwd = "root:x:0:0:root:/root:/bin/bash\n"
                           "alice:x:1000:1000:Alice:/home/alice:/bin/bash\n"
                           "toor:x:0:0::/root:/bin/sh\n"
                           "deploy:x:998:998::/srv/deploy:\n"
                           "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
const std::string groups = "root:x:0:\nsudo:x:27:alice\nalice:x:1000:\ndocker:x:998:alice,deploy\n";
const std::string shadow = "root:*:19000:0:99999:7:::\n"
                           "alice:$6$salt$secret-of-alice:19000:0:90:7:14::\n"
                           "toor:$6$salt$secret-of-toor:19000::::::\n"
                           "deploy:$6$salt$secret-of-alice:19000::::::\n";

FakeHost machine(const std::string& sources = "files systemd") {
    FakeHost host;
    host.file("/etc/passwd", passwd).file("/etc/group", groups).file("/etc/shadow", shadow, 0640);
    host.file("/etc/nsswitch.conf", "passwd: " + sources + "\ngroup: " + sources + "\n");
    host.file("/etc/login.defs", "UID_MIN 1000\nGID_MIN 1000\n");
    host.command("getent passwd", passwd).command("getent group", groups);
    return host;
}

std::string of(Backend& host, const Fact& fact) {
    return found(host, user_resources(), fact);
}

std::string of_groups(Backend& host, const Fact& fact) {
    return found(host, group_resources(), fact);
}

Fact users(std::string attribute, std::vector<Argument> parameters = {}) {
    return of_all("users", std::move(attribute), std::move(parameters));
}

Matcher contains(std::string text) {
    return {"contains", {}, {equals(Value(std::move(text)))}};
}

}  // namespace

TEST_CASE("all accounts have names, a count and columns") {
    auto host = machine();

    CHECK(of(host, users("names")) == R"(["alice", "deploy", "nobody", "root", "toor"])");
    CHECK(of(host, users("count")) == "5");
    CHECK(of(host, where("uid", equals(Value(0)), users("names"))) == R"(["root", "toor"])");
    CHECK(of(host, users("duplicates", {Value("uid")})) == "[0]");
    CHECK(of(host, where("system", equals(Value(false)), users("names"))) == R"(["alice"])");
    CHECK(
        of(host, where("groups", contains("docker"), users("names"))) == R"(["alice", "deploy"])"
    );
    CHECK(of(host, users("list", {Value("group")})) == R"(["65534", "alice", "docker", "root"])");
    CHECK(of(host, users("every", {Value("shell"), Matcher{"is_set"}})) == "true");
    CHECK(of(host, users("none", {Value("local"), equals(Value(false))})) == "true");
}

TEST_CASE("all groups have names, a count and columns") {
    auto host = machine();
    const auto members = of_all("groups", "list", {Value("members")});
    const auto exactly = of_all("groups", "exactly", {Value(1), Value("gid"), equals(Value(0))});

    CHECK(of_groups(host, of_all("groups", "names")) == R"(["alice", "docker", "root", "sudo"])");
    CHECK(of_groups(host, of_all("groups", "count")) == "4");
    CHECK(of_groups(host, members) == R"(["alice", "deploy"])");
    CHECK(of_groups(host, of_all("groups", "duplicates", {Value("gid")})) == "[]");
    CHECK(of_groups(host, exactly) == "true");
}

TEST_CASE("rows cost one exchange, and no getent for names that the files have") {
    auto host = machine();

    CHECK(of(host, users("list", {Value("uid")})) == "[0, 998, 1000, 65534]");
    CHECK(host.exchanges() == 1);
    for (const auto& question : host.asked())
        CHECK(question.find("getent passwd alice") == std::string::npos);
}

TEST_CASE("a name that stands twice is a duplicate") {
    auto host = machine();
    const auto twice = passwd + "alice:x:0:0::/:/bin/sh\n";
    host.file("/etc/passwd", twice).command("getent passwd", twice);

    CHECK(of(host, users("duplicates", {Value("name")})) == R"(["alice"])");
}

TEST_CASE("where a directory need not enumerate, the list cannot be told, not a part of it") {
    for (const std::string source : {"sss", "ldap", "winbind", "stns", "nis"}) {
        auto host = machine("files " + source);
        const auto why =
            "cannot tell: the name service \"" + source + "\" need not enumerate all that it knows";

        CHECK(of(host, users("names")) == why);
        CHECK(of(host, users("count")) == why);
        CHECK(of(host, users("none", {Value("uid"), equals(Value(5))})) == why);
        CHECK(of_groups(host, of_all("groups", "names")) == why);
    }
}

TEST_CASE("the accounts of this host alone can be told beside a directory") {
    auto host = machine("files sss");
    const auto local = where("local", equals(Value(true)), users("names"));

    CHECK(of(host, local) == R"(["alice", "deploy", "nobody", "root", "toor"])");
    CHECK(of(host, where("local", equals(Value(false)), users("names"))).starts_with("cannot tell")
    );
}

TEST_CASE("compat brings in NIS only where a line of the file says so") {
    auto plain = machine("compat");
    auto nis = machine("compat");
    nis.file("/etc/passwd", passwd + "+@staff::::::\n");

    CHECK(of(plain, users("count")) == "5");
    CHECK(of(nis, users("count")).starts_with("cannot tell: the name service \"nis\""));
    CHECK(of(plain, fact("user", "carol", "exists")) == "false");
    CHECK(of(nis, fact("user", "carol", "exists")).starts_with("cannot tell"));
}

TEST_CASE("without getent the file is the list where it is all there is, else it cannot be told") {
    auto files = machine("files");
    files.command("getent passwd", Output{.exit_status = 127, .signal = "", .out = "", .err = ""});
    auto more = machine("files extrausers");
    more.command("getent passwd", Output{.exit_status = 127, .signal = "", .out = "", .err = ""});

    CHECK(of(files, users("count")) == "5");
    CHECK(
        of(more, users("count"))
        == "cannot tell: getent is not installed, and not only files have accounts here"
    );
}

TEST_CASE("an image has the accounts of its files, and cannot see another source") {
    auto image = machine("files systemd");
    image.cannot(Ability::run, "Muster runs no code of an image");
    auto more = machine("files extrausers");
    more.cannot(Ability::run, "Muster runs no code of an image");

    CHECK(of(image, users("count")) == "5");
    CHECK(of(more, users("count")) == "not asked: an image cannot see the other source");
    CHECK(
        of(more, fact("user", "carol", "exists"))
        == "not asked: an image cannot see the other source"
    );
}

TEST_CASE("an unreadable file of accounts is no empty list") {
    auto host = machine("files");
    host.denied("/etc/passwd");

    CHECK(of(host, users("names")).starts_with("cannot tell"));
    CHECK(of(host, users("count")).starts_with("cannot tell"));
}

TEST_CASE("a password hash is judged and never shown, in plurals too") {
    auto host = machine("files");
    const auto hashes = users("list", {Value("password_hash")});
    const auto alice = contains("secret-of-alice");

    CHECK(of(host, hashes) == R"(["$6$…", "$6$…"])");
    CHECK(of(host, users("duplicates", {Value("password_hash")})) == R"(["$6$…"])");
    CHECK(of(host, where("password_hash", alice, users("names"))) == R"(["alice", "deploy"])");
    CHECK(of(host, users("at_least", {Value(2), Value("password_hash"), alice})) == "true");

    const std::vector<Fact> facts = {
        hashes,
        users("every", {Value("password_hash"), alice}),
        users("none", {Value("password_hash"), alice}),
        fact("user", "alice", "password_hash")};
    const auto findings = gather(host, user_resources(), facts);
    for (const auto& finding : findings) {
        const auto& value = std::get<Value>(finding.found);
        CHECK(shown(finding).find("secret") == std::string::npos);
        CHECK(to_plain(value).find("secret") == std::string::npos);
        CHECK(value.remark.find("secret") == std::string::npos);
    }
}

TEST_CASE("what is captured from a secret is one, too") {
    auto host = machine("files");
    auto captured = fact("user", "alice", "password_hash");
    captured.derivations.push_back({"captured", "secret-of-(.*)$"});
    const auto findings = gather(host, user_resources(), {captured});

    CHECK(shown(findings.at(0)) == R"("$6$…")");
    CHECK(equal_values("alice", std::get<Value>(findings.at(0).found)));
}

TEST_CASE("passwords that may not be read make rows unknown and counts a range") {
    auto host = machine("files");
    host.denied("/etc/shadow");

    CHECK(of(host, users("list", {Value("password_hash")})).starts_with("cannot tell: user "));
    CHECK(
        of(host, where("password_set", equals(Value(true)), users("count"))) == "between 0 and 5"
    );
}

TEST_CASE("the accounts of this machine are those that getent prints") {
    if (not has_tool("getent"))
        return skip("no getent here");
    LocalBackend near;
    FarMachine far;
    std::vector<std::string> names;
    const auto printed = run_tool("getent passwd").output;
    for (const auto line : lines_of(printed))
        names.emplace_back(split(line, ':').front());
    const auto expected = to_shown(Value(set_of_texts(names)));

    CHECK(of(near, users("names")) == expected);
    CHECK(of(far, users("names")) == expected);
    for (const auto* column : {"uid", "group", "home", "groups", "system"})
        CHECK(of(near, users("list", {Value(column)})) == of(far, users("list", {Value(column)})));
}
