// What the tables say that an image lets us know is what the readers find out in one.

#include "framework/backend/image/image_backend.hpp"
#include "framework/backend/image/root_folder.hpp"
#include "framework/host/resource.hpp"
#include "matchers/table.hpp"
#include "tests/framework/backend/local/public_folder.hpp"
#include "tests/support/every_fact.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace muster;
using namespace muster::tests;

namespace {

/// A folder that says how it is run, as an archive does.
class DescribedFolder : public RootFolder {
public:
    using RootFolder::RootFolder;
    std::optional<ImageDescription> image() override {
        return ImageDescription{
            R"({"created":"2026-01-01T00:00:00Z","architecture":"amd64","config":{"Env":["A=b"]}})",
            "sha256:1"};
    }
};

/// A small Debian of which each resource has a thing.
class SmallImage {
public:
    SmallImage() {
        write(
            "etc/passwd",
            "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/"
            "sh\nname:x:1001:1000::/:/bin/sh\n"
        );
        write("usr/sbin/sshd", "");
        write("etc/group", "root:x:0:\nalice:x:1000:\n");
        write("etc/shadow", "root:*:19000:0:99999:7:::\nalice:!:19000:0:99999:7:::\n");
        write("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
        write("etc/os-release", "ID=debian\nVERSION_ID=12\nPRETTY_NAME=Debian\n");
        write("etc/machine-id", "");
        write("etc/hosts", "127.0.0.1 localhost\n");
        write("etc/fstab", "/dev/vda1 /srv ext4 nodev 0 2\n");
        write("etc/hostname", "web\n");
        write("etc/sysctl.d/10.conf", "vm.swappiness = 10\n");
        write("etc/modules", "loop\n");
        write("etc/crontab", "");
        write("var/spool/cron/crontabs/alice", "0 0 * * * true\n");
        write("lib/modules/6.1.0-18-amd64/modules.builtin", "kernel/drivers/block/loop.ko\n");
        write("lib/modules/6.1.0-18-amd64/modules.builtin.modinfo", "");
        write("lib/modules/6.1.0-18-amd64/modules.dep", "");
        write(
            "lib/systemd/system/web.service",
            "[Service]\nExecStart=/bin/web\n[Install]\nWantedBy=multi-user.target\n"
        );
        write(
            "var/lib/dpkg/status",
            "Package: nginx\nStatus: install ok installed\nArchitecture: amd64\nVersion: "
            "1.22.1-9\n\n"
        );
        write("var/lib/dpkg/info/nginx.list", "/.\n/usr\n/usr/sbin\n/usr/sbin/sshd\n");
        write(
            "var/lib/dpkg/info/nginx.md5sums", "d41d8cd98f00b204e9800998ecf8427e  usr/sbin/sshd\n"
        );
        write("etc/sudoers", "root ALL=(ALL) ALL\n");
        write("var/lib/apt/extended_states", "");
        write("srv/file", "text\n");
    }

    /// What is asked of a resource here.
    static std::string thing_of(std::string_view resource) {
        const std::map<std::string_view, std::string> things = {
            {"cron", "alice"},
            {"file", "/srv/file"},
            {"files", "/srv/*"},
            {"files_under", "/srv"},
            {"fstab", "/srv"},
            {"group", "alice"},
            {"kernel_module", "loop"},
            {"kernel_parameter", "vm.swappiness"},
            {"mount", "/srv"},
            {"package", "nginx"},
            {"service", "web"},
            {"user", "alice"},
        };
        const auto found = things.find(resource);
        return found == things.end() ? "" : found->second;
    }

    std::vector<Finding> findings(const std::vector<Fact>& facts) {
        Platform platform = debian();
        platform.init = "systemd";
        Gatherer gatherer(vocabulary_, backend_, platform);
        return gatherer.gather(facts, Deadline(std::chrono::seconds(60)));
    }
    const Vocabulary& vocabulary() const { return vocabulary_; }

private:
    void write(const std::string& name, const std::string& content) const {
        if (const auto slash = name.rfind('/'); slash != std::string::npos)
            (void)root_.folder(name.substr(0, slash));
        (void)root_.file(name, content);
    }

    PublicFolder root_;
    ImageBackend backend_{std::make_unique<DescribedFolder>(root_.path())};
    Vocabulary vocabulary_{resource_table()};
};

std::vector<Fact> facts_of(const ResourceEntry& entry) {
    for (const auto& name :
         {SmallImage::thing_of(entry.name),
          std::string("root"),
          std::string("22"),
          std::string("192.0.2.0/24"),
          std::string("192.0.2.1"),
          std::string("192.0.2.1:22"),
          std::string("/srv"),
          std::string("http://192.0.2.1/")})
        if (const auto subject = subject_of(entry, name))
            return every_fact(entry, *subject);
    return {};
}

InImage mark_of(const ResourceEntry& entry, const Fact& fact) {
    const auto* attribute = find_attribute(entry, fact.subject.view, fact.attribute);
    REQUIRE(attribute != nullptr);
    return known_in_image(entry, *attribute);
}

}  // namespace

TEST_CASE("of an image is found out what the tables say, and all else is skipped with its reason") {
    SmallImage image;
    const std::map<InImage, std::string> reasons = {
        {InImage::not_running, "not asked: nothing runs in an image"},
        {InImage::no_network, "not asked: an image has no network"},
        {InImage::no_commands, "not asked: Muster runs no code of an image"},
    };
    // "name" is no property that systemd would print as it is written, nor a tool that watches; systemd has no runlevels.
    // "name" is no keyword of sshd, and no path of a certificate.
    const std::vector<std::string> of_no_meaning = {
        "property",
        "monitored_by",
        "runlevels",
        "setting",
        "settings",
        "algorithms",
        "matches",
        "matches_key",
        "has_rule"};
    std::size_t known = 0;
    std::size_t skipped = 0;
    for (const auto* resource : image.vocabulary().all()) {
        if (resource->entry.of_fleet)
            continue;
        const auto facts = facts_of(resource->entry);
        CAPTURE(resource->entry.name);
        REQUIRE_FALSE(facts.empty());
        const auto findings = image.findings(facts);
        for (std::size_t i = 0; i < facts.size(); ++i) {
            const auto said = shown(findings[i]);
            CAPTURE(facts[i].subject.view, facts[i].attribute, said);
            const auto reason = reasons.find(mark_of(resource->entry, facts[i]));
            if (reason != reasons.end()) {
                CHECK(said == reason->second);
            } else if (mark_of(resource->entry, facts[i]) == InImage::kept and said.starts_with("not asked: the image ")) {
                ++skipped;
            } else if (std::ranges::count(of_no_meaning, facts[i].attribute) == 0) {
                CHECK_FALSE(said.starts_with("not asked: "));
                CHECK_FALSE(said.starts_with("cannot tell: "));
                ++known;
            }
        }
    }
    CHECK(known > 200);
    CHECK(skipped >= 8);  // a folder is on no file system of its own
    CHECK(skipped < 20);
}

TEST_CASE("who has no name in an image may have one in a directory that it cannot see") {
    FakeHost image;
    image.cannot(Ability::run, "Muster runs no code of an image")
        .cannot(Ability::live, "nothing runs in an image");
    image.entry("/srv/a", {.uid = 4242, .gid = 4343, .owner = "4242", .group = "4343"});
    image.file("/srv/b", "");
    const Vocabulary vocabulary(resource_table());
    const auto said = [&](const std::string& resource, const std::string& name, const char* what) {
        Gatherer gatherer(vocabulary, image, debian());
        const std::vector<Fact> facts = {fact(resource, name, what)};
        return shown(gatherer.gather(facts, Deadline(std::chrono::seconds(10))).at(0));
    };
    CHECK(said("file", "/srv/a", "owner") == "\"4242\"");
    CHECK(said("files_under", "/srv", "unowned") == R"(["/srv/a"])");

    image.file("/etc/nsswitch.conf", "passwd: files ldap\ngroup: files\n");
    const std::string unseen = "not asked: an image cannot see the other source";
    CHECK(said("file", "/srv/a", "owner") == unseen);
    CHECK(said("file", "/srv/a", "group") == "\"4343\"");
    CHECK(said("file", "/srv/b", "owner") == "\"root\"");
    CHECK(said("files_under", "/srv", "unowned") == unseen);
    CHECK(said("files_under", "/srv", "ungrouped") == R"(["/srv/a"])");
}

TEST_CASE("what an image is configured to be is said to be so") {
    SmallImage image;
    const auto findings = image.findings(
        {fact("service", "web", "enabled"),
         fact("kernel_parameter", "vm.swappiness", "value"),
         fact("kernel_parameter", "vm.overcommit_memory", "value"),
         fact("mount", "/srv", "mounted"),
         fact("mount", "/srv", "type"),
         fact("mount", "/home", "mounted"),
         fact("kernel_module", "loop", "loaded")}
    );
    CHECK(shown(findings[0]) == "false");
    CHECK(std::get<Value>(findings[0].found).remark == "its enablement is disabled, as configured");
    CHECK(shown(findings[1]) == "10");
    CHECK(shown(findings[2]) == "not asked: kernel default, not in the image");
    CHECK(shown(findings[3]) == "true");
    CHECK(shown(findings[4]) == "\"ext4\"");
    CHECK(shown(findings[5]) == "not asked: nothing in the image configures it");
    CHECK(shown(findings[6]) == "true");
    CHECK(std::get<Value>(findings[1].found).remark == "as configured");
    CHECK(std::get<Value>(findings[4].found).remark == "as configured");
}
