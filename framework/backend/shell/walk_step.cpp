#include "framework/backend/shell/walk_step.hpp"

#include "framework/base/display.hpp"
#include "framework/base/path_glob.hpp"
#include "framework/base/text.hpp"

#include <algorithm>

namespace muster {

namespace {

using Words = std::vector<std::string>;

constexpr unsigned cost_of_walk = 40;

void add(Words& words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
}

/// A pattern as an argument that is never taken for a test.
std::string as_pattern(const std::string& glob) {
    return glob.starts_with('-') ? "\\" + glob : glob;
}

/// For find, whose `*` crosses folders: what the path glob finds, and more.
std::string wide_pattern(const std::string& glob) {
    std::string pattern;
    bool after_double_star = false;
    for (const auto component : split(glob, '/')) {
        if (not pattern.empty() and not after_double_star)
            pattern += '/';
        else if (pattern.empty() and not component.empty())
            pattern += '/';
        after_double_star = component == "**";
        pattern += after_double_star ? "*" : std::string(component);
    }
    return pattern;
}

/// Paths that have so many slashes or more.
std::string with_slashes(std::size_t count) {
    std::string pattern = "*";
    for (std::size_t i = 0; i < count; ++i)
        pattern += "/*";
    return pattern;
}

std::size_t slashes_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, '/'));
}

std::size_t slashes_before_depth(const Walk& walk, std::size_t depth) {
    return (walk.folder == "/" ? 0 : slashes_in(walk.folder)) + depth;
}

/// What is exactly the path glob: one with as many slashes as the path cannot have crossed one. Nothing of
/// a glob with `**`.
Words exact_tests(const std::string& glob) {
    if (PathGlob(glob, PathGlob::Hidden::found).has_double_star())
        return {};
    return {"-path", as_pattern(glob), "!", "-path", with_slashes(slashes_in(glob) + 1)};
}

/// Folders that all of the walks leave out are not even entered.
Words pruning(std::span<const PlacedWalk> walks) {
    Words tests;
    for (const auto& glob : walks.front().walk->excluding) {
        const bool all_exclude_it = std::ranges::all_of(walks, [&](const PlacedWalk& one) {
            return std::ranges::count(one.walk->excluding, glob) > 0;
        });
        const auto exact = all_exclude_it ? exact_tests(glob) : Words();
        if (exact.empty())
            continue;
        add(tests, {tests.empty() ? "(" : "-o"});
        add(tests, exact);
    }
    if (not tests.empty())
        add(tests, {")", "-prune", "-o"});
    return tests;
}

char letter_of(FileType type) {
    switch (type) {
    case FileType::directory: return 'd';
    case FileType::symlink: return 'l';
    case FileType::socket: return 's';
    case FileType::pipe: return 'p';
    case FileType::block_device: return 'b';
    case FileType::character_device: return 'c';
    default: return 'f';
    }
}

Words tests_of(FileSet set) {
    switch (set) {
    case FileSet::world_writable:
        return {"-perm", "-2", "(", "-type", "f", "-o", "-type", "d", "!", "-perm", "-1000", ")"};
    case FileSet::unowned: return {"-nouser"};
    case FileSet::ungrouped: return {"-nogroup"};
    case FileSet::setuid: return {"-type", "f", "-perm", "-4000"};
    case FileSet::setgid: return {"-type", "f", "-perm", "-2000"};
    case FileSet::dangling_links: return {"-type", "l"};
    case FileSet::all: break;
    }
    return {};
}

/// Links that lead nowhere; -xtype is GNU's alone and takes loops for something else. `test` cannot tell
/// ENOENT from EACCES, so cat(1) says why.
constexpr std::string_view dangling_script = R"(for l do if ! [ -e "$l" ]; then
case $(cat -- "$l" 2>&1 >/dev/null) in
*": No such file or directory" | *": Not a directory" | *": Too many levels of symbolic links" | *": Symbolic link loop") n=$0 ;;
*": Permission denied") n=d$0 ;;
*) n=f$0 ;;
esac
printf '%s\000' "$n" "$l"
fi; done)";

Words words_of_walk(const Walk& walk, std::size_t number, std::optional<std::uint32_t> deepest) {
    Words words;
    if (walk.depth and walk.depth != deepest)
        add(words, {"!", "-path", with_slashes(slashes_before_depth(walk, *walk.depth) + 1)});
    if (not walk.pattern.empty())
        add(words, {"-path", as_pattern(wide_pattern(walk.pattern))});
    if (not walk.named.empty())
        add(words, {"-name", as_pattern(walk.named)});
    if (walk.type)
        add(words, {"-type", std::string(1, letter_of(*walk.type))});
    if (walk.larger_than)
        add(words, {"-size", "+" + std::to_string(*walk.larger_than) + "c"});
    add(words, tests_of(walk.set));
    if (walk.set == FileSet::dangling_links)
        add(words, {"-exec", "sh", "-c", std::string(dangling_script)});
    else
        add(words, {"-exec", "printf", "%s\\000"});
    add(words, {std::to_string(number), "{}", "+"});
    return words;
}

/// How deep the deepest walk goes; nothing when one has no end.
std::optional<std::uint32_t> deepest_of(std::span<const PlacedWalk> walks) {
    std::uint32_t deepest = 0;
    for (const auto& one : walks) {
        if (not one.walk->depth)
            return std::nullopt;
        deepest = std::max(deepest, *one.walk->depth);
    }
    return deepest;
}

}  // namespace

Step walk_step(std::span<const PlacedWalk> walks, const StepLimits& limits) {
    const auto& first = *walks.front().walk;
    const auto deepest = deepest_of(walks);
    const Words no_more = {"!", "-name", "*", "-o"};  // so that the next one has its turn, too
    Words words = {first.folder, "-mindepth", "1"};
    if (deepest)
        add(words, {"-maxdepth", std::to_string(*deepest)});
    if (not first.other_file_systems)
        add(words, {"-xdev"});
    add(words, pruning(walks));
    add(words, {"-exec", "sh", "-c", "printf 'n%s\\000' $#", "sh", "{}", "+"});
    for (std::size_t i = 0; i < walks.size(); ++i) {
        add(words, no_more);
        add(words, words_of_walk(*walks[i].walk, i, deepest));
    }
    Step step;
    for (const auto& one : walks)
        step.places.push_back(one.place);
    step.function = "m_walk";
    for (const auto& word : words)
        step.arguments += ' ' + shell_quoted(word);
    step.allowed = limits.limits.walk;
    step.out_limit = limits.limits.content;
    step.err_limit = limits.limits.output;
    step.cost = cost_of_walk;
    step.is_one_work = true;
    return step;
}

}  // namespace muster
