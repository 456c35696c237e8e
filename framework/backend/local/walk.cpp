// Every folder is opened from the one above it and never by its path, so that nobody can put a link in its
// place while we are on the way. That costs an open folder a level, hence `most_levels`.
#include "framework/backend/local/walk.hpp"

#include "framework/backend/local/accounts.hpp"
#include "framework/backend/local/files.hpp"
#include "framework/backend/local/folders.hpp"
#include "framework/backend/local/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/host/walk_rule.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace muster::local {

namespace {

constexpr std::size_t most_levels = 500;
/// Entries between two looks at the clock.
constexpr std::uint64_t often = 256;

/// One of the walks, and what came of it so far.
struct Wanted {
    explicit Wanted(const Walk& question) : walk(question), rule(question) {}

    const Walk& walk;
    WalkRule rule;
    std::vector<std::string> found = {};
    std::uint64_t passed = 0;
    std::optional<CannotTell> why_not = {};
};

/// An open folder, and who wants what is in it.
struct Level {
    Folder folder;
    std::string path;
    dev_t device = 0;
    ino_t inode = 0;
    std::vector<Wanted*> wanted;
};

struct Entry {
    int folder = -1;
    const char* name = nullptr;
    std::string path;
    struct stat status {};
};

bool leads_nowhere(const Entry& entry) {
    struct stat target {};
    if (::fstatat(entry.folder, entry.name, &target, 0) == 0)
        return false;
    if (means_absent(errno))
        return true;
    throw cannot("following the link", entry.path, errno);
}

class Walker {
public:
    Walker(std::span<const Walk* const> walks, const Limits& limits, Deadline deadline)
        : folder_(walks.front()->folder), limits_(limits), deadline_(deadline), time_(limits.walk) {
        wanted_.reserve(walks.size());
        for (const auto* walk : walks)
            wanted_.emplace_back(*walk);
    }

    /// False when the folder is not there.
    bool run() {
        auto folder = open_folder(AT_FDCWD, folder_.c_str(), Follow::yes);
        if (not folder and means_absent(errno))
            return false;
        std::vector<Wanted*> all;
        for (auto& one : wanted_)
            all.push_back(&one);
        struct stat status {};
        if (not folder or ::fstat(::dirfd(folder.get()), &status) != 0)
            throw cannot("reading the folder", folder_, errno);
        device_ = status.st_dev;
        levels_.push_back({std::move(folder), folder_, status.st_dev, status.st_ino, std::move(all)}
        );
        while (not levels_.empty())
            take_next();
        return true;
    }

    std::vector<Answer> answers() {
        std::vector<Answer> answers;
        for (auto& one : wanted_) {
            std::sort(one.found.begin(), one.found.end());
            answers.push_back(
                one.why_not ? Answer(*one.why_not) : std::optional(Names{std::move(one.found)})
            );
        }
        return answers;
    }

private:
    /// The next entry of the deepest folder; a folder that has none any more is closed.
    void take_next() {
        auto& level = levels_.back();
        std::erase_if(level.wanted, [](const Wanted* one) { return one->why_not.has_value(); });
        errno = 0;
        const auto* listed = level.wanted.empty() ? nullptr : ::readdir(level.folder.get());
        if (listed == nullptr) {
            if (errno != 0)
                refuse(level.wanted, cannot("reading the folder", level.path, errno));
            levels_.pop_back();
            return;
        }
        const std::string_view name = listed->d_name;
        if (name == "." or name == "..")
            return;
        Entry entry{::dirfd(level.folder.get()), listed->d_name, level.path};
        if (not entry.path.ends_with('/'))
            entry.path += '/';
        entry.path += name;
        pass(level, entry);
    }

    void pass(Level& level, Entry& entry) {
        count(level);
        constexpr int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
        if (::fstatat(entry.folder, entry.name, &entry.status, flags) != 0) {
            if (not means_absent(errno)) {
                auto within = level.wanted;
                std::erase_if(within, [&](const Wanted* one) {
                    return not one->rule.is_within(entry.path) and not one->rule.enters(entry.path);
                });
                refuse(within, cannot("reading", entry.path, errno));
            }
            return;
        }
        if (is_loop(entry))
            return;
        const auto status = file_status_from(entry.status);
        for (auto* one : level.wanted)
            if (one->rule.fits(status) and one->rule.is_within(entry.path))
                find(*one, entry);
        if (S_ISDIR(entry.status.st_mode))
            descend(level, entry);
    }

