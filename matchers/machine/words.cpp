// What `machine()` can be asked: the table of the manual.

#include "matchers/machine/readers.hpp"

namespace muster {

namespace {

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<AttributeEntry> attributes() {
    return {
        {.name = "distribution", .type = Type::text, .meaning = "`ID` of os-release: `debian`"},
        {.name = "family",
         .type = Type::text,
         .meaning = "the first that we know of `ID` and `ID_LIKE`: `debian rhel suse alpine arch "
                    "gentoo` …"},
        {.name = "version",
         .type = Type::version,
         .meaning = "`VERSION_ID`, of Debian with its point release: `12.5`; a rolling "
                    "distribution has none"},
        {.name = "codename", .type = Type::text, .meaning = "`VERSION_CODENAME`: `bookworm`"},
        {.name = "pretty_name",
         .type = Type::text,
         .meaning = "`PRETTY_NAME`: `Debian GNU/Linux 12 (bookworm)`"},
        {.name = "kernel",
         .type = Type::text,
         .meaning = "release of the running kernel, as `uname -r`; of an image the newest that is "
                    "installed"},
        {.name = "arch",
         .type = Type::text,
         .meaning = "as `uname -m`; of an image what its /bin/sh was built for"},
        {.name = "init",
         .type = Type::text,
         .meaning = "what runs as PID 1: `systemd openrc sysvinit runit busybox`, else its name; "
                    "of an image what /sbin/init is"},
        {.name = "hostname",
         .type = Type::text,
         .meaning = "the kernel's; of an image the configured one"},
        {.name = "fqdn",
         .type = Type::text,
         .meaning = "the whole name that the target's resolver has for it (`hostname -f`); not "
                    "set where it has none"},
        {.name = "domain",
         .type = Type::text,
         .meaning = "what follows the first dot of `fqdn`; not set without a dot"},
        {.name = "static_hostname",
         .type = Type::text,
         .meaning = "what /etc/hostname says; not set without that file"},
        {.name = "timezone",
         .type = Type::text,
         .meaning = "`Europe/Berlin`: where the link /etc/localtime leads, else /etc/timezone; "
                    "without both `UTC`; a copied file has no name: not set"},
        {.name = "locale",
         .type = Type::text,
         .meaning = "LANG of /etc/locale.conf or /etc/default/locale"},
        {.name = "clock_synchronised",
         .type = Type::flag,
         .meaning = "the clock follows a source: by timedatectl, busybox's adjtimex, chronyc or "
                    "ntpq, the first that answers"},
        {.name = "clock_offset",
         .type = Type::number,
         .meaning = "how far the clock is off, without a sign: by chronyc, ntpq or timedatectl "
                    "timesync-status; not set while there is no source",
         .unit = "seconds"},
        {.name = "time_servers",
         .type = Type::list,
         .meaning = "servers and pools that the time service is configured with; not set without a "
                    "service"},
        {.name = "time_service",
         .type = Type::text,
         .meaning = "`chrony timesyncd ntpd ntpsec openntpd busybox`: what is installed, of "
                    "several what systemd starts; none: not set"},
        {.name = "boot_time", .type = Type::time, .meaning = "when the kernel started"},
        {.name = "uptime", .type = Type::number, .meaning = "since then", .unit = "seconds"},
        {.name = "reboot_required",
         .type = Type::flag,
         .meaning = "/run/reboot-required is there, needs-restarting or zypper say so, or a newer "
                    "kernel of the same make is installed than runs"},
        {.name = "memory", .type = Type::number, .meaning = "all of it", .unit = "bytes"},
        {.name = "swap", .type = Type::number, .meaning = "all of it", .unit = "bytes"},
        {.name = "swap_free", .type = Type::number, .meaning = "swap not in use", .unit = "bytes"},
        {.name = "cpus", .type = Type::number, .meaning = "processors that are online"},
        {.name = "load", .type = Type::number, .meaning = "load average of one minute"},
        {.name = "virtualization",
         .type = Type::text,
         .meaning = "in the words of systemd-detect-virt: `none kvm vmware lxc docker podman "
                    "systemd-nspawn` …"},
        {.name = "manufacturer", .type = Type::text, .meaning = "SMBIOS: who made the machine"},
        {.name = "model", .type = Type::text, .meaning = "SMBIOS, or the device tree of a board"},
        {.name = "serial",
         .type = Type::text,
         .meaning = "SMBIOS, or the device tree of a board",
         .needs_root = true},
        {.name = "fips", .type = Type::flag, .meaning = "the kernel runs in FIPS mode"},
        {.name = "secure_boot",
         .type = Type::flag,
         .meaning =
             "the firmware checks what it boots; false without UEFI; a container cannot tell"},
        {.name = "crypto_policy",
         .type = Type::text,
         .meaning = "/etc/crypto-policies/state/current: `DEFAULT FIPS` …; not set where there are "
                    "no such policies"},
    };
}

}  // namespace

ResourceEntry machine_entry() {
    return {
        .name = "machine",
        .summary = "the host as a whole",
        .attributes = with_image_mark(
            attributes(),
            InImage::not_running,
            {"fqdn",
             "domain",
             "clock_synchronised",
             "clock_offset",
             "boot_time",
             "uptime",
             "reboot_required",
             "memory",
             "swap",
             "swap_free",
             "cpus",
             "load",
             "virtualization",
             "manufacturer",
             "model",
             "serial",
             "fips",
             "secure_boot"}
        ),
        .example = R"(expect(machine().timezone == "Etc/UTC");
expect(machine().clock_synchronised);
expect(machine().clock_offset <= 0.1);
expect(not machine().reboot_required);)",
        .yaml_example = R"(- {machine: , timezone: Etc/UTC}
- {machine: , clock_synchronised: true, clock_offset: {"<=": 0.1}}
- {machine: , reboot_required: false})",
        .details =
            R"(A body that must know the platform before anything is asked reads target(), by the same names. What the
platform tells was asked at the start; the rest is one batch of files and small tools. In a container kernel, memory,
processors, load and hardware are the host's, unless the container hides them.)",
    };
}

}  // namespace muster
