#include "framework/platform/dpkg_files.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/dpkg.hpp"
#include "framework/platform/dpkg_status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::string_view status_file = "/var/lib/dpkg/status";

/// The name of a file without its folder and `ending`.
std::string stem_of(std::string_view path, std::string_view ending) {
    path.remove_prefix(path.rfind('/') + 1);
    path.remove_suffix(ending.size());
    return std::string(path);
}

void add_owner(DpkgOwners& owners, std::string_view path, const std::string& package) {
    auto& packages = owners[std::string(path == "/." ? "/" : path)];
    if (std::ranges::find(packages, package) == packages.end())
        packages.push_back(package);
}

/// Of an image without dpkg: the digests of each package, by its name. Its files are called otherwise: in `base` there is
/// base-files, whose digests are in `base.md5sums`.
Task<std::map<std::string, DpkgDigests>> digests_in_parts(Host& host) {
    constexpr std::string_view ending = ".md5sums";
    auto reading = host.read_matching("/var/lib/dpkg/status.d/*");
    const auto& files = co_await reading;
    std::map<std::string, std::string> names;
    for (const auto& file : files)
        if (not file.path.ends_with(ending))
            for (const auto& record : parse_dpkg_status(bytes_of(file), WithoutStatus::installed))
                names.emplace(stem_of(file.path, ""), record.name);
    std::map<std::string, DpkgDigests> found;
    for (const auto& file : files)
        if (file.path.ends_with(ending))
            if (const auto name = names.find(stem_of(file.path, ending)); name != names.end())
                found[name->second] = parse_md5sums(bytes_of(file));
    co_return found;
}

/// "libc6:amd64" as the name and the architecture that it is.
PackageName parted(const std::string& package) {
    const auto colon = package.find(':');
    if (colon == std::string::npos)
        return {package, ""};
    return {package.substr(0, colon), package.substr(colon + 1)};
}

/// The list and the digests of a package, be they under its name alone or with its architecture.
Task<std::vector<std::string>> names_of_lists(Host& host, PackageName name) {
    auto& reading = host.once(dpkg.table);
    const auto& table = co_await reading;
    std::vector<std::string> names = {name.name};
    const auto found = table.find(name.name);
    if (found != table.end())
        for (const auto& record : found->second)
            if (is_called(record, name))
                names.push_back(record.name + ":" + record.architecture);
    co_return names;
}

/// `packaged`: empty, where no digest is kept.
Task<bool> is_as_packaged(Host& host, std::string path, std::string packaged) {
    auto looking = host.stat(path, Follow::no);
    std::optional<Pending<std::optional<DigestText>>> reading;
    if (not packaged.empty())
        reading = host.digest(path, DigestAlgorithm::md5);
    const auto& status = co_await looking;
    if (not status or not reading)
        co_return status.has_value();
    if (status->type != FileType::regular)
        co_return false;
    const auto& digest = co_await *reading;
    co_return digest and digest->hex == packaged;
}

/// What one package's list says, but for its configuration files; where its files lie by now.
Task<PackageVerification> verify_list(
    Host& host, std::string package, std::vector<std::string> paths
) {
    auto& summing = host.once(dpkg_digests, package);
    auto& listing_conffiles = host.once(dpkg_conffiles, package);
    auto& diverting = host.once(dpkg_diversions);
    const auto& digests = co_await summing;
    const auto& conffiles = co_await listing_conffiles;
    const auto& diverted = co_await diverting;
    std::vector<std::string> asked;
    std::vector<Task<bool>> comparing;
    for (const auto& path : paths) {
        if (conffiles.contains(path))
            continue;
        const auto away = diverted.find(path);
        const bool is_away = away != diverted.end() and away->second.by != parted(package).name;
        // Of what was moved out of the way dpkg looks whether it is there, no more.
        const auto digest = is_away ? digests.end() : digests.find(path);
        asked.push_back(is_away ? away->second.to : path);
        comparing.push_back(
            is_as_packaged(host, asked.back(), digest == digests.end() ? "" : digest->second)
        );
    }
    auto verifying = verification_of(host, std::move(asked), std::move(comparing));
    co_return co_await verifying;
}

}  // namespace

Task<DpkgOwners> dpkg_owners(Host& host) {
    auto reading_lists = host.read_matching("/var/lib/dpkg/info/*.list");
    auto& reading_parts = host.once(digests_in_parts);
    const auto& lists = co_await reading_lists;
    const auto& parts = co_await reading_parts;
    if (lists.empty() and parts.empty())
        throw CannotTell{
            Kind::missing_tool,
            "dpkg's lists of files are not there, in /var/lib/dpkg/info or status.d",
            "some images are made smaller by removing them"};
    DpkgOwners owners;
    for (const auto& list : lists)
        for (const auto path : lines_of(bytes_of(list)))
            if (path.starts_with('/'))
                add_owner(owners, path, stem_of(list.path, ".list"));
    for (const auto& [package, digests] : parts)
        for (const auto& [path, digest] : digests)
            add_owner(owners, path, package);
    co_return owners;
}

