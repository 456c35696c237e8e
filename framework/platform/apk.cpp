#include "framework/platform/apk.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/platform/apk_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

// --- the database --------------------------------------------------------------------------------

// Of old, and since /lib became a link into /usr.
constexpr const char* old_path = "/lib/apk/db/installed";
constexpr const char* new_path = "/usr/lib/apk/db/installed";

Task<std::string> installed_text(Host& host) {
    auto old_file = host.read(old_path);
    auto new_file = host.read(new_path);
    const auto& in_old = co_await old_file;
    const auto& in_new = co_await new_file;
    if (not in_old and not in_new)
        throw CannotTell{
            Kind::missing_tool,
            "there is no apk database in /lib/apk/db or /usr/lib/apk/db",
            "is this an Alpine system?"};
    co_return in_old ? in_old->bytes : in_new->bytes;
}

Task<PackageTable> table(Host& host) {
    auto& reading = host.once(installed_text);
    const auto& text = co_await reading;
    auto table = parse_apk_installed(text);
    if (table.empty())
        throw CannotTell{Kind::unparsable, "apk's database holds no package"};
    co_return table;
}

bool table_is_cheap(const Host& /*host*/) {
    return true;
}

std::optional<PackageName> apk_name(std::string_view text) {
    return package_name(text, "._", "._+-");
}

/// Also what is no package's name: `so:libssl.so.3`, `cmd:ssh`.
Task<bool> provided(Host& host, std::string text) {
    auto& reading = host.once(table);
    const auto& all = co_await reading;
    if (is_provided(all, {text, ""}))
        co_return true;
    const auto name = apk_name(text);
    co_return name and is_provided(all, *name);
}

// --- what was asked for --------------------------------------------------------------------------

Task<ApkWorld> world(Host& host) {
    auto asked = host.read("/etc/apk/world");
    const auto& file = co_await asked;
    if (not file)
        throw CannotTell{Kind::missing_tool, "there is no /etc/apk/world"};
    co_return parse_apk_world(file->bytes);
}

void ask_world(Host& host) {
    (void)host.once(world);
}

bool names_one_of(const std::vector<std::string>& names, const PackageRecord& record) {
    const auto is_named = [&](const std::string& name) {
        return std::ranges::find(names, name) != names.end();
    };
    return is_named(record.name) or std::ranges::any_of(record.provides, is_named);
}

Task<bool> held(Host& host, std::vector<PackageRecord> installed) {
    auto& reading = host.once(world);
    const auto& known = co_await reading;
    co_return std::ranges::any_of(installed, [&](const auto& record) {
        return names_one_of(known.pinned, record);
    });
}

Task<bool> automatic(Host& host, std::vector<PackageRecord> installed) {
    auto& reading = host.once(world);
    const auto& known = co_await reading;
    co_return std::ranges::none_of(installed, [&](const auto& record) {
        return names_one_of(known.wanted, record);
    });
}

// --- what is offered -----------------------------------------------------------------------------

const Bulk policy = {
    .name = "apk policy",
    .accepts = [](std::string_view key) { return apk_name(key).has_value(); },
    .command =
        [](std::span<const std::string> keys) {
            Command command{{"apk", "--no-network", "policy"}};
            command.words.insert(command.words.end(), keys.begin(), keys.end());
            return command;
        },
    .split =
        [](std::span<const std::string>, const Output& output) {
            if (output.exit_status == 127)
                throw CannotTell{
                    Kind::missing_tool, "apk is not there", "is this an Alpine system?"};
            if (output.exit_status != 0)
                throw CannotTell{
                    Kind::failed,
                    fmt::format(
                        "apk policy ended with {}: {}",
                        output.exit_status,
                        escaped(trimmed(output.err), 200)
                    )};
            constexpr std::string_view head = " policy:";
            std::map<std::string, std::string> parts;
            std::string* part = nullptr;
            for (const auto line : lines_of(output.out))
                if (line.ends_with(head) and not line.starts_with(' '))
                    part = &parts[std::string(line.substr(0, line.size() - head.size()))];
                else if (part != nullptr)
                    *part += std::string(line) + "\n";
            return parts;
        },
};

Task<PackageOffer> offer(Host& host, PackageName name) {
    auto in_cache = host.glob("/etc/apk/cache/APKINDEX.*.tar.gz");
    auto in_var = host.glob("/var/cache/apk/APKINDEX.*.tar.gz");
    auto asked = host.joined(policy, name.name);
    const auto& configured = co_await in_cache;
    const auto& usual = co_await in_var;
    const auto& block = co_await asked;
    const auto some = [](const std::optional<Names>& found) {
        return found and not found->names.empty();
    };
    if (not some(configured) and not some(usual))
        throw CannotTell{
            Kind::missing_tool,
            "apk has no package index in /var/cache/apk or /etc/apk/cache",
            "apk update fetches it"};
    co_return block ? parse_apk_policy(*block) : PackageOffer();
}

// --- what differs --------------------------------------------------------------------------------

/// apk keeps what lies below /etc when it upgrades, but for the init scripts (its protected paths).
bool is_configuration(std::string_view path) {
    return path.starts_with("/etc/") and not path.starts_with("/etc/init.d/");
}

struct KnownDigest {
    DigestAlgorithm algorithm = DigestAlgorithm::sha1;
    std::string hex;
};

KnownDigest known_digest(const ApkFile& file) {
    const auto& text = file.digest;
    const bool known = text.starts_with("Q1") or text.starts_with("Q2");
    const auto bytes = known ? from_base64(text.substr(2)) : std::nullopt;
    if (not bytes)
        throw CannotTell{
            Kind::unsupported,
            fmt::format(
                "the digest {} of {} is of no known kind", quoted(file.digest), quoted(file.path)
            )};
    return {text[1] == '1' ? DigestAlgorithm::sha1 : DigestAlgorithm::sha256, to_hex(*bytes)};
}

/// Of a link the database has the digest of where it leads.
Task<bool> is_as_packaged(Host& host, ApkFile file) {
    const auto packaged = known_digest(file);
    auto link = host.readlink(file.path);
    auto digest = host.digest(file.path, packaged.algorithm);
    const auto& led = co_await link;
    if (not led)
        co_return false;
    if (led->is_link)
        co_return hex_digest(packaged.algorithm, led->text) == packaged.hex;
    const auto& found = co_await digest;
    co_return found and found->hex == packaged.hex;
}

Task<PackageVerification> verify(Host& host, PackageName name) {
    auto& reading = host.once(installed_text);
    const auto& text = co_await reading;
    auto files = apk_files_of(text, name);
    std::erase_if(files, [](const ApkFile& file) { return is_configuration(file.path); });
    std::vector<std::string> paths;
    std::vector<Task<bool>> comparing;
    for (const auto& file : files) {
        paths.push_back(file.path);
        comparing.push_back(is_as_packaged(host, file));
    }
    auto verifying = verification_of(host, std::move(paths), std::move(comparing));
    co_return co_await verifying;
}

}  // namespace

const PackageDatabase apk = {
    .name = "apk",
    .order = VersionOrder::apk,
    .name_of = apk_name,
    .table = table,
    .table_is_cheap = table_is_cheap,
    .provided = provided,
    .held = {ask_world, held},
    .automatic = {ask_world, automatic},
    .offer = offer,
    .verify = verify,
};

}  // namespace muster
