#include "framework/fleet/secrets/secret_keeper.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/fleet/secrets/secret_sources.hpp"
#include "framework/model/cannot_tell.hpp"
#include "tests/framework/fleet/inventory/inventories.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using muster::CannotTell;
using muster::SecretKeeper;
using muster::Target;
using muster::TemporaryFolder;

namespace {

std::map<std::string, muster::SecretSource> sources(
    const std::string& yaml, const std::string& file = "muster.yaml"
) {
    return muster::secret_sources_from(muster::parse_yaml(yaml, file).front());
}

/// The value, or why there is none.
std::string told(
    SecretKeeper& keeper, const std::string& name, const Target& target = {"web1", ""}
) {
    try {
        return std::string(keeper.tell(target, name).revealed());
    } catch (const CannotTell& why) {
        return why.message + (why.hint.empty() ? "" : "; " + why.hint);
    }
}

/// Encrypts a text with a password, as ansible-vault keeps it.
std::string encrypted(
    const TemporaryFolder& folder, const std::string& name, std::string_view text
) {
    const auto path = folder.write(name, text);
    const auto ended = muster::run_program(
        {"ansible-vault", "encrypt", "--vault-password-file", folder.file("password"), path}
    );
    INFO(ended.output);
    REQUIRE(ended.status == 0);
    return path;
}

}  // namespace

TEST_CASE("a secret is read where it is kept") {
    const TemporaryFolder folder;
    folder.write("token", "of a file\n");
    folder.write("unit", "of a credential");
    ::setenv("MUSTER_TEST_SECRET", "of a variable", 1);           // NOLINT(concurrency-mt-unsafe)
    ::setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
    SecretKeeper keeper(
        sources(
            "e: {env: MUSTER_TEST_SECRET}\nf: {file: token}\nu: {credential: unit}\n"
            "c: {command: [printf, 'first\\nsecond\\n']}\n",
            folder.file("muster.yaml")
        ),
        "",
        {}
    );

    CHECK(told(keeper, "e") == "of a variable");
    CHECK(told(keeper, "f") == "of a file");
    CHECK(told(keeper, "u") == "of a credential");
    CHECK(told(keeper, "c") == "first");
}

TEST_CASE("what cannot be read says why, and nothing of the value") {
    const TemporaryFolder folder;
    folder.write("empty", "\n");
    SecretKeeper keeper(
        sources(
            "unset: {env: MUSTER_TEST_UNSET}\nnone: {file: /nowhere/x}\nempty: {file: "
            + folder.file("empty")
            + "}\nfails: {command: [sh, -c, 'echo out; echo no such entry >&2; exit 3']}\n"
              "missing: {command: [/nowhere/pass]}\n"
        ),
        "",
        {}
    );

    CHECK(
        told(keeper, "unset")
        == "the secret \"unset\" cannot be told: MUSTER_TEST_UNSET is not set in the environment"
    );
    CHECK(
        told(keeper, "none").find("reading /nowhere/x: No such file or directory")
        != std::string::npos
    );
    CHECK(told(keeper, "empty").find("it is empty") != std::string::npos);
    CHECK(
        told(keeper, "fails")
        == "the secret \"fails\" cannot be told: sh ended with exit status 3: no such entry"
    );
    CHECK(told(keeper, "missing").find("/nowhere/pass") != std::string::npos);
    CHECK(
        told(keeper, "unse")
        == "the secret \"unse\" cannot be told: there is none of this name; did you mean "
           "\"unset\"?; "
           "name it below secrets in the inventory or in muster.yaml"
    );
}

TEST_CASE("what could not be read is not tried again") {
    const TemporaryFolder folder;
    const auto count = folder.file("count");
    SecretKeeper keeper(
        sources("c: {command: [sh, -c, 'echo x >>" + count + "; exit 1']}\n"), "", {}
    );

    CHECK_FALSE(told(keeper, "c").empty());
    CHECK(told(keeper, "c").find("ended with exit status 1") != std::string::npos);
    CHECK(*muster::read_file(count) == "x\n");
}