Task<std::optional<std::vector<std::string>>> dpkg_owners_of(Host& host, std::string path) {
    auto& reading = host.once(dpkg_owners);
    auto listing = host.glob("/var/lib/dpkg/info/*.list");
    const auto& owners = co_await reading;
    const auto& lists = co_await listing;
    if (const auto found = owners.find(path); found != owners.end())
        co_return found->second;
    if (not lists or lists->names.empty())
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "no package keeps a digest of {}, and which links, folders and configuration files "
                "they brought is not kept in status.d",
                escaped(path)
            )};
    co_return std::nullopt;
}

Task<DpkgDigests> dpkg_digests(Host& host, std::string package) {
    auto reading = host.read("/var/lib/dpkg/info/" + package + ".md5sums");
    const auto& file = co_await reading;
    if (file)
        co_return parse_md5sums(file->bytes);
    if (host.can(Ability::run))
        co_return DpkgDigests{};
    auto& reading_parts = host.once(digests_in_parts);
    const auto& parts = co_await reading_parts;
    const auto found = parts.find(package);
    co_return found == parts.end() ? DpkgDigests{} : found->second;
}

Task<DpkgDigests> dpkg_conffiles(Host& host, std::string package) {
    auto reading = host.read(std::string(status_file));
    const auto& status = co_await reading;
    co_return status ? parse_conffiles(dpkg_conffiles_field(status->bytes, parted(package)))
                     : DpkgDigests();
}

Task<PackageVerification> verify_dpkg_files(Host& host, PackageName name) {
    auto& listing = host.once(dpkg_owners);
    auto naming = names_of_lists(host, name);
    const auto& owners = co_await listing;
    const auto& names = co_await naming;
    std::map<std::string, std::vector<std::string>> paths;
    for (const auto& [path, packages] : owners)
        for (const auto& package : packages)
            if (std::ranges::find(names, package) != names.end())
                paths[package].push_back(path);
    if (paths.empty())
        throw CannotTell{
            Kind::failed, fmt::format("dpkg keeps no list of the files of {}", escaped(name.name))};
    PackageVerification all;
    for (const auto& [package, listed] : paths) {
        auto verifying = verify_list(host, package, listed);
        const auto& found = co_await verifying;
        all.modified.insert(all.modified.end(), found.modified.begin(), found.modified.end());
        all.unreadable.insert(
            all.unreadable.end(), found.unreadable.begin(), found.unreadable.end()
        );
    }
    co_return all;
}

DpkgDigests parse_md5sums(std::string_view list) {
    constexpr std::size_t digits = 32;
    DpkgDigests digests;
    for (const auto line : lines_of(list)) {
        if (line.size() <= digits + 2 or line.substr(digits, 2) != "  ")
            continue;  // nor is it one to dpkg
        auto path = line.substr(digits + 2);
        while (path.starts_with('/') or path.starts_with("./"))
            path.remove_prefix(path.starts_with('/') ? 1 : 2);
        digests.emplace("/" + std::string(path), line.substr(0, digits));
    }
    return digests;
}

DpkgDigests parse_conffiles(std::string_view list) {
    // As dpkg takes them off: the last first.
    constexpr std::array<std::string_view, 2> states = {" remove-on-upgrade", " obsolete"};
    DpkgDigests digests;
    for (const auto whole : lines_of(list)) {
        auto line = trimmed(whole);
        for (const auto state : states)
            if (line.ends_with(state))
                line.remove_suffix(state.size());
        const auto end = line.rfind(' ');
        if (line.starts_with('/') and end != std::string_view::npos)
            digests.emplace(line.substr(0, end), line.substr(end + 1));
    }
    return digests;
}

Task<Diversions> dpkg_diversions(Host& host) {
    auto reading = host.read("/var/lib/dpkg/diversions");
    const auto& file = co_await reading;
    co_return file ? parse_diversions(file->bytes) : Diversions();
}

Diversions parse_diversions(std::string_view text) {
    Diversions found;
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i + 2 < lines.size(); i += 3)
        found.insert_or_assign(
            std::string(lines[i]), Diversion{std::string(lines[i + 1]), std::string(lines[i + 2])}
        );
    return found;
}

}  // namespace muster
