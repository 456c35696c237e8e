#include "framework/run/disk_target.hpp"

#include "framework/backend/disk/disk.hpp"
#include "framework/backend/disk/disk_tree.hpp"
#include "framework/backend/files/files.hpp"
#include "framework/base/display.hpp"
#include "framework/platform/foreign_mounts.hpp"
#include "framework/platform/fstab.hpp"
#include "framework/platform/mount_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

bool is_bind(const FstabLine& line) {
    return mount_option(line.options, "bind") or mount_option(line.options, "rbind");
}

/// Whether it covers something that the image has once the system has booted; an automount does when somebody looks
/// (systemd.mount(5)).
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
