// image(): what an image says of how it is run, as images and as engines write it.

#include "framework/platform/image_configuration.hpp"

#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

namespace muster {
std::span<const Resource> image_resources();
}  // namespace muster

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

// What podman 4.3 wrote, shortened: `podman save --format oci-archive`, and `podman image inspect`.
constexpr const char* of_oci =
    R"({"created":"2026-11-28T09:41:05.123456789Z","architecture":"amd64","os":"linux",
"config":{"User":"daemon","ExposedPorts":{"8080/tcp":{},"53/udp":{},"9000":{}},
"Env":["PATH=/usr/bin","A=b=c","A=last"],"Entrypoint":["/init","--"],"Cmd":["sleep","300"],
"Volumes":{"/var/lib/data":{}},"WorkingDir":"/srv","Labels":{"org.example":"x","empty":""},
"Healthcheck":{"Test":["CMD-SHELL","curl -f localhost"],"Interval":30000000000}},
"rootfs":{"type":"layers","diff_ids":["sha256:1","sha256:2"]},"history":[{"created_by":"x"}]})";
constexpr const char* of_engine =
    R"({"Id":"2d1b","Digest":"sha256:77","Created":"2026-11-28T09:41:05Z",
"Architecture":"arm64","Os":"linux","Config":{"Env":null,"Cmd":null,"Healthcheck":{"Test":["NONE"]}},
"RootFS":{"Type":"layers","Layers":["sha256:1"]}})";
// podman has the check beside the rest.
constexpr const char* of_podman =
    R"({"Config":{"User":"app"},"Healthcheck":{"Test":["CMD-SHELL","true"]}})";

std::string of(
    const char* json, const std::string& attribute, const std::vector<std::string>& parameters = {}
) {
    FakeHost host;
    host.image({json, "sha256:77"});
    return found(host, image_resources(), fact("image", "", attribute, parameters));
}

}  // namespace

TEST_CASE("an image says how it is run") {
    CHECK(of(of_oci, "user") == R"("daemon")");
    CHECK(of(of_oci, "exposed_ports") == R"(["53/udp", "8080/tcp", "9000/tcp"])");
    CHECK(of(of_oci, "environment", {"PATH"}) == R"("/usr/bin")");
    CHECK(of(of_oci, "environment", {"A"}) == R"("last")");
    CHECK(of(of_oci, "environment", {"B"}) == "not set");
    CHECK(of(of_oci, "entrypoint") == R"(["/init", "--"])");
    CHECK(of(of_oci, "command") == R"(["sleep", "300"])");
    CHECK(of(of_oci, "volumes") == R"(["/var/lib/data"])");
    CHECK(of(of_oci, "working_directory") == R"("/srv")");
    CHECK(of(of_oci, "healthcheck") == R"(["CMD-SHELL", "curl -f localhost"])");
    CHECK(of(of_oci, "layers") == "2");
    CHECK(of(of_oci, "architecture") == R"("amd64")");
    CHECK(of(of_oci, "digest") == R"("sha256:77")");
    CHECK_THAT(of(of_oci, "created"), Contains("2026-11-28T09:41:05"));
    CHECK_THAT(of(of_oci, "labels"), Contains("org.example") and Contains("\"x\""));
}

TEST_CASE("what an engine says of an image is read alike, and what is not there is told") {
    CHECK(of(of_engine, "user") == R"("root")");
    CHECK(of(of_engine, "working_directory") == R"("/")");
    CHECK(of(of_engine, "entrypoint") == "[]");
    CHECK(of(of_engine, "command") == "[]");
    CHECK(of(of_engine, "exposed_ports") == "[]");
    CHECK(of(of_engine, "healthcheck") == "[]");
    CHECK(of(of_engine, "architecture") == R"("arm64")");
    CHECK(of(of_engine, "layers") == "1");
    CHECK(of(R"({"created":"0001-01-01T00:00:00Z"})", "created") == "not set");
    CHECK(of("{}", "architecture") == "not set");
    CHECK_THAT(of(R"({"created":"yesterday"})", "created"), Contains("cannot tell: "));
    CHECK(of(of_podman, "healthcheck") == R"(["CMD-SHELL", "true"])");
}

TEST_CASE(
    "a target that is no image is not asked how it is run, and one that says nonsense cannot tell"
) {
    FakeHost host;
    CHECK_THAT(
        found(host, image_resources(), fact("image", "", "user")),
        Contains("nothing describes this target as an image")
    );
    for (const auto* text :
         {"",
          "[]",
          "{\"config\": ",
          "null",
          R"({"config":[]})",
          R"({"config":{"User":1000}})",
          R"({"config":{"Env":[1]}})",
          R"({"config":{"ExposedPorts":["80"]}})"}) {
        INFO(text);
        CHECK_THAT(of(text, "user"), Contains("describes itself"));
    }
}
