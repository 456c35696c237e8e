#include "framework/platform/time_service.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace muster {

namespace {

using Texts = std::vector<std::string>;

/// Files that need not be there, named or by pattern; one that is there and cannot be read cannot be told.
Task<std::map<std::string, std::string>> files_at(Host& host, Texts paths, Texts patterns) {
    std::vector<Pending<std::optional<Content>>> named;
    std::vector<Pending<std::vector<NamedContent>>> matching;
    named.reserve(paths.size());
    matching.reserve(patterns.size());
    for (const auto& path : paths)
        named.push_back(host.read(path));
    for (const auto& pattern : patterns)
        matching.push_back(host.read_matching(pattern));
    std::map<std::string, std::string> texts;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& content = co_await named[i];
        if (content)
            texts[paths[i]] = content->bytes;
    }
    for (auto& one : matching) {
        const auto& files = co_await one;
        for (const auto& file : files) {
            if (const auto* why = std::get_if<CannotTell>(&file.bytes))
                throw *why;
            texts[file.path] = std::get<std::string>(file.bytes);
        }
    }
    co_return texts;
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

/// Which of the services called ntpd it is, by whose configuration is there.
std::string kind_of_ntpd(const std::string& program, bool ntpsec, bool openntpd) {
    if (program.ends_with("/busybox"))
        return "busybox";
    if (ntpsec)
        return "ntpsec";
    return openntpd ? "openntpd" : "ntpd";
}

Task<bool> is_there(Host& host, Texts paths) {
    std::vector<Pending<std::optional<FileStatus>>> asked;
    asked.reserve(paths.size());
    for (const auto& path : paths)
        asked.push_back(host.stat(path));
    bool found = false;
    for (auto& one : asked) {
        const auto& status = co_await one;
        found = found or status.has_value();
    }
    co_return found;
}

Task<Texts> installed_services(Host& host) {
    const Texts ntpsec_files = {"/etc/ntpsec/ntp.conf"};
    const Texts openntpd_files = {"/etc/openntpd/ntpd.conf", "/etc/ntpd.conf"};
    const Texts chrony_programs = {"/usr/sbin/chronyd"};
    const Texts openntpd_programs = {"/usr/sbin/openntpd"};
    const Texts timesyncd_programs = {
        "/usr/lib/systemd/systemd-timesyncd", "/lib/systemd/systemd-timesyncd"};
    auto chrony = is_there(host, chrony_programs);
    auto ntpd = host.readlink("/usr/sbin/ntpd", Links::all);
    auto openntpd = is_there(host, openntpd_programs);
    auto timesyncd = is_there(host, timesyncd_programs);
    auto of_ntpsec = is_there(host, ntpsec_files);
    auto of_openntpd = is_there(host, openntpd_files);

    Texts services;
    const bool has_chrony = co_await chrony;
    if (has_chrony)
        services.emplace_back("chrony");
    const auto& program = co_await ntpd;
    const bool has_ntpsec = co_await of_ntpsec;
    const bool has_openntpd = co_await of_openntpd;
    const bool by_own_name = co_await openntpd;
    if (by_own_name)
        services.emplace_back("openntpd");
    else if (program)
        services.push_back(kind_of_ntpd(program->text, has_ntpsec, has_openntpd));
    const bool has_timesyncd = co_await timesyncd;
    if (has_timesyncd)
        services.emplace_back("timesyncd");
    co_return services;
}

/// The unit that starts a service.
bool is_unit_of(const std::string& service, const std::string& unit) {
    if (service == "chrony")
        return unit == "chronyd.service" or unit == "chrony.service";
    if (service == "timesyncd")
        return unit == "systemd-timesyncd.service";
    if (service == "ntpd")
        return unit == "ntpd.service" or unit == "ntp.service";
    return unit == service + ".service";
}

Task<Texts> enabled_units(Host& host) {
    auto links = host.glob("/etc/systemd/system/*.wants/*.service");
    const auto& found = co_await links;
    Texts units;
    if (found)
        for (const auto& path : found->names)
            units.push_back(base_name(path));
    co_return units;
}

/// What chrony's file names besides, once: a file that is included may name no more.
Task<Texts> servers_of_chrony(Host& host) {
    const Texts mains = {"/etc/chrony/chrony.conf", "/etc/chrony.conf"};
    const Texts usual = {
        "/etc/chrony/conf.d/*.conf",
        "/etc/chrony/sources.d/*.sources",
        "/run/chrony-dhcp/*.sources"};
    auto reading = files_at(host, mains, usual);
    const auto& files = co_await reading;
    const bool debian = files.contains("/etc/chrony/chrony.conf");
    const auto main = files.find(debian ? "/etc/chrony/chrony.conf" : "/etc/chrony.conf");
    if (main == files.end())
        co_return Texts();
    auto whole = parse_chrony(main->second);
    auto including = files_at(host, Texts(), whole.patterns);
    const auto& included = co_await including;
    std::set<std::string> seen;
    for (const auto& pattern : whole.patterns) {
        const auto folder = pattern.substr(0, pattern.rfind('/') + 1);
        for (const auto& [path, text] : included) {
            // Of one name in several folders the first counts (chrony.conf(5), confdir).
            if (not path.starts_with(folder) or not seen.insert(base_name(path)).second)
                continue;
            const auto more = parse_chrony(text);
            whole.servers.insert(whole.servers.end(), more.servers.begin(), more.servers.end());
        }
    }
    co_return whole.servers;
}

/// systemd's order: the main file, then drop-ins by base name; of one name that of the first folder counts.
Task<Texts> servers_of_timesyncd(Host& host) {
    constexpr std::array folders = {
        "/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd"};
    Texts mains;
    Texts patterns;
    for (const auto* folder : folders) {
        mains.push_back(fmt::format("{}/timesyncd.conf", folder));
        patterns.push_back(fmt::format("{}/timesyncd.conf.d/*.conf", folder));
    }
    auto reading = files_at(host, mains, patterns);
    const auto& files = co_await reading;
    std::map<std::string, std::string> chosen;  // by base name
    Texts texts;
    for (const auto* folder : folders) {
        const auto prefix = fmt::format("{}/timesyncd.conf", folder);
        for (const auto& [path, text] : files) {
            if (path == prefix and texts.empty())
                texts.push_back(text);
            else if (path.starts_with(prefix + ".d/"))
                chosen.try_emplace(base_name(path), text);
        }
    }
    for (const auto& [name, text] : chosen)
        texts.push_back(text);
    co_return servers_from_timesyncd(texts);
}

Task<Texts> servers_in(
    Host& host, Texts paths, Texts patterns, std::vector<std::string> (*parse)(std::string_view)
) {
    auto reading = files_at(host, paths, patterns);
    const auto& files = co_await reading;
    Texts servers;
    for (const auto& [path, text] : files) {
        const auto more = parse(text);
        servers.insert(servers.end(), more.begin(), more.end());
    }
    co_return servers;
}

Task<Texts> servers_of(Host& host, std::string service) {
    if (service == "chrony")
        return servers_of_chrony(host);
    if (service == "timesyncd")
        return servers_of_timesyncd(host);
    if (service == "ntpsec") {
        const Texts drop_ins = {"/etc/ntpsec/ntp.d/*.conf"};
        return servers_in(host, {"/etc/ntpsec/ntp.conf"}, drop_ins, servers_from_ntp);
    }
    if (service == "openntpd") {
        const Texts files = {"/etc/openntpd/ntpd.conf", "/etc/ntpd.conf"};
        return servers_in(host, files, {}, servers_from_openntpd);
    }
    if (service == "busybox")
        return servers_in(host, {"/etc/conf.d/ntpd"}, {}, servers_from_busybox);
    return servers_in(host, {"/etc/ntp.conf"}, {}, servers_from_ntp);
}

}  // namespace

