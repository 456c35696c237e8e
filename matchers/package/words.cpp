#include "matchers/package/words.hpp"

namespace muster {

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<AttributeEntry> package_attributes() {
    return {
        {.name = "installed",
         .type = Type::flag,
         .meaning = "a real package of exactly this name is unpacked and configured, whatever is "
                    "wanted of it",
         .when_absent = Value(false)},
        {.name = "version",
         .type = Type::version,
         .meaning = "full version as the manager prints it, epoch shown when not 0; of several the "
                    "highest"},
        {.name = "versions",
         .type = Type::list,
         .meaning = "the versions of all installed packages of this name",
         .item = {.type = Type::version}},
        {.name = "upstream_version",
         .type = Type::version,
         .meaning = "the version without epoch, revision and release"},
        {.name = "release",
         .type = Type::text,
         .meaning = "revision (Debian), release (rpm, pacman) or rN (apk) of the version; not set "
                    "where it has none"},
        {.name = "state",
         .type = Type::text,
         .meaning = "dpkg's status word; of other managers `installed`",
         .when_absent = Value("not-installed")},
        {.name = "architecture",
         .type = Type::text,
         .meaning = "as the manager spells it; of several versions that of the highest"},
        {.name = "architectures",
         .type = Type::list,
         .meaning = "the architectures that it is installed for"},
        {.name = "held",
         .type = Type::flag,
         .meaning =
             "kept at its version: dpkg's want is `hold`; dnf's versionlock or zypper's lock; "
             "apk's world names a version; pacman's IgnorePkg or IgnoreGroup"},
        {.name = "automatic",
         .type = Type::flag,
         .meaning = "came only as a dependency of others: apt's extended_states, dnf's reason, "
                    "zypper's AutoInstalled, not in apk's world, pacman's reason"},
        {.name = "provided",
         .type = Type::flag,
         .meaning = "some installed package has or provides this name",
         .when_absent = Value(false)},
        {.name = "candidate",
         .type = Type::version,
         .meaning = "newest version in the cached indexes, which are never refreshed; no index: "
                    "cannot tell"},
        {.name = "upgradable",
         .type = Type::flag,
         .meaning = "the candidate is newer than the installed version"},
        {.name = "repository",
         .type = Type::text,
         .meaning =
             "where the installed version comes from: address and suite/component (apt), the "
             "repository's name (dnf, zypper, pacman) or address (apk); not set when no index "
             "has it"},
        {.name = "intact",
         .type = Type::flag,
         .meaning = "no packaged file but configuration files differs from what was packaged",
         .needs_root = true},
        {.name = "modified_files",
         .type = Type::list,
         .meaning = "the packaged files, but for configuration files, that differ or are missing",
         .needs_root = true},
    };
}

constinit const std::string_view how_packages_are_asked =
    "The manager is that of the platform (os-release), not the one that happens to be there. A "
    "name that the manager's grammar does not allow is not installed; it is never a pattern or an "
    "option. A missing tool or database is `cannot tell`, never `not installed`. Indexes and "
    "metadata are never refreshed; where there are none, candidate, upgradable and repository are "
    "`cannot tell`. Where nothing runs (an image), what a tool would have to tell is skipped.\n\n"
    "dpkg: one dpkg-query for all names; where reading is free or the tool is missing, "
    "/var/lib/dpkg/status with updates/ and status.d/. Offers come from apt-cache policy, which "
    "heeds pins; intact compares contents, since dpkg keeps no modes and owners.\n\n"
    "rpm: one rpm -q for all names, whose answers count only where their name is the very one. "
    "On a host the database is never read as a file: without rpm nothing can be told. Of an image "
    "it is, where it is rpmdb.sqlite. "
    "held, automatic and "
    "offers come from what is above rpm: on SUSE zypper, elsewhere dnf (4 or 5); where that is "
    "missing (yum or microdnf alone) automatic and offers are `cannot tell`. zypper is asked for "
    "offers in an exchange of its own, when every enabled repository is in its cache: it would "
    "fetch what is missing. A key (gpg-pubkey) counts as a package, as rpm counts it. intact also "
    "compares modes and owners, but not times; a ghost was never packaged.\n\n"
    "apk: the file /lib/apk/db/installed (or below /usr); offers come from apk policy, without "
    "those of tagged repositories. intact compares digests; what lies below /etc is "
    "configuration, but for /etc/init.d.\n\n"
    "pacman: the files in /var/lib/pacman/local; offers come from pacman -Si: of two repositories "
    "that have a package the first counts, as it does for pacman. intact is what pacman -Qkk says, "
    "without times.";

}  // namespace muster
