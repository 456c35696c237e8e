#include "framework/backend/shell/container_shell.hpp"

#include "framework/base/error.hpp"
#include "framework/base/text.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("a shell in a container is started by its engine's own command") {
    const auto words = [](const char* kind, const char* place) {
        return join(container_shell(kind, place), "|");
    };
    CHECK(words("docker", "web") == "docker|exec|-i|web|sh|-c");
    CHECK(words("podman", "0a1b2c") == "podman|exec|-i|0a1b2c|sh|-c");
    CHECK(words("nerdctl", "web") == "nerdctl|exec|-i|web|sh|-c");
    CHECK(words("kubectl", "shop/web-0") == "kubectl|exec|-i|-n|shop|web-0|--|sh|-c");
    CHECK(words("kubectl", "shop/web-0/app") == "kubectl|exec|-i|-n|shop|web-0|-c|app|--|sh|-c");
    CHECK(words("lxc", "web") == "lxc|exec|web|--|sh|-c");
    CHECK(
        words("nspawn", "web")
        == "systemd-run|--machine=web|--quiet|--pipe|--wait|--collect|--|sh|-c"
    );
    CHECK(words("chroot", "/srv/a b") == "chroot|/srv/a b|sh|-c");
}

TEST_CASE("what can be no container's name is never handed to an engine") {
    for (const auto* kind : {"docker", "podman", "nerdctl", "lxc", "nspawn"})
        for (const auto* name : {"", "-v", "--privileged"})
            CHECK_THROWS_AS(container_shell(kind, name), Broken);
    for (const auto* name : {"pod", "a/b/c/d", "a/", "/b", "-a/b", "a/-b", "a/b/-c"})
        CHECK_THROWS_AS(container_shell("kubectl", name), Broken);
    CHECK_THROWS_AS(container_shell("chroot", "srv"), Broken);
}

TEST_CASE("hosts and images are no containers") {
    CHECK(is_container_kind("podman"));
    for (const auto* kind : {"ssh", "local", "rootfs", "oci", ""})
        CHECK_FALSE(is_container_kind(kind));
}
