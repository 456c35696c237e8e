#include "framework/platform/packaged_files.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/dpkg_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// dpkg-query -S takes a pattern where it finds one of these.
std::string without_pattern(std::string_view path) {
    std::string plain;
    for (const char sign : path) {
        if (sign == '*' or sign == '?' or sign == '[' or sign == '\\')
            plain += '\\';
        plain += sign;
    }
    return plain;
}

/// dpkg-query -S: 0 all found, 1 some were not, 2 trouble (dpkg-query(1), "EXIT STATUS").
void require_answer(const Output& output) {
    if (output.exit_status == 127)
        throw CannotTell{Kind::missing_tool, "no dpkg-query on the target"};
    if (output.exit_status > 1)
        throw CannotTell{Kind::failed, "dpkg-query: " + escaped(trimmed(output.err), 200)};
}

const Bulk dpkg_search = {
    .name = "dpkg-query -S",
    // dpkg's lists hold a path a line: one with a newline is in none of them.
    .accepts = [](std::string_view path) { return path.find('\n') == std::string_view::npos; },
    .command =
        [](std::span<const std::string> paths) {
            Command command{{"dpkg-query", "-S"}};
            for (const auto& path : paths)
                command.words.push_back(without_pattern(path));
            return command;
        },
    .split =
        [](std::span<const std::string>, const Output& output) {
            require_answer(output);
            std::map<std::string, std::string> parts;
            for (const auto& [path, packages] : parse_dpkg_search(output.out))
                parts[path] = join(packages, "\n");
            return parts;
        },
};

/// Debian 12 has /bin as a link to /usr/bin and packages that still bring /bin/ls: the other spelling
/// of the same file.
std::string other_spelling(const std::string& path) {
    constexpr std::array merged = {"/bin/", "/sbin/", "/lib/", "/lib32/", "/lib64/", "/libx32/"};
    for (const std::string folder : merged) {
        if (path.starts_with(folder))
            return "/usr" + path;
        if (path.starts_with("/usr" + folder))
            return path.substr(4);
    }
    return path;
}

/// Without doubled and final slashes, as dpkg's lists have it.
std::string simplified(std::string_view path) {
    std::string simple;
    for (const auto name : split(path, '/'))
        if (not name.empty() and name != ".")
            simple += "/" + std::string(name);
    return simple.empty() ? "/" : simple;
}

/// Who owns a path, and how their database spells it.
struct Ownership {
    std::vector<std::string> packages;
    std::string listed_as;
};

Ownership ownership(const std::string& packages, std::string listed_as) {
    const auto lines = lines_of(packages);
    return {{lines.begin(), lines.end()}, std::move(listed_as)};
}

bool same_file(const std::optional<FileStatus>& left, const std::optional<FileStatus>& right) {
    return left and right and left->inode == right->inode and left->device == right->device;
}

/// The packages that list a path, a line each; nothing where none does.
Task<std::optional<std::string>> listed_owners(Host& host, std::string path) {
    if (host.can(Ability::run)) {
        auto asked = host.joined(dpkg_search, path);
        co_return co_await asked;
    }
    auto asked = dpkg_owners_of(host, path);
    const auto& owners = co_await asked;
    co_return owners ? std::optional(join(*owners, "\n")) : std::nullopt;
}

Task<Ownership> owners_of_spelling(Host& host, std::string path) {
    const auto other = other_spelling(path);
    auto status = host.stat(path, Follow::no);
    auto other_status = host.stat(other, Follow::no);
    auto owners = listed_owners(host, path);
    auto other_owners = listed_owners(host, other);
    const auto& found = co_await owners;
    if (found)
        co_return ownership(*found, path);
    const auto& here = co_await status;
    const auto& there = co_await other_status;
    const auto& found_other = co_await other_owners;
    if (found_other and same_file(here, there))
        co_return ownership(*found_other, other);
    co_return Ownership{};
}

Task<Ownership> owners_of(Host& host, std::string path) {
    if (host.platform().family != "debian")
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "which package owns a file is not known of {}", quoted(host.platform().distribution)
            ),
        };
    auto literal = owners_of_spelling(host, simplified(path));
    auto resolved = host.readlink(path, Links::all);
    const auto& owned = co_await literal;
    if (not owned.packages.empty())
        co_return owned;
    const auto& target = co_await resolved;
    if (not target or target->text == path)
        co_return Ownership{};
    auto behind_links = owners_of_spelling(host, target->text);
    const auto& owned_target = co_await behind_links;
    co_return owned_target;
}

