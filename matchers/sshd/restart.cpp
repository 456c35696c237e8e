#include "matchers/sshd/restart.hpp"

#include "framework/base/clock.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/sshd_configuration.hpp"
#include "matchers/sshd/asked.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

using Told = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> values_of(const Told& told, std::string_view keyword) {
    std::vector<std::string> values;
    for (const auto& [name, value] : told)
        if (name == keyword)
            values.push_back(value);
    return values;
}

/// When the process that a file names read its configuration: sshd writes the file anew each time. Nothing where there is no
/// such process.
Task<std::optional<Instant>> read_at(Host& host, std::string process_file) {
    if (process_file.empty() or process_file == "none")
        co_return std::nullopt;
    auto looking = host.stat(process_file);
    auto reading = host.read(process_file);
    const auto& status = co_await looking;
    const auto& content = co_await reading;
    const auto number = content ? whole_number(trimmed(content->bytes)) : std::nullopt;
    if (not status or not number or *number <= 0)
        co_return std::nullopt;
    auto naming = host.read(fmt::format("/proc/{}/comm", *number));
    const auto& name = co_await naming;
    // Another program may have got the number since.
    const bool is_there = name and trimmed(name->bytes).starts_with("sshd");
    co_return is_there ? std::optional(status->modified) : std::nullopt;
}

struct Changed {
    std::string path;
    Instant when;
};

/// The file or folder that was changed last of those that are there: of a link itself, too, as it may lead elsewhere now.
Task<std::optional<Changed>> last_changed(Host& host, std::vector<std::string> paths) {
    struct Looking {
        Pending<std::optional<FileStatus>> target;
        Pending<std::optional<FileStatus>> entry;
    };
    std::vector<Looking> looking;
    for (const auto& path : paths)
        looking.push_back({host.stat(path), host.stat(path, Follow::no)});
    std::optional<Changed> last;
    const auto take = [&](const std::string& path, const std::optional<FileStatus>& status) {
        if (not status)
            return;
        // Of a folder: when an entry came or went, and not when its mode was set.
        const auto when = status->type == FileType::directory ? status->modified : status->changed;
        if (not last or when > last->when)
            last = {path, when};
    };
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& target = co_await looking[i].target;
        const auto& entry = co_await looking[i].entry;
        take(paths[i], target);
        take(paths[i], entry);
    }
    co_return last;
}

}  // namespace

Task<Value> sshd_restart_due(Host& host, Fact fact) {
    const auto file = fact.subject.qualifier_text("file").value_or(sshd_main_file);
    auto asking = told_by_sshd(host, fact.subject);
    auto listing = sshd_files_of(host, file);
    auto usual =
        read_at(host, "/run/sshd.pid");  // mostly, and then it leaves with the other questions
    const auto& told = co_await asking;
    if (not told)
        co_return absent;
    const auto process_files = values_of(*told, "pidfile");
    auto timing = read_at(host, process_files.empty() ? "" : process_files.front());
    auto files = co_await listing;
    if (files.empty())
        throw CannotTell{
            Kind::unsupported,
            fmt::format("sshd reads another file: there is no {}", escaped(file))};
    for (const auto& key : values_of(*told, "hostkey"))
        files.push_back(key);
    auto looking = last_changed(host, files);
    const auto& since = co_await timing;
    const auto& changed = co_await looking;
    if (not since)
        co_return with_remark(not_set, "no running sshd has noted itself in a file (PidFile)");
    if (not changed)
        co_return false;
    co_return with_remark(
        changed->when > *since,
        fmt::format(
            "{} was changed {}, it was read {}",
            escaped(changed->path),
            to_iso8601(changed->when),
            to_iso8601(*since)
        )
    );
}

}  // namespace muster