Task<std::optional<std::string>> time_service(Host& host) {
    auto looking = installed_services(host);
    auto starting = enabled_units(host);
    const auto& installed = co_await looking;
    const auto& units = co_await starting;
    if (installed.size() <= 1)
        co_return installed.empty() ? std::nullopt : std::optional(installed.front());
    Texts enabled;
    for (const auto& service : installed) {
        const bool starts = std::ranges::any_of(units, [&](const std::string& unit) {
            return is_unit_of(service, unit);
        });
        if (starts)
            enabled.push_back(service);
    }
    if (enabled.size() == 1)
        co_return enabled.front();
    throw CannotTell{
        Kind::unsupported,
        fmt::format(
            "{} are installed, and {} of them is enabled",
            join(installed, " and "),
            enabled.empty() ? "none" : "more than one"
        )};
}

Task<std::optional<std::vector<std::string>>> time_servers(Host& host) {
    auto& asking = host.once(time_service);
    // The usual two are read ahead, so that their files leave with the question which it is.
    auto chrony = servers_of_chrony(host);
    auto timesyncd = servers_of_timesyncd(host);
    const auto& service = co_await asking;
    if (not service)
        co_return std::nullopt;
    auto reading = servers_of(host, *service);
    co_return co_await reading;
}

}  // namespace muster
