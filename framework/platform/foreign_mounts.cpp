#include "framework/platform/foreign_mounts.hpp"

#include "framework/base/text.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::array<std::string_view, 24> types_of_kernel = {
    "proc",     "sysfs",       "devtmpfs",   "devpts",  "cgroup",  "cgroup2",
    "cpuset",   "securityfs",  "selinuxfs",  "smackfs", "debugfs", "tracefs",
    "configfs", "pstore",      "efivarfs",   "bpf",     "mqueue",  "hugetlbfs",
    "fusectl",  "binfmt_misc", "rpc_pipefs", "nfsd",    "nsfs",    "autofs",
};
constexpr std::array<std::string_view, 17> types_of_others = {
    // over the network
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "virtiofs",
    "afs",
    "ceph",
    "coda",
    "glusterfs",
    "lustre",
    "beegfs",
    "gpfs",
    "ncpfs",
    "orangefs",
    // a program answers
    "fuse",
};

bool is_foreign(std::string_view type) {
    return is_of_kernel(type) or is_one_of(type, types_of_others) or type.starts_with("fuse.");
}

/// `\040` for a blank, and so on: four signs.
std::string decoded(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto octal = text[i] == '\\' ? octal_number(text.substr(i + 1, 3)) : std::nullopt;
        bytes += octal ? static_cast<char>(*octal) : text[i];
        i += octal ? 3 : 0;
    }
    return bytes;
}

}  // namespace

bool is_of_kernel(std::string_view type) {
    return is_one_of(type, types_of_kernel);
}

// 36 35 98:0 /root /mount/point rw,noatime shared:1 - ext3 /dev/root rw
std::vector<std::string> foreign_mount_points_in(std::string_view mountinfo) {
    constexpr std::size_t mount_point = 4;
    std::vector<std::string> points;
    for (const auto line : lines_of(mountinfo)) {
        const auto words = words_of(line);
        const auto dash = std::ranges::find(words, "-");
        if (words.end() - dash > 1 and words.size() > mount_point and is_foreign(dash[1]))
            points.push_back(decoded(words[mount_point]));
    }
    return points;
}

Task<std::vector<std::string>> foreign_mount_points(Host& host) {
    if (not host.can(Ability::live))
        co_return std::vector<std::string>();  // nothing is mounted in an image
    auto asked = host.read("/proc/self/mountinfo");
    const auto& content = co_await asked;
    if (not content or content->bytes.empty())
        throw CannotTell{
            Kind::missing_tool, "no /proc/self/mountinfo, which tells what is mounted where"};
    co_return foreign_mount_points_in(content->bytes);
}

}  // namespace muster
