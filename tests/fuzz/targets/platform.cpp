// What operating systems say of which this machine has none: package managers, init systems, modules, clocks.

#include "framework/model/cannot_tell.hpp"
#include "framework/platform/apk_text.hpp"
#include "framework/platform/authorized_keys.hpp"
#include "framework/platform/clock_state.hpp"
#include "framework/platform/crontab.hpp"
#include "framework/platform/detect.hpp"
#include "framework/platform/dnf.hpp"
#include "framework/platform/dpkg.hpp"
#include "framework/platform/dpkg_files.hpp"
#include "framework/platform/dpkg_status.hpp"
#include "framework/platform/fib_trie.hpp"
#include "framework/platform/file_marks.hpp"
#include "framework/platform/file_tool_output.hpp"
#include "framework/platform/foreign_mounts.hpp"
#include "framework/platform/image_configuration.hpp"
#include "framework/platform/init_scripts.hpp"
#include "framework/platform/ipv4_owners.hpp"
#include "framework/platform/kernel_modules.hpp"
#include "framework/platform/logins.hpp"
#include "framework/platform/modprobe.hpp"
#include "framework/platform/mount_options.hpp"
#include "framework/platform/openrc.hpp"
#include "framework/platform/packaged_files.hpp"
#include "framework/platform/pacman_text.hpp"
#include "framework/platform/process_details.hpp"
#include "framework/platform/route_files.hpp"
#include "framework/platform/rpm_files.hpp"
#include "framework/platform/rpm_ndb.hpp"
#include "framework/platform/rpm_output.hpp"
#include "framework/platform/rpm_verification.hpp"
#include "framework/platform/sshd_configuration.hpp"
#include "framework/platform/sshd_keywords.hpp"
#include "framework/platform/sudoers/passwords.hpp"
#include "framework/platform/sudoers/rules.hpp"
#include "framework/platform/sudoers/settings.hpp"
#include "framework/platform/supervise_tools.hpp"
#include "framework/platform/supervision.hpp"
#include "framework/platform/supervisor.hpp"
#include "framework/platform/systemd.hpp"
#include "framework/platform/systemd_unit.hpp"
#include "framework/platform/time_service.hpp"
#include "framework/platform/unit_presets.hpp"
#include "framework/platform/unit_text.hpp"
#include "framework/platform/virtualization.hpp"
#include "framework/platform/zypper.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace muster::fuzz {

