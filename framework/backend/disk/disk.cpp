#include "framework/backend/disk/disk.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace muster {

namespace {

/// `UUID` and `x`.
struct Tag {
    std::string name;
    std::string value;
};

std::optional<Tag> tag_of(std::string_view device) {
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

bool carries(const Partition& partition, const Tag& tag) {
    if (tag.name == "UUID")
        return not partition.uuid.empty() and partition.uuid == lower_case(tag.value);
    if (tag.name == "PARTUUID")
        return not partition.id.empty() and partition.id == lower_case(tag.value);
    const auto& own = tag.name == "LABEL" ? partition.label : partition.name;
    return not own.empty() and own == tag.value;
}

/// Whether a name of the kernel is that of a partition of the first disk: /dev/sda2, /dev/vda2, /dev/nvme0n1p2.
bool is_numbered(std::string_view device, int number) {
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
bool is_system(ExtVolume& volume) {
    const auto top = volume.entries(ExtVolume::root);
    const auto etc = top->find("etc");
    if (etc == top->end() or volume.status(etc->second).type != FileType::directory)
        return false;
    return (top->contains("usr") or top->contains("bin"))
           and volume.entries(etc->second)->contains("passwd");
}

}  // namespace

Disk::Disk(std::string path) : path_(std::move(path)), partitions_(partitions_of(path_)) {}

std::unique_ptr<ExtVolume> Disk::volume(const Partition& partition) const {
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

const Partition& Disk::named(const std::string& name) const {
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

std::unique_ptr<ExtVolume> Disk::root() const {
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

const Partition* Disk::mounted(std::string_view device) const {
    const auto tag = tag_of(device);
    const auto found = std::ranges::find_if(partitions_, [&](const Partition& partition) {
        return tag ? carries(partition, *tag) : is_numbered(device, partition.number);
    });
    return found == partitions_.end() ? nullptr : &*found;
}

CannotTell Disk::no_partition(const std::string& what) const {
    std::vector<std::string> all;
    for (const auto& partition : partitions_)
        all.push_back(to_words(partition));
    return {
        Kind::failed,
        fmt::format("{} has {}; there is {}", escaped(path_), what, join(all, ", ")),
        "disk:FILE#NUMBER or disk:FILE#LABEL is the root"};
}

}  // namespace muster
