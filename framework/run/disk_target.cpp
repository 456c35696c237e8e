#include "framework/run/disk_target.hpp"

#include "framework/backend/disk/disk_tree.hpp"
#include "framework/backend/disk/partitions.hpp"
#include "framework/backend/files/files.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/fstab.hpp"
#include "framework/platform/mount_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace muster {

namespace {

/// A disk, and which of its partitions are meant by what others call them.
class Disk {
public:
    explicit Disk(std::string path) : path_(std::move(path)), partitions_(partitions_of(path_)) {}

    const std::string& path() const { return path_; }

    std::unique_ptr<ExtVolume> volume(const Partition& partition) const {
        const auto name = to_words(partition);
        if (not partition.is_ext())
            throw CannotTell{
                Kind::unsupported,
                fmt::format(
                    "{} of {} cannot be read: only ext2, ext3 and ext4 can", name, escaped(path_)
                ),
                "mount it read-only, and verify rootfs:FOLDER"};
        return std::make_unique<ExtVolume>(path_, partition.start, name);
    }

    /// As the user says it: a number, a name or a label.
    const Partition& named(const std::string& name) const {
        const auto is_meant = [&](const Partition& partition) {
            return name == std::to_string(partition.number) or name == partition.name
                   or name == partition.label;
        };
        const auto found = std::ranges::find_if(partitions_, is_meant);
        if (found == partitions_.end())
            throw no_partition(fmt::format("no partition {}", quoted(name)));
        if (std::find_if(std::next(found), partitions_.end(), is_meant) != partitions_.end())
            throw no_partition(fmt::format("several partitions {}", quoted(name)));
        return *found;
    }

    /// The one with a system in it.
    std::unique_ptr<ExtVolume> root() const {
        std::unique_ptr<ExtVolume> found;
        std::optional<CannotTell> why_not;
        for (const auto& partition : partitions_) {
            if (not partition.is_ext())
                continue;
            try {
                auto candidate = volume(partition);
                if (not is_system(*candidate))
                    continue;
                if (found != nullptr)
                    throw no_partition("several partitions with a system");
                found = std::move(candidate);
            } catch (const CannotTell& why) {
                why_not = why;
            }
        }
        if (why_not)  // it may be the one
            throw *why_not;
        if (found == nullptr)
            throw no_partition("no partition of ext2, ext3 or ext4 with a system");
        return found;
    }

    /// The partition that fstab(5) means; none that lies on this disk, as far as can be told.
    const Partition* mounted(std::string_view device) const {
        const auto tag = tag_of(device);
        const auto found = std::ranges::find_if(partitions_, [&](const Partition& partition) {
            return tag ? carries(partition, *tag) : is_numbered(device, partition.number);
        });
        return found == partitions_.end() ? nullptr : &*found;
    }

private:
    /// `UUID` and `x`.
    struct Tag {
        std::string name;
        std::string value;
    };

    static std::optional<Tag> tag_of(std::string_view device) {
        struct Spelling {
            std::string_view begin;
            std::string_view name;
        };
        static constexpr Spelling spellings[] = {
            {"UUID=", "UUID"},
            {"/dev/disk/by-uuid/", "UUID"},
            {"LABEL=", "LABEL"},
            {"/dev/disk/by-label/", "LABEL"},
            {"PARTUUID=", "PARTUUID"},
            {"/dev/disk/by-partuuid/", "PARTUUID"},
            {"PARTLABEL=", "PARTLABEL"},
            {"/dev/disk/by-partlabel/", "PARTLABEL"},
        };
        for (const auto& [begin, name] : spellings)
            if (device.starts_with(begin))
                return Tag{std::string(name), std::string(device.substr(begin.size()))};
        return std::nullopt;
    }

    static bool carries(const Partition& partition, const Tag& tag) {
        if (tag.name == "UUID")
            return not partition.uuid.empty() and partition.uuid == lower_case(tag.value);
        if (tag.name == "PARTUUID")
            return not partition.id.empty() and partition.id == lower_case(tag.value);
        const auto& own = tag.name == "LABEL" ? partition.label : partition.name;
        return not own.empty() and own == tag.value;
    }

    /// Whether a name of the kernel is that of a partition of the first disk: /dev/sda2, /dev/vda2, /dev/nvme0n1p2.
    static bool is_numbered(std::string_view device, int number) {
        static constexpr std::array<std::string_view, 7> disks = {
            "/dev/sda",
            "/dev/vda",
            "/dev/xvda",
            "/dev/hda",
            "/dev/nvme0n1p",
            "/dev/mmcblk0p",
            "/dev/ubda"};
        return number != 0 and std::ranges::any_of(disks, [&](std::string_view disk) {
                   return device == fmt::format("{}{}", disk, number);
               });
    }

