#pragma once

// What the tests of `machine()` ask, and on which platforms.

#include "framework/host/resource.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <string>

namespace muster {
std::span<const Resource> machine_resources();
}  // namespace muster

namespace muster::tests::machine {

inline std::string found(
    FakeHost& host, const std::string& attribute, Platform platform = debian()
) {
    const Fact fact{{"machine", {}}, attribute};
    return tests::found(host, machine_resources(), fact, std::move(platform));
}

inline std::string remark(
    FakeHost& host, const std::string& attribute, Platform platform = debian()
) {
    const Fact fact{{"machine", {}}, attribute};
    const auto finding = gather(host, machine_resources(), {fact}, std::move(platform)).at(0);
    return std::get<Value>(finding.found).remark;
}

inline Platform of_family(const std::string& family) {
    auto platform = debian();
    platform.family = family;
    platform.distribution = family;
    return platform;
}

inline Platform in_container() {
    auto platform = debian();
    platform.virtualization = "docker";
    return platform;
}

inline FakeHost image() {
    FakeHost host;
    host.cannot(Ability::live, "nothing runs in an image");
    return host;
}

inline bool is_unknown(const std::string& text) {
    return text.starts_with("cannot tell: ");
}

}  // namespace muster::tests::machine
