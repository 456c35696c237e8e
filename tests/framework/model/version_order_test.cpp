#include "framework/model/version_order.hpp"

#include "tests/framework/model/version_vectors.hpp"

#include <catch2/catch.hpp>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <random>

using namespace muster;
using tests::VersionVector;

namespace {

constexpr std::array orders{
    VersionOrder::dpkg,
    VersionOrder::rpm,
    VersionOrder::apk,
    VersionOrder::pacman,
    VersionOrder::dotted,
    VersionOrder::pep440,
    VersionOrder::semver,
    VersionOrder::gem,
    VersionOrder::text,
};

std::string sign_of(std::partial_ordering order) {
    if (order < 0)
        return "<";
    if (order > 0)
        return ">";
    return order == 0 ? "=" : "unordered";
}

std::string sign_of(VersionOrder order, std::string_view left, std::string_view right) {
    return sign_of(compare_versions(order, left, right));
}

std::string mirrored(const std::string& sign) {
    return sign == "<" ? ">" : sign == ">" ? "<" : sign;
}

/// What the recorded line says, as we see it: the same sign both ways, or why not.
void check_vector(VersionOrder order, const VersionVector& vector) {
    INFO(vector.left << " " << vector.sign << " " << vector.right);
    if (vector.sign == "!") {
        CHECK(why_not(order, vector.left) != "");
        return;
    }
    CHECK(why_not(order, vector.left) == "");
    CHECK(why_not(order, vector.right) == "");
    CHECK(sign_of(order, vector.left, vector.right) == vector.sign);
    CHECK(sign_of(order, vector.right, vector.left) == mirrored(vector.sign));
}

void check_recorded(VersionOrder order, std::ptrdiff_t least) {
    const auto vectors = tests::version_vectors(std::string{name(order)});
    const auto pairs = std::count_if(vectors.begin(), vectors.end(), [](const auto& vector) {
        return vector.sign != "!";
    });

    REQUIRE(pairs >= least);
    for (const auto& vector : vectors)
        check_vector(order, vector);
}

/// The exit status of `dpkg --compare-versions left word right`.
int dpkg_says(std::string left, std::string word, std::string right) {
    std::string program = "dpkg";
    std::string option = "--compare-versions";
    std::array<char*, 6> words{
        program.data(), option.data(), left.data(), word.data(), right.data(), nullptr};
    pid_t child = 0;
    REQUIRE(posix_spawnp(&child, "dpkg", nullptr, nullptr, words.data(), environ) == 0);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

std::string random_dpkg_version(std::mt19937& random) {
    constexpr std::array<std::string_view, 14> pieces{
        "0", "1", "9", "10", "007", "a", "Z", "~", "+", ".", "~~", "b1", "-", "123456789012345678"};
    std::string text = random() % 4 == 0 ? "1:2" : "2";
    for (auto count = random() % 6; count > 0; --count)
        text += pieces.at(random() % pieces.size());
    return text.back() == '-' ? text + "1" : text;
}

}  // namespace

TEST_CASE("dpkg versions compare as dpkg compares them") {
    check_recorded(VersionOrder::dpkg, 1000);
}

TEST_CASE("rpm versions compare as rpm compares them") {
    check_recorded(VersionOrder::rpm, 1000);
}

TEST_CASE("pacman versions compare as libalpm compares them") {
    check_recorded(VersionOrder::pacman, 1000);
}

TEST_CASE("apk versions compare by the rules written down for apk-tools 3") {
    check_recorded(VersionOrder::apk, 100);
}

TEST_CASE("python versions compare as the packaging module compares them") {
    check_recorded(VersionOrder::pep440, 1000);
}

TEST_CASE("semantic versions compare as npm compares them") {
    check_recorded(VersionOrder::semver, 900);
}

TEST_CASE("gem versions compare as RubyGems compares them") {
    check_recorded(VersionOrder::gem, 1000);
}

TEST_CASE("dpkg on this machine agrees on versions made at random") {
    const auto seed = std::random_device{}();
    std::mt19937 random{seed};
    for (int pair = 0; pair < 60; ++pair) {
        const auto left = random_dpkg_version(random);
        const auto right = random_dpkg_version(random);
        INFO("seed " << seed << ": " << left << " and " << right);
        REQUIRE(why_not(VersionOrder::dpkg, left) == "");

        const std::string theirs = dpkg_says(left, "lt", right) == 0   ? "<"
                                   : dpkg_says(left, "eq", right) == 0 ? "="
                                                                       : ">";

        CHECK(sign_of(VersionOrder::dpkg, left, right) == theirs);
    }
}

TEST_CASE("a part that one side lacks counts as its manager says") {
    CHECK(sign_of(VersionOrder::dpkg, "1.0", "0:1.0") == "=");
    CHECK(sign_of(VersionOrder::dpkg, "1.0", "1.0-0") == "=");
    CHECK(sign_of(VersionOrder::dpkg, "2.4.1", "2.4.1-3") == "<");
    CHECK(sign_of(VersionOrder::rpm, "1.0", "0:1.0") == "=");
    CHECK(sign_of(VersionOrder::rpm, "1.0", "1.0-3.el9") == "=");
    CHECK(sign_of(VersionOrder::rpm, "1.0-3.el9", "1.0") == "=");
    CHECK(sign_of(VersionOrder::rpm, "1.1", "1.0-3.el9") == ">");
    CHECK(sign_of(VersionOrder::apk, "1.0", "1.0-r0") == "<");
    CHECK(sign_of(VersionOrder::pacman, "1.0", "1.0-2") == "=");
    CHECK(sign_of(VersionOrder::pacman, "1.0a", "1.0-2") == "<");
    CHECK(sign_of(VersionOrder::dotted, "12", "12.0.0") == "=");
    CHECK(sign_of(VersionOrder::dotted, "12", "12.0.1") == "<");
}

TEST_CASE("platform versions are numbers between dots") {
    CHECK(sign_of(VersionOrder::dotted, "9", "12") == "<");
    CHECK(sign_of(VersionOrder::dotted, "22.04", "22.4") == "=");
    CHECK(sign_of(VersionOrder::dotted, "3.19.10", "3.19.9") == ">");
    CHECK(sign_of(VersionOrder::dotted, "22.04", "22.10") == "<");
    CHECK(why_not(VersionOrder::dotted, "tumbleweed") == "\"t\" is not allowed at column 1");
    CHECK(why_not(VersionOrder::dotted, "12.") == "it ends too early");
    CHECK(why_not(VersionOrder::dotted, "12..1") == "\".\" is not allowed at column 4");
    CHECK(why_not(VersionOrder::dotted, "12 ") == "\" \" is not allowed at column 3");
}

TEST_CASE("versions of other managers are equal byte for byte or incomparable") {
    CHECK(sign_of(VersionOrder::text, "2024a", "2024a") == "=");
    CHECK(sign_of(VersionOrder::text, "1.0", "1.00") == "unordered");
    CHECK(is_version(VersionOrder::text, "any thing"));
}

TEST_CASE("what is no version is incomparable, even with itself") {
    for (const auto order : orders) {
        INFO(name(order));
        CHECK(why_not(order, "") == "empty");
        CHECK(compare_versions(order, "", "") == std::partial_ordering::unordered);
        CHECK(compare_versions(order, "1.0.0", "") == std::partial_ordering::unordered);
        CHECK(compare_versions(order, "", "1.0.0") == std::partial_ordering::unordered);
    }
    CHECK(sign_of(VersionOrder::dpkg, "latest", "latest") == "unordered");
}

TEST_CASE("a reason says what is wrong with a version") {
    CHECK(why_not(VersionOrder::dpkg, "v1.0") == "upstream version does not begin with a digit");
    CHECK(why_not(VersionOrder::dpkg, "a:1.0") == "epoch is not a number");
    CHECK(why_not(VersionOrder::dpkg, ":1.0") == "epoch is empty");
    CHECK(why_not(VersionOrder::dpkg, "2147483648:1") == "epoch is above 2147483647");
    CHECK(why_not(VersionOrder::dpkg, "1.0-") == "revision is empty");
    CHECK(why_not(VersionOrder::dpkg, "1:") == "upstream version is empty");
    CHECK(why_not(VersionOrder::dpkg, "1:1.0_2") == "\"_\" is not allowed at column 6");
    CHECK(why_not(VersionOrder::dpkg, "1.0-2:3") == "epoch is not a number");
    CHECK(why_not(VersionOrder::rpm, "1-2-3") == "\"-\" is not allowed at column 2");
    CHECK(why_not(VersionOrder::rpm, "...") == "version has no digit and no letter");
    CHECK(why_not(VersionOrder::rpm, "1.0-") == "release has no digit and no letter");
    CHECK(why_not(VersionOrder::rpm, "4294967296:1") == "epoch is above 4294967295");
    CHECK(why_not(VersionOrder::pacman, "1.0-a") == "pkgrel is not a number");
    CHECK(why_not(VersionOrder::pacman, "1.0-1.") == "pkgrel is not a number");
    CHECK(why_not(VersionOrder::pacman, "x:1.0") == "epoch is not a number");
    CHECK(why_not(VersionOrder::pacman, ":1.0") == "epoch is empty");
    CHECK(why_not(VersionOrder::pacman, "-1") == "pkgver is empty");
    CHECK(why_not(VersionOrder::pacman, "1/0") == "\"/\" is not allowed at column 2");
    CHECK(why_not(VersionOrder::apk, "1.0_gamma") == "it ends too early");
    CHECK(why_not(VersionOrder::apk, "1.0-1") == "\"-\" is not allowed at column 4");
    CHECK(why_not(VersionOrder::semver, "1.2") == "it has no three numbers");
    CHECK(why_not(VersionOrder::semver, "1.02.3") == "a number has a leading zero");
    CHECK(why_not(VersionOrder::semver, "1.2.3-01") == "a number has a leading zero");
    CHECK(why_not(VersionOrder::semver, "v1.2.3") == "\"v\" is not allowed at column 1");
    CHECK(why_not(VersionOrder::pep440, "1.0+") == "it ends too early");
    CHECK(why_not(VersionOrder::gem, "1.a.") == "it ends too early");
}

TEST_CASE("every order has a name of its own, by which it is found") {
    for (const auto order : orders)
        CHECK(version_order_named(name(order)) == order);
    CHECK(version_order_named("deb") == std::nullopt);
    CHECK(version_order_named("") == std::nullopt);
}

TEST_CASE("unprintable bytes are escaped in a reason") {
    using namespace std::string_view_literals;
    CHECK(why_not(VersionOrder::dotted, "1\0"sv) == "\"\\x00\" is not allowed at column 2");
    CHECK(why_not(VersionOrder::dotted, "1\x1b[31m"sv) == "\"\\x1b\" is not allowed at column 2");
    CHECK(why_not(VersionOrder::dpkg, "1\xc3\xa9"sv) == "\"\\xc3\" is not allowed at column 2");
    CHECK(why_not(VersionOrder::semver, "1.0.0-\""sv) == "\"\\x22\" is not allowed at column 7");
}

TEST_CASE("no byte and no length breaks an order") {
    const std::string long_digits(1'000'000, '9');
    const std::string longer_digits(1'000'001, '9');
    for (const auto order : orders) {
        INFO(name(order));
        for (int byte = 0; byte < 256; ++byte) {
            const std::string text = std::string{"1.0.0"} + static_cast<char>(byte) + "1";
            const auto self = compare_versions(order, text, text);
            CHECK((self == 0) == is_version(order, text));
        }
        if (order == VersionOrder::text)
            continue;
        CHECK(sign_of(order, "1." + long_digits + ".0", "1." + longer_digits + ".0") == "<");
        CHECK(sign_of(order, long_digits + ".0.0", long_digits + ".0.0") == "=");
        CHECK(sign_of(order, "1.0.1", "1.0.2") == "<");
        CHECK_FALSE(is_version(order, "1.0.0" + std::string(1'000'000, '\0')));
        CHECK_FALSE(is_version(order, long_digits + " !"));
    }
}
