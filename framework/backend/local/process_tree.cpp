// All of a tree is stopped before any of it is killed. Killed one by one, children would lose their
// parents, by which they are found, and those still running would start new ones behind our back.

#include "framework/backend/local/process_tree.hpp"

#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace muster::local {

namespace {

constexpr int most_rounds = 10;  // against a process that forks faster than we look

struct Entry {
    pid_t id = 0;
    pid_t parent = 0;
    pid_t group = 0;
    pid_t session = 0;
};

using Folder = std::unique_ptr<DIR, decltype([](DIR* folder) { (void)::closedir(folder); })>;

/// /proc/PID/stat (proc(5)): "PID (name) state parent group session …"; the name may hold anything,
/// brackets and blanks too.
std::optional<Entry> entry_of(pid_t id) {
    const auto path = "/proc/" + std::to_string(id) + "/stat";
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 512> line{};
    const auto size = file ? ::read(file.number(), line.data(), line.size()) : -1;
    const std::string_view text(line.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    const auto name_end = text.rfind(')');
    if (name_end == std::string_view::npos)
        return std::nullopt;
    const auto fields = words_of(text.substr(name_end + 1));
    if (fields.size() < 4)
        return std::nullopt;
    const auto number = [&](std::size_t place) {
        return static_cast<pid_t>(whole_number(fields[place]).value_or(0));
    };
    return Entry{id, number(1), number(2), number(3)};
}

/// Everything that runs; nothing when /proc is missing or shows another namespace's numbers.
std::vector<Entry> all_entries() {
    std::array<char, 32> own{};
    const auto size = ::readlink("/proc/self", own.data(), own.size());
    if (std::string_view(own.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)))
        != std::to_string(::getpid()))
        return {};
    std::vector<Entry> entries;
    const Folder folder(::opendir("/proc"));
    while (const auto* place = folder ? ::readdir(folder.get()) : nullptr)
        if (const auto id = whole_number(place->d_name))
            if (const auto entry = entry_of(static_cast<pid_t>(*id)))
                entries.push_back(*entry);
    return entries;
}

/// Adds what belongs to `known`, whose first member leads the session. True when there was any.
bool add_relatives(std::set<pid_t>& known, pid_t leader) {
    const auto entries = all_entries();
    const auto before = known.size();
    for (bool grew = true; grew;) {  // a child may be listed before its parent
        grew = false;
        for (const auto& entry : entries)
            if (entry.session == leader or entry.group == leader or known.contains(entry.parent))
                grew = known.insert(entry.id).second or grew;
    }
    return known.size() > before;
}

}  // namespace

void kill_tree(pid_t leader) {
    std::set<pid_t> known = {leader};
    (void)::kill(-leader, SIGSTOP);  // its group may be empty by now
    for (int round = 0; round < most_rounds and add_relatives(known, leader); ++round)
        for (const auto id : known)
            (void)::kill(id, SIGSTOP);  // may have ended, or belong to another user
    (void)::kill(-leader, SIGKILL);
    for (const auto id : known)
        (void)::kill(id, SIGKILL);
}

}  // namespace muster::local
