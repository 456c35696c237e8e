#include "framework/backend/name_servers.hpp"
#include "framework/backend/shell/pattern.hpp"
#include "framework/backend/shell/step.hpp"
#include "framework/backend/shell/walk_step.hpp"
#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/term.hpp"
#include "framework/protocol/dns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

/// Joined questions: few enough that a lost one costs little, and far from the limit of a command line.
constexpr std::size_t most_joined = 100;
constexpr std::size_t most_joined_bytes = 24UL * 1024;

/// Each walk more makes the one that they share a little slower, and its command line longer.
constexpr std::size_t most_joined_walks = 50;

constexpr unsigned cost_of_command = 4;

/// What we run ourselves reads a database (dpkg-query) or asks a daemon (systemctl), of which many names take longer.
unsigned cost_of_tool(const Command& command) {
    return 10 + static_cast<unsigned>(command.words.size());
}

bool has_nul(std::string_view text) {
    return text.find('\0') != std::string_view::npos;
}

std::string argument(std::string_view text) {
    return ' ' + shell_quoted(text);
}

std::string argument(std::uint64_t number) {
    return ' ' + std::to_string(number);
}

/// The pieces between NUL bytes, which no argument can hold.
std::string pieces_of(std::string_view bytes) {
    std::string text;
    for (const auto& piece : split(bytes, '\0'))
        text += argument(piece);
    return text;
}

/// Joined questions have a line each on standard error, so their names must not hold a newline.
bool can_join(const std::string& path) {
    return path.find('\n') == std::string::npos;
}

/// The kernel's tables of sockets, which nobody can write a heading into.
bool is_table_of_sockets(const std::string& path) {
    constexpr std::array<std::string_view, 4> tables = {
        "/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6"};
    return std::ranges::find(tables, path) != tables.end();
}

bool is_of_kernel(const std::string& path) {
    return path.starts_with("/proc/sys/") and path.find("..") == std::string::npos;
}

/// Not of a file system whose files are made when they are read.
bool is_on_disk(const std::string& path) {
    constexpr std::array<std::string_view, 3> others = {"/proc/", "/sys/", "/dev/"};
    return std::ranges::none_of(others, [&](auto folder) { return path.starts_with(folder); });
}

bool is_name_of_variable(std::string_view name) {
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    return not name.empty() and (name[0] < '0' or name[0] > '9')
           and name.find_first_not_of(letters) == std::string_view::npos;
}

/// Why a command cannot be put into words for a shell.
std::optional<CannotTell> objection(const Command& command) {
    const auto has_nul_word = [](const std::string& word) { return has_nul(word); };
    if (command.words.empty())
        return CannotTell{Kind::unsupported, "a command without words"};
    if (std::ranges::any_of(command.words, has_nul_word) or has_nul(command.folder)
        or has_nul(command.user))
        return CannotTell{Kind::unsupported, "a word of a command cannot hold a NUL byte"};
    for (const auto& [name, value] : command.environment)
        if (not is_name_of_variable(name) or has_nul(value))
            return CannotTell{
                Kind::unsupported, quoted(name) + " cannot be set in the environment"};
    return std::nullopt;
}

/// Turns questions into steps one by one, and those that share a process into one step.
class Planner {
public:
    Planner(const StepLimits& limits, Joining joining) : limits_(limits), joining_(joining) {}

    void add(std::size_t place, const Question& question) {
        place_ = place;
        std::visit([&](const auto& asked) { plan(asked); }, question);
    }

    StepPlan take() {
        for (const auto& [key, walks] : walks_)
            for (std::size_t i = 0; i < walks.size(); i += most_joined_walks)
                plan_.steps.push_back(walk_step(
                    std::span(walks).subspan(i, std::min(most_joined_walks, walks.size() - i)),
                    limits_
                ));
        return std::move(plan_);
    }

private:
    /// A step of its own for the question at hand.
    Step& step(std::string function, std::string arguments) {
        auto& made = plan_.steps.emplace_back();
        made.places = {place_};
        made.function = std::move(function);
        made.arguments = std::move(arguments);
        made.allowed = limits_.fact;
        made.out_limit = limits_.limits.output;
        return made;
    }

    /// Adds the question to a step that is open for its kind, or opens one.
    Step& join(const std::string& function, const std::string& leading, const std::string& path) {
        const auto word = argument(as_argument(path));
        if (joining_ == Joining::no or not can_join(path))
            return step(function, leading + word);
        const auto [open, is_first] = open_.try_emplace(function + leading, plan_.steps.size());
        if (not is_first) {
            auto& joined = plan_.steps[open->second];
            if (joined.places.size() < most_joined
                and joined.arguments.size() + word.size() < most_joined_bytes) {
                joined.places.push_back(place_);
                joined.arguments += word;
                return joined;
            }
            open->second = plan_.steps.size();
        }
        return step(function, leading + word);
    }