    void count(const Level& level) {
        for (auto* one : level.wanted)
            if (++one->passed > limits_.walked)
                one->why_not = CannotTell{
                    Kind::too_large,
                    fmt::format(
                        "{} holds more than {} entries, the limit of a walk",
                        escaped(folder_),
                        limits_.walked
                    )};
        if (++passed_ % often != 0 or not(time_.passed() or deadline_.passed()))
            return;
        const auto limit =
            deadline_.passed() ? std::string("the deadline of the run") : to_words(limits_.walk);
        // Everybody wants the first folder.
        refuse(
            levels_.front().wanted,
            {Kind::timed_out,
             fmt::format("walking {} did not end within {}", escaped(folder_), limit)}
        );
    }

    void find(Wanted& one, const Entry& entry) {
        bool is_meant = false;
        const auto answer = answered([&]() -> Answer {
            is_meant = not one.why_not and is_in_set(one.walk.set, entry);
            return std::optional<Names>();
        });
        if (const auto* why = std::get_if<CannotTell>(&answer))
            one.why_not = *why;
        if (not is_meant)
            return;
        if (one.found.size() < limits_.found)
            one.found.push_back(entry.path);
        else
            one.why_not = CannotTell{
                Kind::too_large,
                fmt::format(
                    "{} finds more than {} entries, the limit of results",
                    describe(Question(one.walk)),
                    limits_.found
                )};
    }

    /// What a status does not tell. Ignorance belongs to the one walk that asks.
    bool is_in_set(FileSet set, const Entry& entry) {
        switch (set) {
        case FileSet::unowned: return not ids_.has_user(entry.status.st_uid);
        case FileSet::ungrouped: return not ids_.has_group(entry.status.st_gid);
        case FileSet::dangling_links: return leads_nowhere(entry);
        default: return true;
        }
    }

    /// A folder that is mounted below itself: it has been told, and all that is in it will be. find(1) passes
    /// over it, too.
    bool is_loop(const Entry& entry) const {
        return std::ranges::any_of(levels_, [&](const Level& above) {
            return S_ISDIR(entry.status.st_mode) and above.device == entry.status.st_dev
                   and above.inode == entry.status.st_ino;
        });
    }

    void descend(const Level& level, const Entry& entry) {
        auto wanted = level.wanted;
        std::erase_if(wanted, [&](const Wanted* one) {
            const bool is_elsewhere =
                entry.status.st_dev != device_ and not one->walk.other_file_systems;
            return one->why_not or is_elsewhere or not one->rule.enters(entry.path);
        });
        if (wanted.empty())
            return;
        if (levels_.size() >= most_levels) {
            refuse(
                wanted,
                {Kind::too_large,
                 fmt::format(
                     "{} lies {} folders deep, the limit", escaped(entry.path), most_levels
                 )}
            );
            return;
        }
        auto folder = open_folder(entry.folder, entry.name, Follow::no);
        if (not folder) {
            if (not means_absent(errno))
                refuse(wanted, cannot("reading the folder", entry.path, errno));
            return;
        }
        levels_.push_back(
            {std::move(folder),
             entry.path,
             entry.status.st_dev,
             entry.status.st_ino,
             std::move(wanted)}
        );
    }

    static void refuse(const std::vector<Wanted*>& wanted, const CannotTell& why) {
        for (auto* one : wanted)
            if (not one->why_not)
                one->why_not = why;
    }

    std::string folder_;
    const Limits& limits_;
    Deadline deadline_;  // of the run
    Deadline time_;      // of the walk
    std::vector<Wanted> wanted_;
    std::vector<Level> levels_;
    dev_t device_ = 0;
    std::uint64_t passed_ = 0;
    KnownIds ids_;
};

}  // namespace

std::vector<Answer> walked(
    std::span<const Walk* const> walks, const Limits& limits, Deadline deadline
) {
    MUSTER_ASSERT(not walks.empty());
    std::vector<Answer> answers;
    const auto whole = answered([&]() -> Answer {
        Walker walker(walks, limits, deadline);
        if (not has_nul(walks.front()->folder) and walker.run())
            answers = walker.answers();
        return std::optional<Names>();
    });
    if (answers.empty())
        answers.assign(walks.size(), whole);
    return answers;
}

}  // namespace muster::local
