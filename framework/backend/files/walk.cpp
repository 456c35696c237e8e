// Every folder is opened from the one above it and never by its path, so that nobody can put a link in its
// place while we are on the way. That costs an open folder a level, hence `most_levels`.
#include "framework/backend/files/walk.hpp"

#include "framework/backend/system_error.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/host/walk_rule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

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
    std::unique_ptr<OpenFolder> folder;
    FileStatus status;
    std::vector<Wanted*> wanted;
};

struct Entry {
    std::string name;
    std::string path;
    FileStatus status;
};

class Walker {
public:
    Walker(
        FileTree& tree,
        Owners& owners,
        std::span<const Walk* const> walks,
        const Limits& limits,
        Deadline deadline
    )
        : tree_(tree),
          owners_(owners),
          folder_(walks.front()->folder),
          limits_(limits),
          deadline_(deadline),
          time_(limits.walk) {
        wanted_.reserve(walks.size());
        for (const auto* walk : walks)
            wanted_.emplace_back(*walk);
    }

    /// False when the folder is not there.
    bool run() {
        auto folder = tree_.open_folder(folder_);
        if (folder == nullptr)
            return false;
        std::vector<Wanted*> all;
        for (auto& one : wanted_)
            all.push_back(&one);
        const auto status = folder->status();
        device_ = status.device;
        levels_.push_back({std::move(folder), status, std::move(all)});
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
    /// What `ask` gives; nothing where that cannot be told, which is then the answer of `who()`.
    template<class Ask, class Who>
    static auto asked(const Ask& ask, const Who& who) -> decltype(ask()) {
        decltype(ask()) given{};
        const auto answer = answered([&]() -> Answer {
            given = ask();
            return std::optional<Names>();
        });
        if (const auto* why = std::get_if<CannotTell>(&answer))
            refuse(who(), *why);
        return given;
    }

    /// The next entry of the deepest folder; a folder that has none any more is closed.
    void take_next() {
        auto& level = levels_.back();
        std::erase_if(level.wanted, [](const Wanted* one) { return one->why_not.has_value(); });
        std::optional<std::string> name;
        if (not level.wanted.empty())
            name = asked([&] { return level.folder->next(); }, [&] { return level.wanted; });
        if (name)
            pass(level, *std::move(name));
        else
            levels_.pop_back();
    }

    void pass(Level& level, std::string name) {
        count(level);
        Entry entry{std::move(name), {}, {}};
        entry.path = level.folder->path_of(entry.name);
        const auto who = [&] {
            auto within = level.wanted;
            std::erase_if(within, [&](const Wanted* one) {
                return not one->rule.is_within(entry.path) and not one->rule.enters(entry.path);
            });
            return within;
        };
        const auto status = asked([&] { return level.folder->status_of(entry.name); }, who);
        if (not status)
            return;
        entry.status = *status;
        if (is_loop(entry))
            return;
        for (auto* one : level.wanted)
            if (one->rule.fits(entry.status) and one->rule.is_within(entry.path))
                find(*one, entry);
        if (entry.status.type == FileType::directory)
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
        case FileSet::unowned: return not owners_.has_user(entry.status.uid);
        case FileSet::ungrouped: return not owners_.has_group(entry.status.gid);
        case FileSet::dangling_links: return not tree_.leads_somewhere(entry.path);
        default: return true;
        }
    }

    /// A folder that is mounted below itself: it has been told, and all that is in it will be. find(1) passes
    /// over it, too.
    bool is_loop(const Entry& entry) const {
        return std::ranges::any_of(levels_, [&](const Level& above) {
            return entry.status.type == FileType::directory
                   and above.status.device == entry.status.device
                   and above.status.inode == entry.status.inode;
        });
    }

    void descend(const Level& level, const Entry& entry) {
        auto wanted = level.wanted;
        std::erase_if(wanted, [&](const Wanted* one) {
            const bool is_elsewhere =
                entry.status.device != device_ and not one->walk.other_file_systems;
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
        auto folder =
            asked([&] { return level.folder->enter(entry.name); }, [&] { return wanted; });
        if (folder != nullptr)
            levels_.push_back({std::move(folder), entry.status, std::move(wanted)});
    }

    static void refuse(const std::vector<Wanted*>& wanted, const CannotTell& why) {
        for (auto* one : wanted)
            if (not one->why_not)
                one->why_not = why;
    }

    FileTree& tree_;
    Owners& owners_;
    std::string folder_;
    const Limits& limits_;
    Deadline deadline_;  // of the run
    Deadline time_;      // of the walk
    std::vector<Wanted> wanted_;
    std::vector<Level> levels_;
    std::uint64_t device_ = 0;
    std::uint64_t passed_ = 0;
};

}  // namespace

std::vector<Answer> walked(
    FileTree& tree,
    Owners& owners,
    std::span<const Walk* const> walks,
    const Limits& limits,
    Deadline deadline
) {
    MUSTER_ASSERT(not walks.empty());
    std::vector<Answer> answers;
    const auto whole = answered([&]() -> Answer {
        Walker walker(tree, owners, walks, limits, deadline);
        if (not has_nul(walks.front()->folder) and walker.run())
            answers = walker.answers();
        return std::optional<Names>();
    });
    if (answers.empty())
        answers.assign(walks.size(), whole);
    return answers;
}

}  // namespace muster
