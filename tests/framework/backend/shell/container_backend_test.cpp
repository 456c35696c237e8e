// A container and its engine's command: what describes its image, and containers that are thrown away. The engine is a
// stand-in that keeps its words; tests/containers has a real one.

#include "framework/backend/shell/container_backend.hpp"

#include "framework/backend/shell/throw_away_container.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/fake_host.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

/// A program `docker` that is found first, and the lines that it was called with.
class StandIn {
public:
    explicit StandIn(const std::string& answers) : before_(std::getenv("PATH")) {
        (void)folder_.file(
            "docker",
            "#!/bin/sh\necho \"$*\" >>" + (folder_ / "called") + "\ncase $1,$2 in\n" + answers
                + "\nesac\n",
            0755
        );
        set(folder_.path() + ":" + before_);
    }
    StandIn(const StandIn&) = delete;
    StandIn& operator=(const StandIn&) = delete;
    ~StandIn() { set(before_); }

    std::vector<std::string> calls() const {
        std::vector<std::string> calls;
        const auto text = read_file(folder_ / "called").value_or("");
        for (const auto line : lines_of(text))
            calls.emplace_back(line);
        return calls;
    }

private:
    static void set(const std::string& path) { REQUIRE(::setenv("PATH", path.c_str(), 1) == 0); }

    PublicFolder folder_;
    std::string before_;
};

const Deadline minute(std::chrono::seconds(60));

Answer describe_image() {
    auto inside = std::make_unique<FakeHost>();
    inside->file("/etc/hostname", "inside\n");
    ContainerBackend backend(std::move(inside), "docker", "web");
    const std::vector<Question> batch = {Read{"/etc/hostname"}, DescribeImage{}};
    auto answers = backend.exchange(batch, minute);
    CHECK(std::get<std::optional<Content>>(answers.at(0))->bytes == "inside\n");
    return answers.at(1);
}

/// A shell that does not start.
class NoShell : public Backend {
public:
    std::vector<Answer> exchange(std::span<const Question>, Deadline) override {
        throw CannotTell{Kind::lost, "no sh", "its own hint"};
    }
    bool can(Ability) const override { return true; }
    std::string why_not(Ability) const override { return ""; }
    bool reads_are_free() const override { return false; }
};

CannotTell trouble_without_shell() {
    ContainerBackend backend(std::make_unique<NoShell>(), "docker", "web");
    const std::vector<Question> batch = {Read{"/etc/hostname"}};
    try {
        (void)backend.exchange(batch, minute);
    } catch (const CannotTell& why) {
        return why;
    }
    return {Kind::failed, "it was answered"};
}

std::string trouble_of_image(const std::string& image) {
    try {
        (void)ThrowAwayContainer("docker", image, minute);
    } catch (const CannotTell& why) {
        return why.message;
    }
    return "it started";
}

constexpr const char* running = R"(inspect,*) echo '[{"State":{"Status":"running"}}]';;)";

}  // namespace

TEST_CASE("the engine describes the image that a container was made from") {
    const StandIn docker(R"(
inspect,*) echo sha256:4a5b;;
image,*) echo '[{"Config":{"User":"app"},"RepoDigests":["shop/app@sha256:77"]}]';;)");
    const auto answer = describe_image();
    const auto& image = std::get<std::optional<ImageDescription>>(answer);
    REQUIRE(image);
    CHECK_THAT(image->configuration, Contains(R"("User":"app")"));
    CHECK(image->digest == "sha256:77");
    CHECK(
        docker.calls()
        == std::vector<
            std::
                string>{"inspect --type container --format {{.Image}} web", "image inspect sha256:4a5b"}
    );
}

TEST_CASE("an engine that fails, or says nonsense, leaves the image unknown and the rest answered"
) {
    const auto* const answers = GENERATE(
        "inspect,*) echo 'no such container' >&2; exit 1;;",
        "inspect,*) echo x;;\nimage,*) echo '[]';;",
        "inspect,*) echo x;;\nimage,*) echo 'oh no';;"
    );
    const StandIn docker(answers);
    CHECK(std::holds_alternative<CannotTell>(describe_image()));
}

TEST_CASE("a container whose shell does not start is read from outside, if it is surely that one") {
    SECTION("it is not known, or does not run") {
        const auto* const answer = GENERATE("echo no such container >&2; exit 1", "echo 0a1b 0");
        const StandIn docker(std::string("inspect,*) ") + answer + ";;");
        const auto why = trouble_without_shell();
        CHECK(why.message == "no sh");
        CHECK(why.hint == "its own hint");
    }
    SECTION("the process is another one, as of an engine elsewhere") {
        const StandIn docker("inspect,*) echo nobodys-number $PPID;;");
        CHECK(
            trouble_without_shell().message
            == "no sh; where its files are: docker is on another machine"
        );
    }
    SECTION("there is a shell, and something else is wrong") {
        const StandIn docker("inspect,*) echo proc $PPID;;");  // which stands among our mounts
        CHECK(trouble_without_shell().message == "no sh");
    }
}

TEST_CASE("a thrown-away container is started, waited for and removed") {
    const StandIn docker(std::string("run,*) echo 0a1b;;\n") + running);
    {
        const ThrowAwayContainer container("docker", "shop/app:1", minute);
        CHECK_THAT(container.name(), Contains("muster-"));
        CHECK(
            docker.calls().front() == "run --detach --name " + container.name() + " -- shop/app:1"
        );
    }
    const auto calls = docker.calls();
    REQUIRE(calls.size() == 4);
    CHECK_THAT(calls[1], Contains("inspect --type container muster-"));
    CHECK_THAT(calls[2], Contains("kill muster-"));
    CHECK_THAT(calls[3], Contains("rm --force --volumes muster-"));
}

TEST_CASE("a container that cannot be started, or ended at once, says why, and is removed") {
    SECTION("no such image") {
        const StandIn docker("run,*) echo 'docker: no such image: nope.' >&2; echo \"Run 'docker "
                             "run --help'\"; exit 125;;");
        CHECK(
            trouble_of_image("nope")
            == "docker cannot start the image nope: docker: no such image: nope."
        );
        CHECK_THAT(docker.calls().back(), Contains("rm --force"));
    }
    SECTION("it ended") {
        const StandIn docker(
            "run,*) echo 0a1b;;\ninspect,*) echo '[{\"State\":{\"Status\":\"exited\"}}]';;\n"
            "logs,*) echo 'no configuration';;"
        );
        CHECK(trouble_of_image("app") == "a container of app ended at once: no configuration");
        CHECK_THAT(docker.calls().back(), Contains("rm --force"));
    }
    SECTION("it is never healthy") {
        const StandIn docker(
            "run,*) echo 0a1b;;\n"
            "inspect,*) echo "
            "'[{\"State\":{\"Status\":\"running\",\"Health\":{\"Status\":\"unhealthy\"}}}]';;"
        );
        const auto trial = [] {
            (void)ThrowAwayContainer("docker", "app", Deadline(std::chrono::milliseconds(300)));
        };
        CHECK_THROWS_AS(trial(), CannotTell);
        CHECK_THAT(docker.calls().back(), Contains("rm --force"));
    }
}
