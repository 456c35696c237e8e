// known_hosts files, held against what ssh-keygen says of them.

#include "framework/backend/ssh/known_hosts.hpp"

#include "framework/base/text.hpp"
#include "tests/support/ssh_server.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

using namespace muster;
using Verdict = HostKeyAnswer::Verdict;

namespace {

PublicKey key(const std::string& name) {
    return public_key_from_line(public_line(name)).value();
}

KnownHost known(const std::string& text, const std::string& host = "web", int port = 22) {
    return {parse_known_hosts(text, "known"), host, port};
}

bool keygen_finds(const std::string& file, const std::string& name) {
    return run_program({"ssh-keygen", "-F", name, "-f", file}).output.find("found: line")
           != std::string::npos;
}

}  // namespace

TEST_CASE("a fingerprint is what ssh-keygen -l prints") {
    const auto name = GENERATE(as<std::string>(), "ed25519", "ecdsa", "rsa");

    const auto listed = run_program({"ssh-keygen", "-l", "-f", ssh_keys().file(name + ".pub")});

    CHECK(std::string(words_of(listed.output).at(1)) == fingerprint(key(name)));
}

TEST_CASE("a host key matches, is unknown, has changed or is revoked") {
    const auto right = public_line("host_ed25519");
    const auto other = public_line("other_ed25519");
    const auto shown = key("host_ed25519");

    CHECK(known("web " + right).judge(shown).verdict == Verdict::matches);
    CHECK(known("# c\n\nWEB,other " + right + " comment").judge(shown).verdict == Verdict::matches);
    CHECK(known("w* " + right).judge(shown).verdict == Verdict::matches);
    CHECK(known("w*,!web " + right).judge(shown).verdict == Verdict::unknown);
    CHECK(known("db " + right).judge(shown).verdict == Verdict::unknown);
    CHECK(known("web " + public_line("host_rsa")).judge(shown).verdict == Verdict::unknown);
    CHECK(known("web " + other).judge(shown).verdict == Verdict::changed);
    CHECK(known("web " + other + "\nweb " + right).judge(shown).verdict == Verdict::matches);
    CHECK(known("web " + right + "\n@revoked * " + right).judge(shown).verdict == Verdict::revoked);
    CHECK(
        known("@revoked web " + other + "\nweb " + right).judge(shown).verdict == Verdict::matches
    );
    CHECK(known("@other web " + right).judge(shown).verdict == Verdict::unknown);
}

TEST_CASE("the answer shows the line that decided") {
    const auto answer = known("\nweb " + public_line("other_ed25519")).judge(key("host_ed25519"));

    REQUIRE(answer.known);
    CHECK(answer.known->where == Location{"known", 2, 0});
    CHECK(answer.known->key == key("other_ed25519"));
}

TEST_CASE("another port is another name, but a key of the usual port is believed there") {
    const auto right = public_line("host_ed25519");
    const auto shown = key("host_ed25519");

    CHECK(known("[web]:2222 " + right, "web", 2222).judge(shown).verdict == Verdict::matches);
    CHECK(known("[web]:2222 " + right, "web", 22).judge(shown).verdict == Verdict::unknown);
    CHECK(known("web " + right, "web", 2222).judge(shown).verdict == Verdict::matches);
    CHECK(
        known("web " + public_line("other_ed25519"), "web", 2222).judge(shown).verdict
        == Verdict::unknown
    );
}

TEST_CASE("the types that are known are asked for first, and authorities are told") {
    const auto host = known(
        "web " + public_line("host_rsa") + "\nweb " + public_line("host_ecdsa")
        + "\n@cert-authority *.x " + public_line("other_ed25519")
    );

    CHECK(host.key_types() == std::vector<std::string>{"ssh-rsa", "ecdsa-sha2-nistp256"});
    CHECK_FALSE(host.certificate_authority());
    CHECK(known("@cert-authority w* " + public_line("other_ed25519")).certificate_authority());
}

TEST_CASE("lines that are no lines are passed over") {
    const auto right = public_line("host_ed25519");

    const auto host = known(
        "web\nweb ssh-ed25519\nweb ssh-ed25519 !!!\nweb ssh-rsa " + std::string(right.substr(12))
        + "\n|1|x|y " + right + "\n\xff\xfe\n"
    );

    CHECK(host.judge(key("host_ed25519")).verdict == Verdict::unknown);
}

TEST_CASE("hashed names are those of ssh-keygen -H") {
    const TemporaryFolder folder;
    const auto file = folder.write(
        "known",
        "web " + public_line("host_ed25519") + "\n[web]:2222 " + public_line("host_ecdsa") + "\n"
    );
    REQUIRE(run_program({"ssh-keygen", "-q", "-H", "-f", file}).status == 0);

    CHECK(
        KnownHost::read({file}, "web", 22).judge(key("host_ed25519")).verdict == Verdict::matches
    );
    CHECK(
        KnownHost::read({file}, "web", 2222).judge(key("host_ecdsa")).verdict == Verdict::matches
    );
    CHECK(KnownHost::read({file}, "db", 22).judge(key("host_ed25519")).verdict == Verdict::unknown);
}

TEST_CASE("a new key is written so that ssh-keygen finds it") {
    const auto names = GENERATE(HostNames::plain, HostNames::hashed);
    const TemporaryFolder folder;
    const auto file = folder.file(".ssh/known_hosts");

    remember_host_key(file, "web", key("host_ed25519"), names);
    remember_host_key(file, "[10.0.0.1]:2222", key("host_ecdsa"), names);

    CHECK(keygen_finds(file, "web"));
    CHECK(keygen_finds(file, "[10.0.0.1]:2222"));
    CHECK_FALSE(keygen_finds(file, "db"));
    CHECK((read_file(file)->find("web") == std::string::npos) == (names == HostNames::hashed));
    struct stat status = {};
    REQUIRE(stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    REQUIRE(stat(folder.file(".ssh").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0700);
}

TEST_CASE("a file that does not end with a line end is not spoiled") {
    const TemporaryFolder folder;
    const auto file = folder.write("known", "db " + public_line("host_ed25519"));

    remember_host_key(file, "web", key("host_ecdsa"), HostNames::plain);

    CHECK(keygen_finds(file, "db"));
    CHECK(keygen_finds(file, "web"));
}