    /// Whether the path needs no asking.
    bool is_known(const std::string& path, const Answer& not_there) {
        if (not path.empty() and not has_nul(path))
            return false;
        plan_.known.emplace(place_, not_there);
        return true;
    }

    std::uint64_t content_limit() const { return limits_.limits.content; }

    void plan(const Stat& asked) {
        if (not is_known(asked.path, std::optional<FileStatus>()))
            join("m_stat", asked.follow == Follow::yes ? " L" : " -", asked.path);
    }

    void plan(const Read& asked) {
        if (is_known(asked.path, std::optional<Content>()))
            return;
        const bool joins = joining_ == Joining::yes and can_join(asked.path);
        const auto most = std::min(content_limit(), most_joined_content);
        if (joins and is_of_kernel(asked.path)) {
            join("m_kernel", argument(limits_.limits.output + 1), asked.path);
        } else if (joins and is_table_of_sockets(asked.path)) {
            join("m_kernel", argument(content_limit() + 1), asked.path).out_limit = content_limit();
        } else if (joins and is_on_disk(asked.path)) {
            auto& joined = join("m_reads", argument(most), asked.path);
            joined.out_limit = most_joined * (most + 4096);  // and what parts them
            joined.cost = cost_of_command;
        } else {
            step("m_read", argument(content_limit() + 1) + argument(as_argument(asked.path)))
                .out_limit = content_limit();
        }
    }

    void plan(const ListFolder& asked) {
        if (is_known(asked.path, std::optional<Names>()))
            return;
        step("m_list", argument(limits_.limits.entries) + argument(as_argument(asked.path)))
            .out_limit = limits_.limits.content;
    }

    void plan(const Glob& asked) {
        if (is_known(asked.pattern, std::optional(Names{})))
            return;
        const auto pattern = shell_pattern(asked.pattern);
        if (pattern.is_plain)
            step("m_there", argument(pattern.base));
        else
            step("m_glob", arguments_of(pattern)).out_limit = limits_.limits.content;
    }

    void plan(const ReadKey& asked) {
        if (is_known(asked.path, std::optional<KeyInFile>()))
            return;
        auto& made = step(
            "m_read",
            argument(std::uint64_t{most_of_private_key} + 1) + argument(as_argument(asked.path))
        );
        made.out_limit = most_of_private_key;
        made.cost = cost_of_command;
    }

    void plan(const ReadMatching& asked) {
        if (is_known(asked.pattern, std::vector<NamedContent>()))
            return;
        const auto pattern = shell_pattern(asked.pattern);
        const auto limit = argument(content_limit() + 1);
        auto& made = pattern.is_plain ? step("m_read", limit + argument(pattern.base))
                                      : step("m_read_matching", arguments_of(pattern));
        made.out_limit = content_limit();
        made.cost = cost_of_command;
    }

    std::string arguments_of(const ShellPattern& pattern) const {
        auto text = argument(limits_.limits.entries) + argument(content_limit() + 1);
        text += argument(pattern.base) + argument(pattern.pattern);
        for (const auto& way : pattern.ways)
            text += argument(way.is_listed ? "r" : "x") + argument(way.prefix);
        return text;
    }

    void plan(const ReadLink& asked) {
        if (not is_known(asked.path, std::optional<LinkText>()))
            step(
                asked.links == Links::all ? "m_real" : "m_link", argument(as_argument(asked.path))
            );
    }

    void plan(const Digest& asked) {
        if (is_known(asked.path, std::optional<DigestText>()))
            return;
        const auto tool = std::string(name(asked.algorithm)) + "sum";
        step("m_digest", argument(tool) + argument(as_argument(asked.path))).allowed =
            limits_.limits.command;
    }

    void plan(const Run& asked) {
        const auto& command = asked.command;
        if (const auto why = objection(command)) {
            plan_.known.emplace(place_, *why);
            return;
        }
        std::string mode = asked.origin == Origin::author ? "a" : "o";
        if (not command.input.empty())
            mode += 'i';
        auto text = argument(mode) + argument(command.user);
        text += argument(command.folder.empty() ? "/" : as_argument(command.folder));
        for (const auto& [name, value] : command.environment)
            text += argument(name + "=" + value);
        text += " --";
        for (const auto& word : command.words)
            text += argument(word);
        auto& made = step("m_run", text);
        if (not command.input.empty())
            made.before = "m_input() { m_feed" + pieces_of(command.input) + "; }\n";
        made.allowed = command.deadline.value_or(limits_.limits.command);
        made.err_limit = limits_.limits.output;
        made.is_authors = asked.origin == Origin::author;
        made.cost = made.is_authors ? cost_of_command : cost_of_tool(command);
    }

    /// Whether the question needs no asking, since nothing can begin there.
    bool is_no_source(const std::string& source) {
        const auto address = address_from(source);
        if (source.empty() or (address and not address->prefix))
            return false;
        plan_.known.emplace(
            place_, CannotTell{Kind::unsupported, quoted(source) + " is no IP address"}
        );
        return true;
    }

