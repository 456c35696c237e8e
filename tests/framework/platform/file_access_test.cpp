#include "framework/platform/file_access.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

const UserIdentity alice{1000, {1000, 4}};

/// "rwx" of what the bits give alice on a file of root and group 4.
std::string allowed(
    std::uint16_t permissions,
    const std::vector<std::string>& acl = {},
    const UserIdentity& who = alice,
    std::uint32_t owner = 0
) {
    const FileStatus status{
        .type = FileType::regular, .permissions = permissions, .uid = owner, .gid = 4};
    const auto rights = allowed_by_bits(status, acl, who);
    return std::string(rights.read ? "r" : "-") + (rights.write ? "w" : "-")
           + (rights.execute ? "x" : "-");
}

}  // namespace

TEST_CASE("the first class that a user is in decides, even if a later one gives more") {
    CHECK(allowed(0077, {}, alice, 1000) == "---");
    CHECK(allowed(0707) == "---");
    CHECK(allowed(0750) == "r-x");
    CHECK(allowed(0754, {}, {2000, {2000}}) == "r--");
}

TEST_CASE("an entry for the user beats the groups, and is masked") {
    const std::vector<std::string> acl = {
        "user::rw-", "user:1000:rwx", "group::---", "mask::r-x", "other::rwx"};

    CHECK(allowed(0657, acl) == "r-x");
    CHECK(allowed(0657, acl, {2000, {2000}}) == "rwx");
    CHECK(allowed(0657, acl, {2000, {4}}) == "---");
}

TEST_CASE("each right may come from another group of the user's") {
    const std::vector<std::string> acl = {
        "user::rw-", "group::r--", "group:1000:-w-", "mask::rwx", "other::--x"};

    CHECK(allowed(0671, acl) == "rw-");
}

TEST_CASE("entries for files yet to come do not count") {
    CHECK(
        allowed(0700, {"user::rwx", "group::---", "other::---", "default:user:1000:rwx"}) == "---"
    );
}

TEST_CASE("root may do everything, but execute only what has the bit") {
    const UserIdentity root{0, {0}};

    CHECK(allowed(0000, {}, root, 1000) == "rw-");
    CHECK(allowed(0010, {}, root, 1000) == "rwx");
}
