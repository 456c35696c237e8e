// Disks: which partitions there are, and what lies in file systems that nobody has mounted.

#include "framework/backend/disk/disk_tree.hpp"
#include "framework/backend/disk/partitions.hpp"
#include "framework/backend/image/root_folder.hpp"
#include "tests/framework/backend/disk/made_disk.hpp"
#include "tests/framework/backend/image/asked_image.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

using namespace muster;
using namespace muster::tests;
using Catch::Contains;

namespace {

AskedImage image_of(const std::string& path) {
    return AskedImage(std::make_unique<DiskTree>(std::make_unique<ExtVolume>(path, 0, "the disk")));
}

CannotTell trouble_of(const std::string& path) {
    try {
        (void)ExtVolume(path, 0, "the disk");
    } catch (const CannotTell& why) {
        return why;
    }
    return {Kind::failed, "it was read"};
}

CannotTell trouble_of_table(const std::string& path) {
    try {
        (void)partitions_of(path);
    } catch (const CannotTell& why) {
        return why;
    }
    return {Kind::failed, "it was read"};
}

/// What is told of everything below a folder, a line each.
std::vector<std::string> told(AskedImage image) {
    std::vector<std::string> all;
    const auto found = image.to(Walk{.folder = "/"});
    for (const auto& path : found->names) {
        if (path.starts_with("/lost+found"))
            continue;
        const auto status = image.to(Stat{path, Follow::no});
        REQUIRE(status);
        auto line = fmt::format(
            "{} {} {:o} {}:{} links {}",
            path,
            name(status->type),
            status->permissions,
            status->uid,
            status->gid,
            status->type == FileType::directory ? 0 : status->links
        );
        if (status->type == FileType::regular)
            line += " " + image.to(Digest{path})->hex + " "
                    + to_iso8601(status->modified).substr(0, 19);
        if (status->type == FileType::symlink)
            line += " → " + image.to(ReadLink{path})->text;
        all.push_back(std::move(line));
    }
    return all;
}

/// `NAME HEXADECIMAL` of each attribute.
std::vector<std::string> attribute_lines(const FileMarks& marks) {
    std::vector<std::string> lines;
    for (const auto& [name, value] : marks.attributes.value())
        lines.push_back(name + " " + to_hex(value));
    return lines;
}

/// A folder with whatever a file system stores in a way of its own.
void fill(const PublicFolder& folder) {
    (void)folder.folder("root/many");
    for (int i = 0; i < 1500; ++i)  // more than a block of names: an index
        (void)folder.file(fmt::format("root/many/a-rather-long-name-of-a-file-{:04}", i), "");
    (void)folder.file("root/tiny", "fits into the inode");
    (void)folder.file("root/large", std::string(1'500'000, 'x') + "end", 04755);
    (void)folder.file("root/one", "linked");
    std::filesystem::create_hard_link(folder / "root/one", folder / "root/two");
    (void)folder.link("root/short", "tiny");
    (void)folder.link("root/long", "/" + std::string(300, 'l'));
    (void)folder.file("root/new\nline", "odd");
    (void)folder.file("root/sparse", "");
    std::filesystem::resize_file(folder / "root/sparse", 3'000'000);
    (void)::mkfifo((folder / "root/pipe").c_str(), 0640);
    (void)folder.folder("root/sticky");
    (void)::chmod((folder / "root/sticky").c_str(), 01777);
    (void)folder.folder("root/a/b/c/d");
    (void)folder.file("root/a/b/c/d/deep", "deep");
}

}  // namespace

