#include "reporters/support/output.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>

namespace muster {

namespace {

[[noreturn]] void cannot_write(const std::string& path, int error) {
    throw Broken("cannot be written: " + std::generic_category().message(error), {path, 0, 0});
}

/// What a link leads to, so that the link survives the renaming; a path that does not exist as it is.
std::string behind_links(const std::string& path) {
    std::error_code missing;
    const auto resolved = std::filesystem::canonical(path, missing);
    return missing ? path : resolved.string();
}

/// Does what `write_file` will do, and takes it back.
void try_aside(const std::string& path) {
    auto aside = path + ".XXXXXX";
    const FileDescriptor file(::mkostemp(aside.data(), O_CLOEXEC));
    if (not file)
        cannot_write(path, errno);
    if (::unlink(aside.c_str()) != 0)
        cannot_write(path, errno);
}

ReporterRequest request(const std::string& option, std::span<const ReporterEntry> known) {
    const auto equals = option.find('=');
    const auto name = option.substr(0, equals);
    const auto found = std::ranges::find(known, name, &ReporterEntry::name);
    if (found == known.end()) {
        std::vector<std::string> names;
        for (const auto& entry : known)
            names.emplace_back(entry.name);
        const auto meant = did_you_mean(name, names);
        throw Broken(
            fmt::format("unknown reporter {}{}", muster::quoted(name), meant),
            {},
            meant.empty() ? "there are " + join(names, ", ") : ""
        );
    }
    if (equals == std::string::npos)
        return {*found};
    auto file = option.substr(equals + 1);
    if (file.empty()) {
        throw Broken(
            fmt::format("no file behind {}", muster::quoted(option)), {}, "NAME=FILE, or NAME alone"
        );
    }
    return {*found, file == "-" ? "" : std::move(file)};
}

}  // namespace

std::vector<ReporterRequest> reporter_requests(
    std::span<const std::string> options, std::span<const ReporterEntry> known
) {
    const std::vector<std::string> usual = {"console"};
    std::vector<ReporterRequest> requests;
    std::set<std::string> taken;
    for (const auto& option : options.empty() ? std::span(usual) : options) {
        const auto& fresh = requests.emplace_back(request(option, known));
        if (taken.insert(fresh.file.empty() ? "" : behind_links(fresh.file)).second)
            continue;
        if (fresh.file.empty()) {
            throw Broken(
                "two reporters write to standard output",
                {},
                fmt::format("give one a file: {}=FILE", fresh.reporter.name)
            );
        }
        throw Broken("two reporters write to this file", {fresh.file, 0, 0});
    }
    return requests;
}

ReportFile::ReportFile(const std::string& path) : path_(behind_links(path)) {
    struct stat status {};
    const bool exists = ::stat(path_.c_str(), &status) == 0;
    if (exists and S_ISDIR(status.st_mode))
        cannot_write(path, EISDIR);
    regular_ = not exists or S_ISREG(status.st_mode);
    if (exists and ::access(path_.c_str(), W_OK) != 0)
        cannot_write(path, errno);
    if (exists)
        mode_ = status.st_mode & 0777U;
    if (regular_)
        try_aside(path_);
}

void ReportFile::write(std::string_view content) const {
    if (regular_) {
        write_file(path_, content, mode_);
        return;
    }
    errno = 0;
    std::ofstream stream(path_, std::ios::binary | std::ios::app);
    stream << content << std::flush;
    if (not stream)
        cannot_write(path_, errno != 0 ? errno : EIO);  // a stream does not say why
}

Reports::Reports(
    const std::vector<ReporterRequest>& requests,
    const ReporterOptions& options,
    std::ostream& standard_output
)
    : standard_output_(standard_output) {
    for (const auto& [reporter, file] : requests) {
        if (file.empty()) {
            reporters_.push_back(reporter.make(standard_output, options));
            continue;
        }
        auto& sink =
            files_.emplace_back(ToFile{ReportFile(file), std::make_unique<std::ostringstream>()});
        const ReporterOptions plain{.command_line = options.command_line};
        reporters_.push_back(reporter.make(*sink.content, plain));
    }
}

void Reports::run_started(std::size_t targets) {
    for (const auto& reporter : reporters_)
        reporter->run_started(targets);
}

void Reports::target_done(const TargetReport& target) {
    for (const auto& reporter : reporters_)
        reporter->target_done(target);
}

void Reports::run_done(const RunReport& run) {
    for (const auto& reporter : reporters_)
        reporter->run_done(run);
    standard_output_.flush();
    for (const auto& [file, content] : files_)
        file.write(content->view());
    if (not standard_output_)
        throw Broken("standard output cannot be written");
}

}  // namespace muster
