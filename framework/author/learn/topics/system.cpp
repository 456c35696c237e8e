#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"
#include "framework/platform/sysctl.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// Parameters that hardening guides and busy servers care for; of those that a host does not have nothing is said.
constexpr std::array<std::string_view, 36> watched_parameters = {
    "fs.protected_fifos",
    "fs.protected_hardlinks",
    "fs.protected_regular",
    "fs.protected_symlinks",
    "fs.suid_dumpable",
    "kernel.dmesg_restrict",
    "kernel.kptr_restrict",
    "kernel.randomize_va_space",
    "kernel.sysrq",
    "kernel.unprivileged_bpf_disabled",
    "kernel.yama.ptrace_scope",
    "net.core.bpf_jit_harden",
    "net.core.somaxconn",
    "net.ipv4.conf.all.accept_redirects",
    "net.ipv4.conf.all.accept_source_route",
    "net.ipv4.conf.all.log_martians",
    "net.ipv4.conf.all.rp_filter",
    "net.ipv4.conf.all.secure_redirects",
    "net.ipv4.conf.all.send_redirects",
    "net.ipv4.conf.default.accept_redirects",
    "net.ipv4.conf.default.accept_source_route",
    "net.ipv4.conf.default.rp_filter",
    "net.ipv4.icmp_echo_ignore_broadcasts",
    "net.ipv4.icmp_ignore_bogus_error_responses",
    "net.ipv4.ip_forward",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_max_syn_backlog",
    "net.ipv4.tcp_syncookies",
    "net.ipv6.conf.all.accept_ra",
    "net.ipv6.conf.all.accept_redirects",
    "net.ipv6.conf.all.disable_ipv6",
    "net.ipv6.conf.all.forwarding",
    "vm.max_map_count",
    "vm.overcommit_memory",
    "vm.swappiness",
};

/// File systems that the system makes for itself, and whose place or options change with what runs.
bool is_passing(const std::string& mount) {
    return mount.starts_with("/run/") or mount.starts_with("/proc/") or mount.starts_with("/sys/")
           or mount.starts_with("/dev/") or mount.starts_with("/var/lib/docker")
           or mount.starts_with("/var/lib/containers");
}

constexpr std::array<std::string_view, 9> of_machine = {
    "distribution",
    "version",
    "init",
    "arch",
    "timezone",
    "locale",
    "time_service",
    "crypto_policy",
    "fips"};
constexpr std::array<std::string_view, 2> of_configured = {"value", "configured"};
constexpr std::array<std::string_view, 2> of_watched = {"value", "configured"};
constexpr std::array<std::string_view, 3> of_mounts = {"mounted", "type", "options"};
constexpr std::array<std::string_view, 1> of_entries = {"as_configured"};
constexpr std::array<std::string_view, 2> of_gateway = {"gateway", "interface"};
constexpr std::array<std::string_view, 3> of_interfaces = {"up", "ipv4_addresses", "mtu"};
constexpr std::array<std::string_view, 2> of_timers = {"enabled", "running"};
constexpr std::array<std::string_view, 1> of_crontabs = {"exists"};

/// Keys of RFC 7217 and RFC 7413 are secrets.
bool is_secret(std::string_view parameter) {
    return parameter.find("secret") != std::string_view::npos or parameter.ends_with("_key");
}

/// What files of sysctl.d(5) set by name. Where they cannot be read it is none, and `configured` of what is watched
/// says why.
Task<std::vector<std::string>> configured_parameters(Host& host) {
    std::vector<std::string> names;
    try {
        const auto& configuration = co_await host.once(sysctl_configuration);
        for (const auto& path : configuration.boot.paths())
            if (not is_secret(path))
                names.push_back(sysctl_key(path));
    } catch (const CannotTell&) {
        names.clear();
    }
    co_return names;
}

std::vector<std::string> watched_but(const std::vector<std::string>& configured) {
    std::vector<std::string> names;
    for (const auto name : watched_parameters)
        if (std::ranges::find(configured, name) == configured.end())
            names.emplace_back(name);
    return names;
}

constexpr std::size_t most_crontabs = 500;

std::vector<std::string> lasting(std::vector<std::string> mounts) {
    std::erase_if(mounts, [](const std::string& one) {
        return not one.starts_with('/') or is_passing(one);
    });
    return mounts;
}

Subject timers() {
    return about("services", "*.timer");
}

}  // namespace

Task<std::vector<WrittenPart>> learn_machine(Host& host) {
    auto asking = ask_all(host, facts_of(about("machine"), of_machine));
    co_return one_part("is the system it was", "", expected_as_are(co_await asking));
}

Task<std::vector<WrittenPart>> learn_kernel_parameters(Host& host) {
    auto configuring = configured_parameters(host);
    const auto names = co_await configuring;
    auto asking = ask_all(host, facts_of_each("kernel_parameter", names, of_configured));
    auto asking_watched =
        ask_all(host, facts_of_each("kernel_parameter", watched_but(names), of_watched));
    std::vector<WrittenPart> parts;
    add_part(
        parts,
        "has the kernel parameters that files set",
        "Somebody set these: at run time, and for the next boot.",
        expected_as_are(co_await asking)
    );
    add_part(
        parts,
        "has kernel parameters that matter for safety and load",
        "Hardening guides and busy servers ask for these; as far as it is known, no file sets "
        "them.",
        expected_as_are(co_await asking_watched)
    );
    co_return parts;
}

Task<std::vector<WrittenPart>> learn_mounts(Host& host) {
    auto mounting = ask_texts(host, fact_of(about("mounts"), "names"));
    auto configuring = ask_texts(host, fact_of(about("fstab_entries"), "names"));
    auto facts = facts_of_each("mount", lasting(co_await mounting), of_mounts);
    append(facts, facts_of_each("mount", lasting(co_await configuring), of_entries));
    auto asking = ask_all(host, std::move(facts));
    co_return one_part(
        "has its file systems",
        "Where they are, and with what options: nosuid and noexec are easily lost.",
        expected_as_are(co_await asking)
    );
}

Task<std::vector<WrittenPart>> learn_network(Host& host) {
    auto asking_gateway = ask_all(host, facts_of(about("default_gateway"), of_gateway));
    auto listing = ask_texts(host, fact_of(about("interfaces"), "names"));
    const auto names = co_await listing;
    auto asking = ask_all(host, facts_of_each("interface", names, of_interfaces));
    auto rows = expected_as_are(co_await asking_gateway);
    append(rows, expected_as_are(co_await asking));
    co_return one_part("is on its networks", "", std::move(rows));
}

Task<std::vector<WrittenPart>> learn_jobs(Host& host) {
    auto timing = ask_texts(host, names_where(timers(), "enabled", Value(true)));
    auto listing = ask_texts(host, fact_of(about("users"), "names"));
    auto facts = facts_of_each("service", co_await timing, of_timers);
    auto users = co_await listing;
    users.resize(std::min(users.size(), most_crontabs));
    append(facts, facts_of_each("cron", users, of_crontabs));
    auto asking = ask_all(host, std::move(facts));
    co_return one_part(
        "runs its jobs, and no others",
        "Timers, and who has a crontab. The lines themselves are left out: they may hold "
        "passwords.",
        expected_as_are(co_await asking)
    );
}

}  // namespace muster
