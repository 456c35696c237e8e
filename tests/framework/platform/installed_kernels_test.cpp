#include "framework/platform/installed_kernels.hpp"

#include <catch2/catch.hpp>

using namespace muster;

TEST_CASE("kernels are ordered by their numbers, not by their letters") {
    CHECK((compare_kernels("6.1.0-9-amd64", "6.1.0-18-amd64") < 0));
    CHECK((compare_kernels("5.14.0-362.8.1.el9_3.x86_64", "5.14.0-362.18.1.el9_3.x86_64") < 0));
    CHECK((compare_kernels("6.7.4-arch1-1", "6.7.5-arch1-1") < 0));
    CHECK((compare_kernels("6.10.3", "6.9.12") > 0));
    CHECK((compare_kernels("6.1.0-18-amd64", "6.1.0-18-amd64") == 0));
    CHECK((compare_kernels("6.1", "6.1.1") < 0));
    CHECK((compare_kernels("", "6") < 0));
}

TEST_CASE("only a kernel of the same make is a newer one") {
    const std::vector<std::string> debian = {
        "6.1.0-9-amd64", "6.1.0-21-amd64", "6.5.0-1-cloud-amd64", "6.1.0-25-rt-amd64"};

    CHECK(newer_kernel("6.1.0-18-amd64", debian) == "6.1.0-21-amd64");
    CHECK(newer_kernel("6.1.0-21-amd64", debian) == std::nullopt);
    CHECK(newer_kernel("6.1.0-9-cloud-amd64", debian) == "6.5.0-1-cloud-amd64");
    CHECK(newer_kernel("6.6.16-1-lts", {"6.7.4-arch1-1", "6.6.16-1-lts"}) == std::nullopt);
    CHECK(newer_kernel("6.7.3-arch1-1", {"6.7.4-arch1-1", "6.6.16-1-lts"}) == "6.7.4-arch1-1");
    CHECK(
        newer_kernel("5.14.0-362.8.1.el9_3.x86_64", {"5.14.0-362.18.1.el9_3.x86_64"})
        == "5.14.0-362.18.1.el9_3.x86_64"
    );
    CHECK(newer_kernel("6.1.0-18-amd64", {}) == std::nullopt);
}
