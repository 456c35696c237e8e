// Which partition of a disk is the root, and what its fstab mounts.

#include "framework/run/disk_target.hpp"

#include "tests/framework/backend/disk/made_disk.hpp"
#include "tests/framework/backend/image/asked_image.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

constexpr const char* two_partitions =
    R"(label: gpt\nstart=1M,size=8M,name=first\nstart=16M,size=8M,name=second\n)";

/// A disk with these two file systems.
MadeDisk disk_of(const PublicFolder& folder, const std::string& first, const std::string& second) {
    MadeDisk disk(folder / "disk", two_partitions);
    disk.lay(first, 1);
    disk.lay(second, 16);
    return disk;
}

void fill_system(const PublicFolder& folder, const std::string& name, const std::string& fstab) {
    (void)folder.folder(name + "/usr");
    (void)folder.folder(name + "/etc");
    (void)folder.folder(name + "/boot/efi");
    (void)folder.folder(name + "/var");
    (void)folder.folder(name + "/srv/www");
    (void)folder.file(name + "/etc/passwd", name);
    (void)folder.file(name + "/etc/fstab", fstab);
}

std::string trouble_of(const std::string& path, const std::string& partition = "") {
    try {
        (void)open_disk(path, partition);
    } catch (const CannotTell& why) {
        return why.message;
    }
    return "it was opened";
}

}  // namespace

TEST_CASE("the root is the partition with a system, and its fstab is followed") {
    const PublicFolder folder;
    fill_system(
        folder,
        "system",
        "# all of them\n"
        "LABEL=system / ext4 defaults 0 1\n"
        "/srv/www /var/www none bind 0 0\n"
        "UUID=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee /var ext4 defaults 0 2\n"
        "LABEL=ESP /boot/efi vfat umask=0077 0 1\n"
        "LABEL=other /srv ext4 noauto 0 0\n"
        "tmpfs /tmp tmpfs size=1g 0 0\n"
        "LABEL=swap none swap sw 0 0\n"
    );
    (void)folder.file("system/srv/www/index.html", "hello");
    (void)folder.folder("var/www");
    (void)folder.file("var/log", "from the second partition");
    const MadeDisk disk(folder / "disk", two_partitions);
    disk.lay(
        made_filesystem(
            folder, "v", folder / "var", "-t ext4 -U aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
        ),
        1
    );
    disk.lay(made_filesystem(folder, "s", folder / "system", "-t ext4 -L system"), 16);

    auto image = AskedImage(open_disk(disk.path(), ""));
    CHECK(image.text("/etc/passwd") == "system");
    CHECK(image.text("/var/log") == "from the second partition");
    CHECK(image.text("/var/www/index.html") == "hello");
    CHECK(image.text("/srv/www/index.html") == "hello");
    const auto efi = image.ask(Stat{"/boot/efi/grub"});
    REQUIRE(std::holds_alternative<CannotTell>(efi));
    CHECK(
        std::get<CannotTell>(efi).message
        == "/boot/efi is mounted by line 5 of /etc/fstab, and \"LABEL=ESP\" is not on this disk"
    );

    CHECK(AskedImage(open_disk(disk.path(), "2")).text("/etc/passwd") == "system");
    CHECK(AskedImage(open_disk(disk.path(), "second")).text("/etc/passwd") == "system");
    CHECK(AskedImage(open_disk(disk.path(), "system")).text("/etc/passwd") == "system");
    CHECK(AskedImage(open_disk(disk.path(), "first")).text("/log") == "from the second partition");
    CHECK_THAT(
        trouble_of(disk.path(), "third"),
        Contains("has no partition \"third\"; there is partition 1 (ext4, \"first\"), "
                 "partition 2 (ext4, \"second\")")
    );
}

