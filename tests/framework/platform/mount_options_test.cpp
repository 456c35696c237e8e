#include "framework/platform/mount_options.hpp"

#include <catch2/catch.hpp>

using namespace muster;

namespace {

using Words = std::vector<std::string>;

std::string shown(Holds holds) {
    return holds == Holds::yes ? "yes" : holds == Holds::no ? "no" : "unknown";
}

std::string holds(std::string_view option, std::string_view type, std::string_view live) {
    return shown(option_holds(option, type, mount_options_from(live)));
}

}  // namespace

TEST_CASE("options are cut at commas, but not in quotes, and then decoded") {
    CHECK(mount_options_from("rw,size=4k") == Words{"rw", "size=4k"});
    CHECK(
        mount_options_from(R"(rw,context="a:c1,c2",x)") == Words{"rw", R"(context="a:c1,c2")", "x"}
    );
    CHECK(mount_options_from(R"(lowerdir=/a\054b\040c)") == Words{"lowerdir=/a,b c"});
    CHECK(mount_options_from(",,ro,").size() == 1);
    CHECK(mount_options_from("").empty());
}

TEST_CASE("an option's value is what follows its own name") {
    const Words options = {"size=4k", "mode=755", "nosuid", R"(context="a,b")", "mode=700"};

    CHECK(mount_option(options, "size") == "4k");
    CHECK(mount_option(options, "mode") == "700");
    CHECK(mount_option(options, "context") == "a,b");
    CHECK(mount_option(options, "nosuid") == "");
    CHECK(mount_option(options, "siz") == std::nullopt);
}

TEST_CASE("the kernel's own flags hold or do not, by either of their words") {
    CHECK(holds("nosuid", "ext4", "rw,nosuid") == "yes");
    CHECK(holds("nosuid", "ext4", "rw") == "no");
    CHECK(holds("suid", "ext4", "rw") == "yes");
    CHECK(holds("rw", "ext4", "ro") == "no");
    CHECK(holds("atime", "ext4", "rw,noatime") == "no");
    CHECK(holds("strictatime", "ext4", "rw") == "yes");
    CHECK(holds("strictatime", "ext4", "rw,relatime") == "no");
}

TEST_CASE("words for those who mount hold always") {
    for (const auto* word :
         {"defaults",
          "noauto",
          "nofail",
          "_netdev",
          "x-systemd.automount",
          "user",
          "bind",
          "comment=x"})
        CHECK(holds(word, "ext4", "rw") == "yes");
}

TEST_CASE("values are compared by what they mean") {
    CHECK(holds("size=64M", "tmpfs", "rw,size=65536k") == "yes");
    CHECK(holds("size=64M", "tmpfs", "rw,size=32768k") == "no");
    CHECK(holds("mode=0700", "tmpfs", "rw,mode=700") == "yes");
    CHECK(holds("umask=0077", "vfat", "rw,fmask=0077,dmask=0077") == "yes");
    CHECK(holds("umask=0077", "vfat", "rw,fmask=0022,dmask=0077") == "no");
    CHECK(holds("subvol=@", "btrfs", "rw,subvol=/@") == "yes");
    CHECK(holds("compress=zstd", "btrfs", "rw,compress=zstd:3") == "yes");
    CHECK(holds("vers=4", "nfs4", "rw,vers=4.2") == "yes");
    CHECK(holds("nfsvers=3", "nfs4", "rw,vers=4.2") == "no");
}

TEST_CASE("what is not printed is a default that we know, contradicted, or unknown") {
    CHECK(holds("mode=1777", "tmpfs", "rw") == "yes");
    CHECK(holds("mode=1777", "tmpfs", "rw,mode=755") == "no");
    CHECK(holds("nodiscard", "ext4", "rw,discard") == "no");
    CHECK(holds("acl", "ext4", "rw,noacl") == "no");
    CHECK(holds("acl", "ext4", "rw") == "yes");
    CHECK(holds("journal_checksum", "ext4", "rw") == "unknown");
    CHECK(holds("size=25%", "tmpfs", "rw,size=65536k") == "unknown");
}

TEST_CASE("a configured type is the live one, one of several, or any") {
    CHECK(type_holds("ext4", "ext4"));
    CHECK(type_holds("auto", "xfs"));
    CHECK(type_holds("", "xfs"));
    CHECK(type_holds("vfat,ext4", "ext4"));
    CHECK(type_holds("nfs", "nfs4"));
    CHECK(type_holds("ntfs-3g", "fuseblk"));
    CHECK_FALSE(type_holds("ext4", "ext3"));
    CHECK_FALSE(type_holds("ext", "ext4"));
}
