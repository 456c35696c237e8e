#include "framework/backend/shell/file_status_text.hpp"

#include <catch2/catch.hpp>

using muster::file_statuses_from;

namespace {

constexpr std::string_view passwd = "81a4 0 0 1267 1 409609 65024 1795339347 1795339347\n"
                                    "2026-11-22 09:22:27.668096225 +0000\n2026-11-22 09:22:27.5 "
                                    "+0000\nroot\nUNKNOWN\n/etc/passwd\n";

}  // namespace

TEST_CASE("an entry of stat gives all fields, with the fraction of a second") {
    const std::vector<std::string> paths = {"/etc/passwd"};

    const auto statuses = file_statuses_from(passwd, paths);

    REQUIRE(statuses);
    const auto& status = statuses->front();
    REQUIRE(status);
    CHECK(status->type == muster::FileType::regular);
    CHECK(status->permissions == 0644);
    CHECK(status->size == 1267);
    CHECK(status->links == 1);
    CHECK(status->inode == 409609);
    CHECK(status->device == 65024);
    CHECK(status->owner == "root");
    CHECK(status->group == "0");
    CHECK(muster::to_iso8601(status->modified) == "2026-11-22T09:22:27.668096225Z");
    CHECK(
        status->changed.time_since_epoch() % std::chrono::seconds(1)
        == std::chrono::milliseconds(500)
    );
}

TEST_CASE("a path that stat skipped has no entry") {
    const std::vector<std::string> paths = {"/no", "/etc/passwd", "/nor this"};

    const auto statuses = file_statuses_from(passwd, paths);

    REQUIRE(statuses);
    CHECK_FALSE((*statuses)[0]);
    CHECK((*statuses)[1]);
    CHECK_FALSE((*statuses)[2]);
}

TEST_CASE("a text that is not what we asked for gives nothing") {
    const std::vector<std::string> paths = {"/etc/passwd"};

    CHECK_FALSE(file_statuses_from("hello\n", paths));
    CHECK_FALSE(file_statuses_from(std::string(passwd) + "more", paths));
    CHECK_FALSE(file_statuses_from(passwd.substr(0, 40), paths));
    CHECK_FALSE(file_statuses_from("81a4 0 0 -1 1 1 1 1 1\n.1 \n.1 \na\nb\n/etc/passwd\n", paths));
}

TEST_CASE("a time that is out of reach is the end of what is") {
    const std::vector<std::string> paths = {"/etc/passwd"};
    const auto statuses = file_statuses_from(
        "81a4 0 0 1 1 1 1 99999999999999 1\n.1 \n.1 \na\nb\n/etc/passwd\n", paths
    );
    REQUIRE(statuses);
    CHECK(muster::to_iso8601(statuses->at(0)->modified) == "2261-12-31T23:59:59Z");
}