std::string without_architecture(const std::string& package) {
    return package.substr(0, package.find(':'));
}

bool is_package_name(std::string_view name) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789+-.:";
    return not name.empty() and name.front() != '.' and name.front() != '-'
           and name.find_first_not_of(letters) == std::string_view::npos;
}

/// The configuration files of a package and their MD5.
Task<DpkgDigests> conffiles_of(Host& host, std::string package) {
    if (not host.can(Ability::run)) {
        auto& reading = host.once(dpkg_conffiles, package);
        co_return co_await reading;
    }
    const Command query{{"dpkg-query", "-W", "-f=${Conffiles}\n", package}};
    auto running = host.run(query);
    const auto& output = co_await running;
    require_answer(output);
    co_return parse_conffiles(output.out);
}

/// The MD5 that the package keeps of a path: in its md5sums, or of a configuration file in the status.
Task<std::optional<std::string>> packaged_digest(Host& host, Ownership owned) {
    auto& diverting = host.once(dpkg_diversions);
    const auto& diversions = co_await diverting;
    auto package = owned.packages.front();
    if (const auto away = diversions.find(owned.listed_as); away != diversions.end()) {
        const auto own = std::ranges::find(owned.packages, away->second.by, without_architecture);
        if (own == owned.packages.end())
            co_return std::nullopt;  // what stands there is of none of them
        package = *own;
    }
    if (not is_package_name(package))
        throw CannotTell{Kind::unparsable, "dpkg-query named the package " + quoted(package, 80)};
    auto& summing = host.once(dpkg_digests, package);
    auto asking_conffiles = conffiles_of(host, package);
    const auto& digests = co_await summing;
    if (const auto found = digests.find(owned.listed_as); found != digests.end())
        co_return found->second;
    const auto& conffiles = co_await asking_conffiles;
    const auto found = conffiles.find(owned.listed_as);
    co_return found == conffiles.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::map<std::string, std::vector<std::string>> parse_dpkg_search(std::string_view output) {
    std::map<std::string, std::vector<std::string>> owners;
    for (const auto line : lines_of(output)) {
        // "diversion by dash from: /bin/sh" tells of a place, not of an owner.
        if (line.starts_with("diversion by ") or line.starts_with("local diversion "))
            continue;
        const auto end = line.find(": /");
        if (end == std::string_view::npos)
            continue;
        auto& packages = owners[std::string(line.substr(end + 2))];
        for (const auto package : split(line.substr(0, end), ','))
            packages.emplace_back(trimmed(package));
    }
    return owners;
}

Task<Value> owning_package(Host& host, std::string path) {
    auto status = host.stat(path);
    auto owners = owners_of(host, path);
    const auto& there = co_await status;
    if (not there)
        co_return absent;
    const auto& owned = co_await owners;
    std::vector<std::string> names;
    for (const auto& package : owned.packages)
        if (const auto name = without_architecture(package);
            std::ranges::find(names, name) == names.end())
            names.push_back(name);
    co_return names.empty() ? not_set : Value(join(names, ", "));
}

Task<Value> as_packaged(Host& host, std::string path) {
    auto status = host.stat(path);
    auto digest = host.digest(path, DigestAlgorithm::md5);
    auto owners = owners_of(host, path);
    (void)host.once(dpkg_diversions);  // leaves with the others
    const auto& there = co_await status;
    if (not there)
        co_return absent;
    const auto& owned = co_await owners;
    if (owned.packages.empty() or there->type != FileType::regular)
        co_return not_set;
    auto asked = packaged_digest(host, owned);
    const auto& packaged = co_await asked;
    if (not packaged)
        co_return not_set;
    const auto& found = co_await digest;
    const auto now = found ? found->hex : std::string();
    Value same = now == *packaged;
    same.remark = fmt::format("its md5 is {}, packaged was {}", now, escaped(*packaged, 80));
    co_return same;
}

}  // namespace muster
