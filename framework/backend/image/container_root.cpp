#include "framework/backend/image/container_root.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>

namespace muster {

namespace {

std::string folder_of(pid_t process) {
    return fmt::format("/proc/{}", process);
}

/// "user:[4026531837]"
std::string user_namespace_of(const std::string& process) {
    std::error_code error;
    const auto name = std::filesystem::read_symlink(process + "/ns/user", error);
    if (error)
        throw cannot("reading", process + "/ns/user", error.value());
    return name.string();
}

/// The number of a process in the innermost PID namespace that it is in (proc_pid_status(5), "NSpid").
std::string innermost_number(const std::string& process) {
    const auto status = read_file(process + "/status").value_or("");
    for (const auto line : lines_of(status))
        if (line.starts_with("NSpid:"))
            return std::string(words_of(line).back());
    throw CannotTell{Kind::failed, process + "/status tells no NSpid"};
}

std::string root_of(pid_t process) {
    const auto folder = folder_of(process);
    if (user_namespace_of(folder) != user_namespace_of("/proc/self"))
        throw CannotTell{
            Kind::unsupported,
            "the container has a user namespace of its own, in which owners have other numbers"};
    return folder + "/root";
}

}  // namespace

ContainerRoot::ContainerRoot(pid_t process)
    : RootFolder(root_of(process), innermost_number(folder_of(process))) {}

bool ContainerRoot::has_shell() {
    constexpr std::array<const char*, 6> places = {
        "/usr/local/sbin/sh",
        "/usr/local/bin/sh",
        "/usr/sbin/sh",
        "/usr/bin/sh",
        "/sbin/sh",
        "/bin/sh"};
    for (const auto* const place : places) {
        const auto found = status(place, Follow::yes);
        if (found and found->type == FileType::regular and (found->permissions & 0111U) != 0)
            return true;
    }
    return false;
}

std::string ContainerFiles::why_not(Ability ability) const {
    return ability == Ability::network
               ? "without a shell nothing in the container can be asked to connect"
               : "the container has no shell";
}

CannotTell ContainerFiles::not_answered() const {
    return {
        Kind::missing_tool,
        "the container has no shell: its files, processes and ports are told, and nothing is run "
        "in it"};
}

}  // namespace muster