TEST_CASE("a file system says of its files what the folder says that it was made of") {
    const PublicFolder folder;
    fill(folder);
    const auto* const options = GENERATE(
        "-t ext2 -b 1024 -I 128",
        "-t ext3",
        "-t ext4",
        "-t ext4 -O inline_data",
        "-t ext4 -O ^extents,^64bit"
    );
    INFO(options);
    const auto made = made_filesystem(folder, "made", folder / "root", options);
    const auto found = told(image_of(made));
    const auto wanted = told(AskedImage(std::make_unique<RootFolder>(folder / "root")));
    REQUIRE(found.size() == wanted.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        REQUIRE(found[i] == wanted[i]);
}

TEST_CASE("a file system tells the flags and attributes of its inodes") {
    const PublicFolder folder;
    (void)folder.folder("root");
    const auto file = folder.file("root/file", "x");
    const auto large = folder.file("root/large", "x");
    must_run("setfattr -n user.note -v 'a b' " + file);
    must_run("setfattr -n user.large -v " + std::string(900, 'v') + " " + large);
    if (::geteuid() == 0) {  // nobody else may
        must_run("setcap cap_net_raw=ep " + file);
        must_run("setfacl -m u:1:r " + large);
    }
    const auto* const options = GENERATE("-t ext4", "-t ext4 -O inline_data", "-t ext2 -I 128");
    INFO(options);
    const auto made = made_filesystem(folder, "made", folder / "root", options);
    must_run("debugfs -w -R 'set_inode_field /file flags 0x80030' " + made);
    auto image = image_of(made);
    AskedImage wanted(std::make_unique<RootFolder>(folder / "root"));
    for (const auto* const path : {"/file", "/large", "/"}) {
        INFO(path);
        const auto marks = image.to(Marks{path});
        REQUIRE((marks and marks->attributes));
        CHECK(attribute_lines(*marks) == attribute_lines(wanted.to(Marks{path}).value()));
    }
    CHECK(image.to(Marks{"/file"})->attributes->at("user.note") == "a b");
    CHECK((image.to(Marks{"/file"})->flags.value() & 0x30U) == 0x30);
    CHECK((image.to(Marks{"/large"})->flags.value() & 0x30U) == 0);
    CHECK_FALSE(image.to(Marks{"/nothing"}));
}

TEST_CASE("a file system has the size that the kernel tells when it mounts it") {
    const PublicFolder folder;
    (void)folder.folder("root/etc");
    struct Case {
        const char* options;
        std::string type;
        std::string told;  ///< of `stat -f -c '%S %b %f %a %c'` where Linux has mounted it
    };
    const auto one = GENERATE(
        Case{"-t ext4", "ext4", "1024 56037 56022 51436 16384"},
        Case{"-t ext4 -E resize=1000000 -b 4096", "ext4", "4096 14325 14318 13172 16384"},
        Case{"-t ext3", "ext3", "1024 56042 56010 52734 16384"},
        Case{"-t ext2 -b 1024 -m 10", "ext2", "1024 60138 60123 53570 16384"}
    );
    INFO(one.options);
    const auto made = made_filesystem(folder, "made", folder / "root", one.options, 64);
    const auto told = [&] {
        const auto status = image_of(made).to(StatFileSystem{"/etc"});
        REQUIRE(status);
        CHECK(status->type == one.type);
        return fmt::format(
            "{} {} {} {} {}",
            status->block,
            status->blocks,
            status->free,
            status->available,
            status->inodes
        );
    };
    CHECK(told() == one.told);
    must_run("debugfs -w -R 'ssv overhead_clusters 0' " + made);  // as older mke2fs leave it
    CHECK(told() == one.told);
    CHECK_FALSE(image_of(made).to(StatFileSystem{"/nothing"}));
}

TEST_CASE("links of a file system stay in it") {
    const PublicFolder folder;
    (void)folder.folder("root/etc");
    (void)folder.file("root/etc/passwd", "inside");
    (void)folder.link("root/etc/up", "../../../../etc/passwd");
    (void)folder.link("root/etc/circle", "circle");
    auto image = image_of(made_filesystem(folder, "made", folder / "root", "-t ext4"));
    CHECK(image.text("/etc/up") == "inside");
    CHECK(image.text("/../etc/./passwd") == "inside");
    CHECK(image.text("/etc/circle") == "absent");
    CHECK(image.text("/etc/passwd/x") == "absent");
    CHECK(image.text("/etc") == "directory");
    CHECK(image.to(ReadLink{"/etc/up", Links::all})->text == "/etc/passwd");
}

TEST_CASE("a file system that nobody unmounted, or with errors, is not read") {
    const PublicFolder folder;
    (void)folder.folder("root");
    const auto made = made_filesystem(folder, "made", folder / "root", "-t ext4");
    SECTION("its journal") {
        must_run("debugfs -w -R 'feature needs_recovery' " + made);
        const auto why = trouble_of(made);
        CHECK(
            why.message
            == "the disk was not unmounted: its journal has changes that are not in their places "
               "yet"
        );
        CHECK(why.hint == "e2fsck -f repairs a copy of it");
    }
    SECTION("without a journal") {
        const auto plain = made_filesystem(folder, "plain", folder / "root", "-t ext2");
        must_run("debugfs -w -R 'ssv state 0' " + plain);
        CHECK(trouble_of(plain).message == "the disk was not unmounted");
    }
    SECTION("its own word") {
        must_run("debugfs -w -R 'ssv state 3' " + made);
        CHECK(trouble_of(made).message == "the disk has errors, as it says itself");
    }
    SECTION("cut off") {
        std::filesystem::resize_file(made, 64 << 10);
        auto image = image_of(made);
        CHECK(image.text("/x") == "failed");
    }
    SECTION("none at all") {
        CHECK_THAT(
            trouble_of(folder.file("text", std::string(20'000, 'x'))).message,
            Contains("the disk cannot be read: Bad magic number")
        );
    }
}

TEST_CASE("partitions are told by their numbers, names and file systems") {
    const PublicFolder folder;
    (void)folder.folder("root");
    const auto ext = made_filesystem(folder, "ext", folder / "root", "-t ext4 -L system");
    must_run(fmt::format("truncate -s 8M {0} && mkfs.vfat -n BOOT {0}", folder / "fat"));

    SECTION("GPT") {
        const MadeDisk disk(
            folder / "gpt",
            R"(label: gpt\nstart=1M,size=8M,name=efi\nstart=16M,size=8M,name=rootfs\nstart=32M,size=8M\n)"
        );
        disk.lay(folder / "fat", 1);
        disk.lay(ext, 16);
        const auto found = partitions_of(disk.path());
        REQUIRE(found.size() == 3);
        CHECK(to_words(found[0]) == "partition 1 (vfat, \"efi\")");
        CHECK(to_words(found[1]) == "partition 2 (ext4, \"rootfs\")");
        CHECK(to_words(found[2]) == "partition 3 (nothing known)");
        CHECK(found[1].start == 16 << 20);
        CHECK(found[1].size == 8 << 20);
        CHECK(found[1].label == "system");
        CHECK(found[1].uuid.size() == 36);
        CHECK(found[1].id.size() == 36);
        CHECK(found[1].is_ext());
        CHECK_FALSE(found[0].is_ext());
    }
    SECTION("MBR, with a logical one") {
        const MadeDisk disk(
            folder / "mbr",
            R"(label: dos\nstart=1M,size=8M,type=83\nstart=16M,size=40M,type=5\nstart=20M,size=8M,type=83\n)"
        );
        disk.lay(ext, 20);
        const auto found = partitions_of(disk.path());
        REQUIRE(found.size() == 2);
        CHECK(found[0].number == 1);
        CHECK(to_words(found[1]) == "partition 5 (ext4, \"system\")");
        CHECK(found[1].start == 20 << 20);
    }
    SECTION("no table") {
        const auto found = partitions_of(ext);
        REQUIRE(found.size() == 1);
        CHECK(to_words(found[0]) == "the disk (ext4, \"system\")");
    }
}

TEST_CASE("what is no raw disk is told, with what makes one of it") {
    const PublicFolder folder;
    const auto qcow2 =
        trouble_of_table(folder.file("web.qcow2", "QFI\xfb" + std::string(1000, '\0')));
    CHECK_THAT(qcow2.message, Contains("web.qcow2 is a qcow2 image, not a raw disk"));
    CHECK_THAT(qcow2.hint, Contains("qemu-img convert -O raw ") and Contains("web.qcow2.raw"));
    CHECK_THAT(
        trouble_of_table(folder.file("web.gz", "\x1f\x8b" + std::string(1000, '\0'))).hint,
        Contains("gzip -dk")
    );
    CHECK_THAT(
        trouble_of_table(folder.file("zeros", std::string(100'000, '\0'))).message,
        Contains("neither a partition table nor a file system")
    );
    CHECK_THAT(
        trouble_of_table(folder.file("empty", "")).message,
        Contains("too small for a disk") or Contains("neither")
    );
    CHECK_THAT(trouble_of_table(folder.path()).message, Contains("is no disk"));
    CHECK_THAT(trouble_of_table(folder / "nope").message, Contains("No such file"));
}

TEST_CASE("file systems are mounted in one another") {
    const PublicFolder folder;
    (void)folder.folder("root/var");
    (void)folder.folder("root/boot/efi");
    (void)folder.file("root/var/covered", "covered");
    (void)folder.link("root/logs", "/var/log");
    (void)folder.folder("var/log");
    (void)folder.file("var/log/messages", "of the other one");
    (void)folder.link("var/up", "../boot");
    (void)folder.folder("root/srv");
    const auto volume = [&](const std::string& name) {
        return std::make_unique<ExtVolume>(
            made_filesystem(folder, name + ".img", folder / name, "-t ext4"), 0, name
        );
    };
    auto tree = std::make_unique<DiskTree>(volume("root"));
    CHECK_FALSE(tree->mount("/nowhere", volume("var")));
    CHECK(tree->mount("/var", volume("var")));
    tree->mount_unreadable("/boot/efi", {Kind::unsupported, "vfat"});
    tree->mount_unreadable("/new/mount", {Kind::unsupported, "nfs"});
    CHECK(tree->mount_folder("/srv", "/var/log"));
    auto image = AskedImage(std::move(tree));

    CHECK(image.text("/var/covered") == "absent");
    CHECK(image.text("/var/log/messages") == "of the other one");
    CHECK(image.text("/logs/messages") == "of the other one");
    CHECK(image.text("/srv/messages") == "of the other one");
    CHECK(image.text("/var/up") == "directory");
    CHECK(image.text("/boot/efi/grub") == "unsupported");
    CHECK(image.text("/boot/efi") == "unsupported");
    CHECK(image.text("/new/mount/x") == "unsupported");
    CHECK(image.text("/new") == "unsupported");
    CHECK(image.text("/news") == "absent");
    CHECK(image.text("/boot") == "directory");
    CHECK(image.to(Stat{"/var/log"})->origin == "var");
    CHECK(image.to(Stat{"/var"})->device != image.to(Stat{"/"})->device);
    // A walk of one file system passes the mounts by; one over all says which it cannot enter.
    const auto here = image.to(Walk{.folder = "/", .named = "*e*"});
    CHECK(here->names == std::vector<std::string>{"/boot/efi", "/new"});
    CHECK_THROWS_WITH(
        image.to(Walk{.folder = "/", .other_file_systems = true}), Contains("cannot tell: vfat")
    );
}