namespace {

using Parser = void (*)(std::string_view text);

template<auto Parse>
void read_by(std::string_view text) {
    (void)Parse(text);
}

void read_unit(std::string_view text) {
    const std::vector<std::string> units = {"ssh.service"};
    const auto unit = parse_properties(text);
    for (const auto* attribute :
         {"running",
          "state",
          "enabled",
          "started",
          "main_pid",
          "memory",
          "tasks",
          "drop_ins",
          "wanted_by",
          "user",
          "needs_reload"})
        (void)unit_attribute(unit, attribute);
    (void)unit_blocks(units, text);
}

template<const Bulk& bulk>
void read_folder(std::string_view text) {
    const std::vector<std::string> folders = {"/etc/service/web"};
    (void
    )bulk.split(folders, {.exit_status = 0, .signal = "", .out = std::string(text), .err = ""});
}

/// Each may say CannotTell and nothing else.
const std::vector<Parser>& packages() {
    static const std::vector<Parser> all = {
        read_by<parse_apk_installed>,
        read_by<parse_apk_world>,
        read_by<parse_apk_policy>,
        read_by<parse_pacman_desc>,
        read_by<parse_pacman_conf>,
        read_by<parse_pacman_offers>,
        read_by<parse_rpm_query>,
        read_by<parse_rpm_verify>,
        read_by<parse_dpkg_query>,
        read_by<parse_versionlock_list>,
        read_by<parse_versionlock_toml>,
        read_by<parse_zypper_locks>,
        read_by<enabled_zypper_repositories>,
        read_by<parse_zypper_search>,
        [](std::string_view text) {
            (void)apk_files_of(text, {"bash", ""});
        },
        [](std::string_view text) { (void)parse_pacman_check("bash", text); },
        [](std::string_view text) {
            PackageRecord record;
            record.name = "bash";
            (void)is_locked_by(text, record);
        },
        [](std::string_view text) { (void)parse_md5sums(text); },
        [](std::string_view text) { (void)parse_conffiles(text); },
        [](std::string_view text) { (void)parse_diversions(text); },
        [](std::string_view text) {
            (void)dpkg_conffiles_field(text, {"x", ""});
        },
        [](std::string_view text) { (void)rpm_files_from(text); },
        [](std::string_view text) { (void)ndb_headers(text); },
        [](std::string_view text) { (void)capability_text(text); },
        [](std::string_view text) { (void)acl_from(text); },
        [](std::string_view text) { (void)rpm_record_from(text); },
    };
    return all;
}

const std::vector<Parser>& services() {
    static const std::vector<Parser> all = {
        read_by<parse_rc_status>,
        read_by<initdefault_of>,
        read_by<parse_sv>,
        read_by<parse_svstat>,
        read_by<parse_s6_svstat>,
        read_by<parse_supervise_status>,
        read_by<parse_s6_status>,
        read_folder<sv_status>,
        read_folder<svstat>,
        read_folder<s6_svstat>,
        read_by<parse_monit_status>,
        read_by<parse_supervisor_status>,
        read_by<parse_supervisor_avail>,
        read_by<parse_supervisor_process>,
        read_unit,
        read_by<units_in_files_list>,
        read_by<units_in_units_list>,
        read_by<systemd_time>,
        read_by<unit_of_cgroup>,
        [](std::string_view text) { (void)limit_from(text, "nofile"); },
        [](std::string_view text) { (void)crontab_from(text, "x", CrontabKind::of_user, true); },
    };
    return all;
}

/// sshd's configuration, with every keyword that it has.
void read_sshd(std::string_view text) {
    const auto lines = sshd_lines_from(text);
    const SshdConnection who = {
        .user = "alice", .address = "10.0.0.5", .groups = std::vector<std::string>{"users"}};
    for (const auto& line : lines)
        for (const auto& counting : sshd_values(lines, line.keyword, who))
            (void)sshd_values_shown(line.keyword, counting.words, counting.rest);
}

/// A rule that was read is one that can be asked for.
void read_sudoers(std::string_view text) {
    const auto read = sudoers_text_from(text);
    (void)sudoers_faults(read);
    for (const auto* name : {"env_keep", "use_pty", "runas_default"})
        (void)sudoers_setting(read.lines, name);
    (void)sudoers_passwordless(read.lines);
    const auto rules = sudoers_rules(read.lines);
    if (not rules.empty())
        (void)sudoers_has_rule(read.lines, rules.back().text());
}

const std::vector<Parser>& systems() {
    static const std::vector<Parser> all = {
        read_by<clock_from_chronyc>,
        read_by<clock_from_ntpq>,
        read_by<offset_from_timesync>,
        read_by<parse_chrony>,
        read_by<servers_from_ntp>,
        read_by<servers_from_openntpd>,
        read_by<servers_from_busybox>,
        read_by<parse_proc_modules>,
        read_by<module_of_file>,
        read_by<loads_nothing>,
        read_by<authorized_keys_from>,
        read_by<user_of_session>,
        read_by<lastlog_time_from>,
        read_by<parse_fib_trie>,
        read_by<foreign_mount_points_in>,
        read_by<architecture_of>,
        read_by<parse_presets>,
        read_sshd,
        read_sudoers,
        [](std::string_view text) { (void)unit_settings(text, "Service"); },
        [](std::string_view text) {
            (void)parse_image_configuration({std::string(text), "sha256:1"});
        },
        [](std::string_view text) { (void)parse_modprobe("x", text); },
        [](std::string_view text) { (void)parse_module_variable("x", text, "MODULES"); },
        [](std::string_view text) { (void)parse_ipv4_routes(text, ByteOrder::little, "no ip"); },
        [](std::string_view text) { (void)parse_ipv6_routes(text, "no ip"); },
        [](std::string_view text) { (void)ipv4_owners(text, {}, "no ip"); },
        [](std::string_view text) { (void)attribute_in(text, "user.note"); },
        [](std::string_view text) {
            (void)option_holds(text, "vfat", {"rw", "size=4k", "fmask=22", "dmask=22"});
        },
        [](std::string_view text) {
            VirtualizationTraces traces;
            traces.first_environment = text;
            (void)virtualization_of(traces);
        },
    };
    return all;
}

void read_by_all(const std::vector<Parser>& parsers, std::string_view input) {
    for (const auto& parse : parsers)
        try {
            parse(input);
        } catch (const CannotTell&) {
            continue;  // it is none
        }
}

void package_tools(std::string_view input) {
    read_by_all(packages(), input);
}

void service_tools(std::string_view input) {
    read_by_all(services(), input);
}

void system_files(std::string_view input) {
    read_by_all(systems(), input);
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> platform_targets() {
    using namespace fuzz;
    return {
        {"package_tools",
         package_tools,
         {std::string("\0\0\0\1\0\0\0\5\0\0\3\xe8\0\0\0\6\0\0\0\0\0\0\0\1bash\0", 29),
          "P:bash\nV:5.2-r0\nA:x86_64\np:cmd:sh=1\nF:bin\nR:sh\nZ:Q1NA47SSoWDXF2kCrPvksGcXpAcK0="
          "\n\n",
          "%NAME%\nbash\n\n%VERSION%\n5.2-1\n\n",
          "warning: bash: /a b (Size mismatch)\nbash: 5 total files\n",
          "bash\tx86_64\t1\t5.2\t1.el9\n",
          "S.5......  c /etc/a\nmissing     /b (Permission denied)\n",
          "[[packages]]\nname = \"bash\"\ncomparator = \"=\"\n",
          "<solvable status=\"installed\" name=\"a\" kind=\"package\" edition=\"1:2-3\" arch=\"x\" "
          "repository=\"b &amp; c\"/>\n"}},
        {"service_tools",
         service_tools,
         {"[default]\nssh =  started 00:00:01 (2)\n",
          "run: /etc/service/web: (pid 43) 2s, paused\n",
          "true true true false 1047",
          std::string("\x40\0\0\0\x6b\7\x85\x4d\3\x7a\x48\x1c\x13\4\0\0\0u\0\1", 20),
          "web RUNNING pid 5162, uptime 12 days, 0:00:02\n",
          "pid 5162, uptime 12 days, 0:00:02",
          "Id=ssh.service\nNames=ssh.service\nLoadState=loaded\nActiveState=active\nMainPID=37\n"
          "ActiveEnterTimestamp=Sun 2026-11-22 10:00:44 UTC\nMemoryCurrent=3543040\n",
          "Max open files  1024  524288  files\n",
          "15 2 * * mon-fri x\nA='b'\n"}},
        {"system_files",
         system_files,
         {"Port 22\nLoginGraceTime 1h30m\nMatch User al*,!bob Address 10.0.0.0/8\nPort=\"22\" # "
          "x\n",
          "User_Alias A = a, !%g\nDefaults:A !authenticate, env_keep += \"B C\"\nA,\"b c\" ALL=(d "
          ": e) "
          "NOPASSWD: /x \\*, !sudoedit /y, CWD=/z ^/q$ ^r$\n@include s\n",
          "[Unit]\nA=b\n[Service]\nExecStart=/bin/x \\\n  y\nEnvironment=\n",
          "disable *\nenable ssh.service a@b\n",
          R"({"created":"2026-01-01T00:00:00Z","config":{"Env":["A=b"],"ExposedPorts":{"1":{}}},"rootfs":{"diff_ids":["x"]}})",
          "A,192.0.2.1,2,1.0,-0.25,0,0,0,0,0,0,0,64,Normal\n",
          "leap=00, offset=12.5\n",
          "Offset: -1min 2.5ms\n",
          "ext4 1 1 jbd2,[permanent], Live 0x0\n",
          "install a \\\n /bin/true\nblacklist b\n",
          "MODULES+=(a \"b\")\n",
          "no-pty,from=\"a,b\" ssh-rsa AAAA x\n",
          "root pts/0 h Tue Jul  1 12:00:00 +0000 2025",
          "Iface\tD\n*\t0000070A\t00000000\t0203\t0\t0\t5\t0000FFFF\t0\t0\t0\n",
          "fd000001000000000000000000000000 40 00000000000000000000000000000000 00 "
          "fd000001000000000000000000000002 00000400 00000001 00000000 00000003 v0\n",
          "Main:\n  |-- 10.1.0.0\n     /24 link UNICAST\n  |-- 10.1.0.1\n     /32 host LOCAL\n",
          "user.note=0x612000\n",
          "umask=022",
          std::string(
              "\x7f"
              "ELF\2\1",
              6
          ) + std::string(12, '\0')
              + "\x3e"}},
    };
}

}  // namespace muster