TEST_CASE("an empty variable is no secret, and a newline at its end is none of it") {
    ::setenv("MUSTER_TEST_EMPTY", "", 1);            // NOLINT(concurrency-mt-unsafe)
    ::setenv("MUSTER_TEST_NEWLINE", "s3cret\n", 1);  // NOLINT(concurrency-mt-unsafe)
    SecretKeeper keeper(
        sources("e: {env: MUSTER_TEST_EMPTY}\nn: {env: MUSTER_TEST_NEWLINE}\n"), "", {}
    );

    CHECK(told(keeper, "e").find("it is empty") != std::string::npos);
    CHECK(told(keeper, "n") == "s3cret");
}

TEST_CASE("each is read once, a target's own before the general one") {
    const TemporaryFolder folder;
    const auto count = folder.file("count");
    SecretKeeper keeper(
        sources("c: {command: [sh, -c, 'echo x >>" + count + "; wc -l <" + count + "']}\n"), "", {}
    );
    Target own{"db1", ""};
    own.secrets["c"] = {muster::SecretSource::Place::inventory, {"mine"}, {}};

    CHECK(told(keeper, "c") == "1");
    CHECK(told(keeper, "c") == "1");
    CHECK(told(keeper, "c", own) == "mine");
}

TEST_CASE("ansible-vault opens its files and texts, with a password file or one that is asked for"
) {
    const TemporaryFolder folder;
    folder.write("password", "opensesame\n");
    const auto vault = encrypted(folder, "vault.yml", "db_password: s3cret\nother: {a: 1}\n");
    const auto text = *muster::read_file(encrypted(folder, "text", "of a text"));
    int asked = 0;
    const auto ask = [&](const std::string&) {
        ++asked;
        return std::optional(muster::Secret(std::string("opensesame")));
    };
    const auto yaml =
        "v: {vault: " + vault + ", key: db_password}\nw: {vault: " + vault + ", key: other}\n";
    Target target{"db1", ""};
    target.vaults = {vault};
    target.secrets["t"] = {
        muster::SecretSource::Place::vault_text, std::vector<std::string>{text}, {}};
    SecretKeeper by_file(sources(yaml), folder.file("password"), {});
    SecretKeeper by_person(sources(yaml), "", ask);
    SecretKeeper by_nobody(sources(yaml), "", {});

    for (auto* keeper : {&by_file, &by_person}) {
        CHECK(told(*keeper, "v") == "s3cret");
        CHECK(told(*keeper, "t", target) == "of a text");
        CHECK(told(*keeper, "db_password", target) == "s3cret");
        CHECK(told(*keeper, "w").find("has no \"other\"") != std::string::npos);
    }
    CHECK(asked == 1);
    CHECK(told(by_nobody, "v").find("ansible-vault ended with exit status") != std::string::npos);
}

TEST_CASE("where a secret is kept is one thing, said in one way") {
    const auto refused = [](const char* yaml) {
        return muster::tests::refusal_of([&] { return sources(yaml); });
    };

    CHECK(
        refused("a: {env: X, file: y}\n")
            .find("muster.yaml:1:4: where the secret \"a\" is kept is one thing")
        == 0
    );
    CHECK(
        refused("a: {envi: X}\n")
        == "muster.yaml:1:5: a secret has no \"envi\"; did you mean \"env\"?"
    );
    CHECK(
        refused("a: {command: pass show x}\n").find("a command is a list of words")
        != std::string::npos
    );
    CHECK(refused("a: {vault: x}\n").find("one thing") != std::string::npos);
    CHECK(
        refused("a: {vault: x, keys: y}\n").find("which variable of the file?") != std::string::npos
    );
    CHECK(refused("a: s3cret\n").find("is a map") != std::string::npos);
}
