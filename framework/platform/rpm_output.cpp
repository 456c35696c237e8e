#include "framework/platform/rpm_output.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

std::string rpm_version(
    std::string_view epoch, std::string_view version, std::string_view release
) {
    return fmt::format(
        "{}{}{}-{}",
        epoch == "0" ? "" : epoch,
        epoch.empty() or epoch == "0" ? "" : ":",
        version,
        release
    );
}

std::vector<PackageRecord> parse_rpm_query(std::string_view lines) {
    std::vector<PackageRecord> records;
    for (const auto line : lines_of(lines)) {
        const auto fields = split(line, '\t');
        if (fields.size() != 5 or fields[0].empty() or fields[3].empty())
            throw CannotTell{Kind::unparsable, "rpm answered " + quoted(line, 100)};
        PackageRecord record;
        record.name = fields[0];
        record.architecture = fields[1] == "(none)" ? "" : fields[1];  // gpg-pubkey
        record.version = rpm_version(fields[2], fields[3], fields[4]);
        record.state = "installed";
        record.installed = true;
        records.push_back(std::move(record));
    }
    return records;
}

PackageVerification parse_rpm_verify(std::string_view report) {
    // Nine signs, two blanks, what kind of file it is or a blank, a blank, the path (rpm(8), "VERIFY
    // OPTIONS"): `.` the same, `?` could not be compared, a letter or digit differs. Or `missing`, three
    // blanks, the kind, a blank, the path, with the reason behind it when it could not be looked at.
    // Configuration files (c) may differ, and ghosts (g) were never packaged. Of a file that was replaced by another package's
    // nothing is compared, which rpm says behind the path.
    constexpr std::string_view lost = "missing   ";
    constexpr std::size_t signs = 9;
    PackageVerification found;
    for (const auto line : lines_of(report)) {
        const bool missing = line.starts_with(lost);
        const auto rest = line.substr(std::min(line.size(), missing ? lost.size() : signs + 2));
        if (rest.size() < 3 or rest[1] != ' ' or rest[2] != '/')
            throw CannotTell{Kind::unparsable, "rpm --verify answered " + quoted(line, 100)};
        if (rest[0] == 'c' or rest[0] == 'g')
            continue;
        constexpr std::string_view replaced = " (replaced)";
        const auto flags = line.substr(0, signs);
        const auto path = rest.substr(2);
        if (path.ends_with(replaced) and not missing)
            continue;
        constexpr std::string_view reason = " (Permission denied)";
        const bool denied = missing and path.ends_with(reason);
        const bool differs = missing or flags.find_first_not_of("?.") != std::string_view::npos;
        (differs and not denied ? found.modified : found.unreadable)
            .emplace_back(denied ? path.substr(0, path.size() - reason.size()) : path);
    }
    return found;
}

}  // namespace muster
