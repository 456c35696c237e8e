#include "framework/platform/detect.hpp"

#include "framework/base/text.hpp"
#include "framework/platform/os_release.hpp"
#include "framework/platform/virtualization.hpp"

namespace muster {

namespace {

/// Files that need not be there and may be unreadable: asked by pattern, since then each file brings
/// its own answer and a denied one is no error of the whole.
std::map<std::string, std::string> readable(const std::vector<NamedContent>& files) {
    std::map<std::string, std::string> texts;
    for (const auto& file : files)
        if (const auto* bytes = std::get_if<std::string>(&file.bytes))
            texts[file.path.substr(file.path.rfind('/') + 1)] = *bytes;
    return texts;
}

std::string first_readable(const std::vector<NamedContent>& files) {
    const auto texts = readable(files);
    return texts.empty() ? std::string() : texts.begin()->second;
}

bool is_there(const std::optional<Names>& found) {
    return found and not found->names.empty();
}

std::string trimmed_text(const std::vector<NamedContent>& files) {
    return std::string(trimmed(first_readable(files)));
}

/// Debian's VERSION_ID has no point release; /etc/debian_version has: "12.5".
std::string finer_version(const std::string& version, const std::string& debian_version) {
    return debian_version.starts_with(version + ".") ? debian_version : version;
}

Task<Platform> distribution(Host& host) {
    auto local = host.read("/etc/os-release");
    auto vendor = host.read("/usr/lib/os-release");
    auto debian = host.read_matching("/etc/debian_version");
    auto identity = host.read_matching("/etc/machine-id");

    const auto& own = co_await local;
    const auto& fallback = co_await vendor;
    const auto& debian_version = co_await debian;
    const auto& machine = co_await identity;

    Platform platform;
    platform.machine_id = trimmed_text(machine);
    const auto& file = own ? own : fallback;
    if (not file)
        co_return platform;
    auto fields = os_release_fields(file->bytes);
    platform.distribution = fields["ID"];
    platform.family = family_of(fields["ID"], fields["ID_LIKE"]);
    platform.version = fields["VERSION_ID"];
    platform.codename = fields["VERSION_CODENAME"];
    if (platform.distribution == "debian" and not platform.version.empty())
        platform.version = finer_version(platform.version, trimmed_text(debian_version));
    co_return platform;
}

/// Since Linux 6.1.
Task<std::string> architecture_of_kernel(Host& host) {
    auto kernel = host.read_matching("/proc/sys/kernel/arch");
    const auto& told = co_await kernel;
    co_return trimmed_text(told);
}

/// A file tells for nothing where reads are free, but not of every kernel; a process always does, where one can be started. In
/// an image only its programs tell.
Task<std::string> architecture(Host& host) {
    if (not host.can(Ability::live)) {
        auto shell = host.read("/bin/sh");
        const auto& program = co_await shell;
        co_return program ? architecture_of(program->bytes) : std::string();
    }
    if (host.reads_are_free() or not host.can(Ability::run)) {
        auto asked = architecture_of_kernel(host);
        const auto& name = co_await asked;
        if (not name.empty() or not host.can(Ability::run))
            co_return name;
    }
    const Command command{{"uname", "-m"}};
    auto uname = host.run(command);
    try {
        const auto& answer = co_await uname;
        co_return answer.exit_status == 0 ? std::string(trimmed(answer.out)) : std::string();
    } catch (const CannotTell& why) {
        if (why.kind != Kind::missing_tool)  // as of a container that turns out to have no shell
            throw;
    }
    auto asked = architecture_of_kernel(host);
    co_return co_await asked;
}

Task<std::string> virtualization(Host& host) {
    auto kernel = host.read_matching("/proc/sys/kernel/osrelease");
    auto manager = host.read_matching("/run/host/container-manager");
    auto container = host.read_matching("/run/systemd/container");
    auto environment = host.read_matching("/proc/1/environ");
    auto marks = host.glob("/.dockerenv");
    auto podman = host.glob("/run/.containerenv");
    auto openvz = host.glob("/proc/[bv][cz]");
    auto group = host.glob("/sys/fs/cgroup/cgroup.events");
    auto dmi = host.read_matching("/sys/class/dmi/id/[bps]*_[nv]*");
    auto clocks =
        host.read_matching("/sys/devices/system/clocksource/clocksource0/available_clocksource");
    auto hypervisor = host.read_matching("/sys/hypervisor/type");

    VirtualizationTraces traces;
    traces.kernel = first_readable(co_await kernel);
    traces.container_manager = first_readable(co_await manager);
    traces.container = first_readable(co_await container);
    traces.first_environment = first_readable(co_await environment);
    traces.docker_file = is_there(co_await marks);
    traces.podman_file = is_there(co_await podman);
    const auto& containers = co_await openvz;
    traces.openvz = containers and containers->names == std::vector<std::string>{"/proc/vz"};
    traces.own_control_group = is_there(co_await group);
    traces.dmi = readable(co_await dmi);
    traces.clock_sources = first_readable(co_await clocks);
    traces.hypervisor = first_readable(co_await hypervisor);
    co_return virtualization_of(traces);
}

/// Globs, as they need no tool of the target.
Task<std::string> init(Host& host) {
    auto name = host.read_matching("/proc/1/comm");
    auto systemd = host.glob("/run/systemd/system");
    auto openrc = host.glob("/run/openrc/softlevel");
    auto program = host.readlink("/sbin/init", Links::all);

    InitTraces traces;
    traces.name = trimmed_text(co_await name);
    traces.systemd_runs = is_there(co_await systemd);
    traces.openrc_runs = is_there(co_await openrc);
    if (traces.name == "init") {
        const auto& path = co_await program;
        traces.program = path ? path->text : "";
    }
    co_return init_of(traces);
}

/// Of an image: what /sbin/init is. Empty where there is none, as in one of a container.
Task<std::string> init_of_image(Host& host) {
    auto program = host.readlink("/sbin/init", Links::all);
    auto openrc = host.stat("/sbin/openrc");
    const auto& path = co_await program;
    const auto& has_openrc = co_await openrc;
    if (not path)
        co_return "";
    const auto name = path->text.substr(path->text.rfind('/') + 1);
    if (name == "busybox" and has_openrc)
        co_return "openrc";  // which its inittab starts
    if (name == "busybox")
        co_return name;
    if (name == "runit-init")
        co_return "runit";
    co_return init_of({.name = name, .program = path->text});
}

Task<std::string> kernel(Host& host) {
    auto release = host.read_matching("/proc/sys/kernel/osrelease");
    const auto& told = co_await release;
    co_return trimmed_text(told);
}

}  // namespace

Task<Platform> detect_platform(Host& host) {
    auto described = distribution(host);
    auto built_for = architecture(host);
    if (not host.can(Ability::live)) {
        auto first = init_of_image(host);
        auto platform = co_await described;
        platform.arch = co_await built_for;
        platform.virtualization = "image";
        platform.init = co_await first;
        co_return platform;
    }
    auto running = kernel(host);
    auto around = virtualization(host);
    auto first = init(host);

    auto platform = co_await described;
    platform.arch = co_await built_for;
    platform.kernel = co_await running;
    platform.virtualization = co_await around;
    platform.init = co_await first;
    co_return platform;
}

std::string init_of(const InitTraces& traces) {
    if (traces.systemd_runs or traces.name == "systemd")
        return "systemd";
    if (traces.openrc_runs)
        return "openrc";
    // Both System V's and busybox's call themselves so; the link tells.
    if (traces.name == "init")
        return traces.program.ends_with("/busybox") ? "busybox" : "sysvinit";
    if (traces.name == "openrc-init")
        return "openrc";
    return traces.name;
}

std::string architecture_of(std::string_view elf_file) {
    // ELF-64 Object File Format: class at 4, data encoding at 5, e_machine at 18.
    if (elf_file.size() < 20
        or not elf_file.starts_with("\x7f"
                                    "ELF"))
        return "";
    const bool wide = elf_file[4] == 2;
    const bool big_endian = elf_file[5] == 2;
    const auto low = static_cast<unsigned char>(elf_file[big_endian ? 19 : 18]);
    const auto high = static_cast<unsigned char>(elf_file[big_endian ? 18 : 19]);
    switch (high * 256U + low) {
    case 3: return "i686";
    case 8: return wide ? "mips64" : "mips";
    case 21: return big_endian ? "ppc64" : "ppc64le";
    case 22: return "s390x";
    case 40: return "armv7l";
    case 62: return "x86_64";
    case 183: return "aarch64";
    case 243: return wide ? "riscv64" : "riscv32";
    case 258: return "loongarch64";
    default: return "";
    }
}

}  // namespace muster