    void plan(const ProbeTcp& asked) {
        if (asked.host.empty() or has_nul(asked.host)) {
            plan_.known.emplace(place_, Reached{Reached::How::not_resolved, "no name of a host"});
            return;
        }
        if (is_no_source(asked.source))
            return;
        auto& made = step(
            "m_probe",
            argument(asked.host) + argument(std::uint64_t{asked.port}) + argument(asked.source)
        );
        made.allowed = asked.timeout;
        made.is_dialogue = true;
    }

    void plan(const Talk& asked) {
        constexpr std::size_t longest_path = 107;  // unix(7), sun_path
        const bool is_unix = asked.host.empty();
        if (has_nul(asked.host)
            or (is_unix
                and (asked.path.empty() or asked.path.size() > longest_path or has_nul(asked.path))
            )) {
            plan_.known.emplace(
                place_,
                CannotTell{
                    Kind::unsupported,
                    quoted(asked.path) + " is no path that a unix socket can have"}
            );
            return;
        }
        if (is_no_source(asked.source))
            return;
        const auto path = is_unix ? as_argument(asked.path) : std::string();
        auto& made = step(
            "m_talk",
            argument(asked.host) + argument(std::uint64_t{asked.port}) + argument(path)
                + argument(asked.source) + pieces_of(asked.send)
        );
        made.allowed = asked.timeout;
        made.is_dialogue = true;
        made.mark = asked.mark;
    }

    /// All walks of a folder are one, which is planned when all of them are known.
    void plan(const Walk& asked) {
        if (is_known(asked.folder, std::optional<Names>()))
            return;
        const auto part =
            joining_ == Joining::yes ? static_cast<std::size_t>(asked.other_file_systems) : place_;
        walks_[{asked.folder, part}].push_back({place_, &asked});
    }

    /// Streams are no steps of a shell (far_streams.hpp).
    void plan(const Http& asked) {
        plan_.known.emplace(
            place_, CannotTell{Kind::unsupported, "no shell speaks HTTP: " + escaped(asked.url)}
        );
    }

    /// A shell in a container knows nothing of its image (container_backend.hpp).
    void plan(const DescribeImage& /*asked*/) {
        plan_.known.emplace(place_, std::optional<ImageDescription>());
    }

    /// Tools of the target tell it.
    void plan(const Marks& asked) {
        plan_.known.emplace(
            place_, CannotTell{Kind::unsupported, "no shell reads inodes: " + escaped(asked.path)}
        );
    }

    void plan(const StatFileSystem& asked) {
        plan_.known.emplace(
            place_,
            CannotTell{Kind::unsupported, "what is mounted tells of itself: " + escaped(asked.path)}
        );
    }

    /// Over TCP as any dialogue; over UDP by a program that sends again and again.
    void plan(const Dns& asked) {
        if (const auto why = objection_to(asked)) {
            plan_.known.emplace(place_, *why);
            return;
        }
        const bool is_udp = asked.over == Over::udp;
        const auto query = query_of(asked);
        auto text = argument(asked.server) + argument(std::uint64_t{asked.port});
        if (is_udp) {
            const std::chrono::duration<double> wait = asked.timeout;
            const auto seconds = std::chrono::ceil<std::chrono::seconds>(asked.timeout);
            text += fmt::format(" {} {:.3f} {}", asked.tries, wait.count(), seconds.count());
            text += argument(asked.name) + argument(asked.type) + pieces_of(query);
        } else {
            text += " '' ''" + pieces_of(dns_frame(query));  // no path of a socket, no source
        }
        auto& made = step(is_udp ? "m_ask" : "m_talk", text);
        made.allowed = is_udp ? asked.timeout * asked.tries : asked.timeout;
        made.is_dialogue = true;
        made.query = query;
    }

    const StepLimits& limits_;
    Joining joining_;
    std::size_t place_ = 0;
    StepPlan plan_;
    std::map<std::string, std::size_t> open_;  // a kind of joined questions and its step
    std::map<std::pair<std::string, std::size_t>, std::vector<PlacedWalk>> walks_;
};

}  // namespace

StepPlan plan_steps(
    std::span<const Question> batch,
    std::span<const std::size_t> places,
    const StepLimits& limits,
    Joining joining
) {
    Planner planner(limits, joining);
    for (const auto place : places)
        planner.add(place, batch[place]);
    return planner.take();
}

std::string script_of(std::span<const Step> steps, std::size_t first) {
    // Braces: all of it is read before any of it runs, so that a dialogue may read the lines after it.
    std::string script = "{\n";
    for (const auto& step : steps)
        script +=
            step.before + step.function + ' ' + std::to_string(first++) + step.arguments + '\n';
    return script + "}\n";
}

}  // namespace muster
