#include "framework/backend/disk/partitions.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <blkid/blkid.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <optional>

namespace muster {

namespace {

/// Formats that hold a disk and are none, by their first bytes.
struct Container {
    std::string_view begin;
    std::string_view name;
    std::string_view make_raw;  ///< the command; {} is the file
};

constexpr Container containers[] = {
    {"QFI\xfb", "a qcow2 image", "qemu-img convert -O raw {0} {0}.raw"},
    {"KDMV", "a VMDK image", "qemu-img convert -O raw {0} {0}.raw"},
    {"# Disk DescriptorFile", "a VMDK image", "qemu-img convert -O raw {0} {0}.raw"},
    {"<<< ", "a VDI image", "qemu-img convert -O raw {0} {0}.raw"},
    {"vhdxfile", "a VHDX image", "qemu-img convert -O raw {0} {0}.raw"},
    {"conectix", "a VHD image", "qemu-img convert -O raw {0} {0}.raw"},
    {"QED\0", "a QED image", "qemu-img convert -O raw {0} {0}.raw"},
    {"\x1f\x8b", "compressed by gzip", "gzip -dk {0}"},
    {"\xfd\x37zXZ", "compressed by xz", "xz -dk {0}"},
    {"\x28\xb5\x2f\xfd", "compressed by zstd", "zstd -dk {0}"},
    {"BZh", "compressed by bzip2", "bzip2 -dk {0}"},
};

FileDescriptor opened(const std::string& path) {
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat status {};
    if (not file or ::fstat(file.number(), &status) != 0)
        throw cannot("reading", path, errno);
    if (not S_ISREG(status.st_mode) and not S_ISBLK(status.st_mode))
        throw CannotTell{
            Kind::failed, escaped(path) + " is no disk: neither a file nor a block device"};
    return file;
}

/// The disk itself never begins like one of these: its first sector is code, zeros, or the start of a file system.
void refuse_containers(int file, const std::string& path) {
    std::array<char, 32> bytes{};
    const auto got = ::pread(file, bytes.data(), bytes.size(), 0);
    if (got < 0)
        throw cannot("reading", path, errno);
    const std::string_view front(bytes.data(), static_cast<std::size_t>(got));
    for (const auto& [begin, name, make_raw] : containers) {
        if (front.starts_with(begin))
            throw CannotTell{
                Kind::unsupported,
                fmt::format("{} is {}, not a raw disk", escaped(path), name),
                fmt::format(fmt::runtime(make_raw), shell_quoted(path))};
    }
}

struct FreeProbe {
    void operator()(blkid_probe probe) const { ::blkid_free_probe(probe); }
};
using Probe = std::unique_ptr<std::remove_pointer_t<blkid_probe>, FreeProbe>;

/// Of a part of the file; nothing where libblkid does not take it.
Probe probe_of(int file, std::uint64_t start, std::uint64_t size) {
    Probe probe(::blkid_new_probe());
    if (probe == nullptr
        or ::blkid_probe_set_device(
               probe.get(), file, static_cast<blkid_loff_t>(start), static_cast<blkid_loff_t>(size)
           ) != 0)
        return nullptr;
    return probe;
}

std::string value_of(blkid_probe probe, const char* name) {
    const char* text = nullptr;
    std::size_t size = 0;
    if (::blkid_probe_lookup_value(probe, name, &text, &size) != 0 or size == 0)
        return "";
    return {text, size - 1};  // its zero is counted
}

/// Says what is on a partition, as far as libblkid knows.
void probe_filesystem(int file, Partition& partition) {
    const auto probe = probe_of(file, partition.start, partition.size);
    if (probe == nullptr)
        return;
    (void)::blkid_probe_enable_superblocks(probe.get(), 1);
    (void)::blkid_probe_set_superblocks_flags(
        probe.get(), BLKID_SUBLKS_LABEL | BLKID_SUBLKS_UUID | BLKID_SUBLKS_TYPE
    );
    constexpr int is_ambivalent = -2;
    const auto said = ::blkid_do_safeprobe(probe.get());
    if (said == is_ambivalent)
        partition.filesystem = "several at once";
    if (said != 0)
        return;
    partition.filesystem = value_of(probe.get(), "TYPE");
    partition.label = value_of(probe.get(), "LABEL");
    partition.uuid = lower_case(value_of(probe.get(), "UUID"));
}

std::string text_of(const char* text) {
    return text == nullptr ? "" : text;
}

/// Those of the table; none where there is no table.
std::vector<Partition> partitions_in(blkid_probe probe) {
    constexpr std::uint64_t sector = 512;  // what libblkid counts in
    std::vector<Partition> found;
    auto* const table = ::blkid_probe_get_partitions(probe);
    const int count = table == nullptr ? 0 : ::blkid_partlist_numof_partitions(table);
    for (int i = 0; i < count; ++i) {
        auto* const one = ::blkid_partlist_get_partition(table, i);
        if (one == nullptr or ::blkid_partition_is_extended(one) != 0)
            continue;
        Partition partition;
        partition.number = ::blkid_partition_get_partno(one);
        partition.start = static_cast<std::uint64_t>(::blkid_partition_get_start(one)) * sector;
        partition.size = static_cast<std::uint64_t>(::blkid_partition_get_size(one)) * sector;
        partition.name = text_of(::blkid_partition_get_name(one));
        partition.id = lower_case(text_of(::blkid_partition_get_uuid(one)));
        found.push_back(std::move(partition));
    }
    return found;
}

}  // namespace

bool Partition::is_ext() const {
    return filesystem == "ext2" or filesystem == "ext3" or filesystem == "ext4";
}

std::vector<Partition> partitions_of(const std::string& path) {
    const auto file = opened(path);
    refuse_containers(file.number(), path);
    const auto probe = probe_of(file.number(), 0, 0);
    if (probe == nullptr)
        throw CannotTell{Kind::failed, escaped(path) + " is too small for a disk"};
    auto partitions = partitions_in(probe.get());
    const bool has_table = not partitions.empty();
    if (not has_table) {
        Partition whole;
        whole.size = static_cast<std::uint64_t>(::blkid_probe_get_size(probe.get()));
        partitions.push_back(std::move(whole));
    }
    for (auto& partition : partitions)
        probe_filesystem(file.number(), partition);
    if (not has_table and partitions.front().filesystem.empty())
        throw CannotTell{
            Kind::failed,
            escaped(path) + " has neither a partition table nor a file system that is known"};
    return partitions;
}

std::string to_words(const Partition& partition) {
    std::string what = partition.filesystem.empty() ? "nothing known" : partition.filesystem;
    for (const auto& name : {partition.name, partition.label}) {
        if (not name.empty()) {
            what += ", " + quoted(name);
            break;
        }
    }
    const auto which = partition.number == 0 ? std::string("the disk")
                                             : fmt::format("partition {}", partition.number);
    return fmt::format("{} ({})", which, what);
}

}  // namespace muster