    /// What every Linux has: accounts, and programs.
    static bool is_system(ExtVolume& volume) {
        const auto top = volume.entries(ExtVolume::root);
        const auto etc = top->find("etc");
        if (etc == top->end() or volume.status(etc->second).type != FileType::directory)
            return false;
        return (top->contains("usr") or top->contains("bin"))
               and volume.entries(etc->second)->contains("passwd");
    }

    CannotTell no_partition(const std::string& what) const {
        std::vector<std::string> all;
        for (const auto& partition : partitions_)
            all.push_back(to_words(partition));
        return {
            Kind::failed,
            fmt::format("{} has {}; there is {}", escaped(path_), what, join(all, ", ")),
            "disk:FILE#NUMBER or disk:FILE#LABEL is the root"};
    }

    std::string path_;
    std::vector<Partition> partitions_;
};

/// File systems that the kernel makes up: they cover nothing that an image has.
bool is_of_kernel(std::string_view type) {
    static constexpr std::array<std::string_view, 18> types = {
        "proc",
        "sysfs",
        "devtmpfs",
        "devpts",
        "cgroup",
        "cgroup2",
        "securityfs",
        "debugfs",
        "tracefs",
        "bpf",
        "mqueue",
        "hugetlbfs",
        "pstore",
        "efivarfs",
        "configfs",
        "binfmt_misc",
        "fusectl",
        "selinuxfs"};
    return std::ranges::find(types, type) != types.end();
}

bool is_bind(const FstabLine& line) {
    return mount_option(line.options, "bind") or mount_option(line.options, "rbind");
}

/// Whether it is there once the system has booted; an automount is when somebody looks (systemd.mount(5)).
bool is_mounted_at_boot(const FstabLine& line) {
    if (line.is_of_swap() or line.path == "/" or is_of_kernel(line.type))
        return false;
    return not mount_option(line.options, "noauto")
           or mount_option(line.options, "x-systemd.automount");
}

/// Whether a path is this one or lies below it.
bool lies_in(const std::string& path, const std::string& folder) {
    return path == folder or path.starts_with(folder + "/");
}

/// Mounts what fstab mounts, each line after those that its path, or the folder that it shows again, lies in, as systemd
/// does whatever the order of the lines.
class Mounts {
public:
    Mounts(const Disk& disk, DiskTree& tree) : disk_(disk), tree_(tree) {}

    void run() {
        constexpr Limits limits;
        const auto text = content_of(tree_, "/etc/fstab", limits, Deadline::never());
        if (not text)
            return;
        for (const auto& line : parse_fstab(text->bytes).lines)
            if (is_mounted_at_boot(line))
                waiting_.push_back(line);
        while (not waiting_.empty()) {
            const auto next = std::ranges::find_if(waiting_, [&](const FstabLine& line) {
                return is_ready(line);
            });
            if (next == waiting_.end()) {
                for (const auto& line : waiting_)
                    leave_out(line, {Kind::failed, "what it shows waits for it"});
                return;
            }
            const auto line = *next;
            waiting_.erase(next);
            mount(line);
        }
    }

private:
    bool is_ready(const FstabLine& line) const {
        return std::ranges::none_of(waiting_, [&](const FstabLine& other) {
            const bool is_above = other.path != line.path and lies_in(line.path, other.path);
            const bool is_source =
                &other != &line and is_bind(line) and lies_in(line.device, other.path);
            return is_above or is_source;
        });
    }

    void mount(const FstabLine& line) {
        try {
            if (line.type == "tmpfs" or line.type == "ramfs")
                throw CannotTell{Kind::unsupported, "is empty when the system boots"};
            const auto* partition = disk_.mounted(line.device);
            if (not is_bind(line) and partition == nullptr)
                throw CannotTell{
                    Kind::unsupported, fmt::format("{} is not on this disk", quoted(line.device))};
            const bool is_done = is_bind(line) ? tree_.mount_folder(line.path, line.device)
                                               : tree_.mount(line.path, disk_.volume(*partition));
            if (not is_done)
                throw CannotTell{
                    Kind::unsupported,
                    "there is no folder for it in the image, or none that it could show"};
        } catch (const CannotTell& why) {
            leave_out(line, why);
        }
    }

    void leave_out(const FstabLine& line, const CannotTell& why) {
        auto said = why;
        said.message = fmt::format(
            "{} is mounted by line {} of /etc/fstab, and {}",
            escaped(line.path),
            line.number,
            why.message
        );
        try {
            tree_.mount_unreadable(line.path, std::move(said));
        } catch (const CannotTell&) {
            // it lies below another one that cannot be read, which says so
        }
    }

    const Disk& disk_;
    DiskTree& tree_;
    std::vector<FstabLine> waiting_;
};

}  // namespace

std::unique_ptr<FileTree> open_disk(const std::string& path, const std::string& partition) {
    const Disk disk(path);
    auto root = partition.empty() ? disk.root() : disk.volume(disk.named(partition));
    auto tree = std::make_unique<DiskTree>(std::move(root));
    Mounts(disk, *tree).run();
    return tree;
}

}  // namespace muster