TEST_CASE("mounts wait for what they lie in and what they show, and those that cannot be are told"
) {
    const PublicFolder folder;
    fill_system(
        folder,
        "system",
        "/mnt/data/home /home none bind 0 0\n"
        "LABEL=data /mnt/data ext4 defaults 0 2\n"
        "LABEL=ESP /boot/new/efi vfat noauto,x-systemd.automount 0 0\n"
        "share0 /srv virtiofs defaults 0 0\n"
        "tmpfs /var tmpfs defaults 0 0\n"
        "LABEL=other /usr ext4 noauto 0 0\n"
        "proc /proc proc defaults 0 0\n"
    );
    (void)folder.folder("system/home");
    (void)folder.folder("system/mnt/data");
    (void)folder.folder("system/proc");
    (void)folder.file("system/srv/app", "covered");
    (void)folder.folder("data/home");
    (void)folder.file("data/home/key", "of the other partition");
    const auto disk = disk_of(
        folder,
        made_filesystem(folder, "d", folder / "data", "-t ext4 -L data"),
        made_filesystem(folder, "s", folder / "system", "-t ext4")
    );
    auto image = AskedImage(open_disk(disk.path(), ""));
    CHECK(image.text("/home/key") == "of the other partition");
    CHECK(image.text("/boot/new/efi/x") == "unsupported");
    CHECK(image.text("/boot/other") == "absent");
    CHECK(image.text("/srv/app") == "unsupported");
    CHECK(image.text("/var/log") == "unsupported");
    CHECK(image.text("/usr") == "directory");
    CHECK(image.text("/proc") == "directory");
}

TEST_CASE("fstab means a partition by each of its names") {
    const PublicFolder folder;
    const auto* const device = GENERATE(
        "LABEL=data", "PARTLABEL=first", "/dev/sda1", "/dev/nvme0n1p1", "/dev/disk/by-label/data"
    );
    INFO(device);
    fill_system(folder, "system", fmt::format("{} /var ext4 defaults 0 2\n", device));
    (void)folder.folder("var");
    (void)folder.file("var/log", "data");
    const auto disk = disk_of(
        folder,
        made_filesystem(folder, "v", folder / "var", "-t ext4 -L data"),
        made_filesystem(folder, "s", folder / "system", "-t ext4")
    );
    CHECK(AskedImage(open_disk(disk.path(), "")).text("/var/log") == "data");
}

TEST_CASE("where the root is not plain, the partitions are named") {
    const PublicFolder folder;
    fill_system(folder, "system", "");
    const auto system = made_filesystem(folder, "s", folder / "system", "-t ext4");
    SECTION("two systems") {
        const auto disk = disk_of(folder, system, system);
        CHECK_THAT(
            trouble_of(disk.path()), Contains("has several partitions with a system; there is")
        );
        CHECK(AskedImage(open_disk(disk.path(), "1")).text("/etc/passwd") == "system");
    }
    SECTION("none") {
        const MadeDisk disk(folder / "disk", two_partitions);
        must_run(fmt::format("truncate -s 8M {0} && mkfs.vfat -n DATA {0}", folder / "fat"));
        disk.lay(folder / "fat", 1);
        CHECK_THAT(
            trouble_of(disk.path()),
            Contains("has no partition of ext2, ext3 or ext4 with a system")
        );
        CHECK_THAT(
            trouble_of(disk.path(), "first"),
            Contains("partition 1 (vfat, \"first\")") and Contains("only ext2, ext3 and ext4 can")
        );
    }
    SECTION("one of two cannot be read") {
        const auto damaged = made_filesystem(folder, "d", folder / "system", "-t ext4");
        must_run("debugfs -w -R 'feature needs_recovery' " + damaged);
        const auto disk = disk_of(folder, damaged, system);
        CHECK_THAT(
            trouble_of(disk.path()), Contains("partition 1 (ext4, \"first\") was not unmounted")
        );
        CHECK(AskedImage(open_disk(disk.path(), "2")).text("/etc/passwd") == "system");
    }
    SECTION("one that is damaged") {
        must_run("debugfs -w -R 'feature needs_recovery' " + system);
        CHECK_THAT(trouble_of(system), Contains("the disk (ext4) was not unmounted"));
    }
}
