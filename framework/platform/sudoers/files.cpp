#include "framework/platform/sudoers/files.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

namespace {

/// In this order; the second is where SUSE keeps what the administrator has not replaced.
constexpr std::array<const char*, 2> main_files = {"/etc/sudoers", "/usr/etc/sudoers"};

/// How far files include one another; it outlives them all.
struct Extent {
    SudoersConfiguration all;
    std::size_t depth = 0;
};

/// What `%h` stands for; of an image what it will be called when it has booted. Throws CannotTell where it has no name.
Task<std::string> short_host_name(Host& host) {
    auto reading =
        host.read(host.can(Ability::live) ? "/proc/sys/kernel/hostname" : "/etc/hostname");
    const auto& content = co_await reading;
    const auto name = content ? trimmed(content->bytes) : std::string_view();
    if (name.empty())
        throw CannotTell{
            Kind::failed,
            "sudoers includes a file by the name of the host (%h), which is not known"};
    co_return std::string(name.substr(0, name.find('.')));
}

/// Where an include leads that stands in `file`.
Task<std::string> path_of(Host& host, std::string path, std::string file) {
    if (path.find("%h") != std::string::npos) {
        auto& naming = host.once(short_host_name);
        const auto& name = co_await naming;
        for (auto at = path.find("%h"); at != std::string::npos;
             at = path.find("%h", at + name.size()))
            path.replace(at, 2, name);
    }
    co_return path.starts_with('/') ? path : file.substr(0, file.rfind('/') + 1) + path;
}

// What is found is added to the extent; that these are awaited is all, and what they answer means nothing.
Task<bool> add_text(Host& host, std::string bytes, std::string file, Extent& extent);

/// A file that is not there is a fault, and so is what is no file.
Task<bool> add_file(Host& host, std::string path, Location where, Extent& extent) {
    auto reading = host.read(path);
    const auto& content = co_await reading;
    if (not content) {
        extent.all.text.faults.push_back({where, "there is no " + escaped(path)});
        co_return false;
    }
    if (content->type != FileType::regular) {
        extent.all.text.faults.push_back({where, escaped(path) + " is no regular file"});
        co_return false;
    }
    auto adding = add_text(host, content->bytes, path, extent);
    co_return co_await adding;
}

/// Each file of a folder that sudo reads; a folder that is not there has none.
Task<bool> add_folder(Host& host, std::string folder, Extent& extent) {
    auto listing = host.list(folder);
    const auto& listed = co_await listing;
    std::vector<std::string> paths;
    if (listed)
        for (const auto& name : listed->names)
            if (is_read_by_sudo(name))
                paths.push_back(folder + "/" + name);
    std::vector<Pending<std::optional<Content>>> reading;
    for (const auto& path : paths)
        reading.push_back(host.read(path));
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& content = co_await reading[i];
        if (not content or content->type != FileType::regular)
            continue;
        auto adding = add_text(host, content->bytes, paths[i], extent);
        (void)co_await adding;
    }
    co_return true;
}

Task<bool> add_text(Host& host, std::string bytes, std::string file, Extent& extent) {
    constexpr std::size_t deepest = 128;  // sudo's own limit
    constexpr std::size_t most_files = 1000;
    if (extent.depth > deepest)
        throw CannotTell{Kind::failed, "files of sudoers include one another"};
    if (extent.all.files.size() >= most_files)
        throw CannotTell{Kind::too_large, "sudoers includes more than 1000 files"};
    extent.all.files.push_back(file);
    ++extent.depth;
    auto text = sudoers_text_from(bytes, file);
    auto& faults = extent.all.text.faults;
    faults.insert(faults.end(), text.faults.begin(), text.faults.end());
    for (auto& line : text.lines) {
        const auto* const include = std::get_if<SudoersInclude>(&line.what);
        if (include == nullptr) {
            extent.all.text.lines.push_back(std::move(line));
            continue;
        }
        auto leading = path_of(host, include->path, file);
        const auto& path = co_await leading;
        auto adding = include->is_folder ? add_folder(host, path, extent)
                                         : add_file(host, path, line.where, extent);
        (void)co_await adding;
    }
    --extent.depth;
    co_return true;
}

}  // namespace

Task<SudoersConfiguration> sudoers_configuration(Host& host) {
    std::vector<Pending<std::optional<Content>>> reading;
    for (const auto* const file : main_files)
        reading.push_back(host.read(file));
    // What nearly every one of them includes leaves in the same exchange.
    (void)host.list("/etc/sudoers.d");
    for (std::size_t i = 0; i < main_files.size(); ++i) {
        const auto& content = co_await reading[i];
        if (not content)
            continue;
        if (content->type != FileType::regular)
            throw CannotTell{
                Kind::unparsable, fmt::format("{} is no regular file", main_files.at(i))};
        Extent extent;
        auto adding = add_text(host, content->bytes, main_files.at(i), extent);
        (void)co_await adding;
        co_return extent.all;
    }
    co_return SudoersConfiguration{};
}

}  // namespace muster
