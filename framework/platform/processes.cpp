#include "framework/platform/processes.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace muster {

namespace {

constexpr std::uint64_t kernel_thread = 0x0020'0000;  // PF_KTHREAD of linux/sched.h
constexpr std::size_t cut_at = 15;                    // TASK_COMM_LEN without the NUL

/// Texts of one file of all processes, by PID.
using ProcTexts = std::map<std::int64_t, std::string>;

/// The files of all processes, as one command on the target prints them.
struct PrintedFiles {
    bool has_grep = true;
    ProcTexts stat;
    ProcTexts status;
    ProcTexts cmdline;
};

/// PID and file of `/proc/812/stat`.
struct ProcPath {
    std::int64_t pid = 0;
    std::string_view file;
};

std::optional<ProcPath> proc_path(std::string_view path) {
    const auto parts = split(path, '/');
    const bool is_one = parts.size() == 4 and parts[0].empty() and parts[1] == "proc";
    const auto pid = is_one ? whole_number(parts[2]) : std::nullopt;
    return pid ? std::optional(ProcPath{*pid, parts[3]}) : std::nullopt;
}

using Texts = ProcTexts PrintedFiles::*;

/// nullptr for a file that is none of the three.
Texts texts_of(std::string_view file) {
    if (file == "stat")
        return &PrintedFiles::stat;
    if (file == "status")
        return &PrintedFiles::status;
    return file == "cmdline" ? &PrintedFiles::cmdline : nullptr;
}

/// `State: Z (zombie)`: it ended since it was found.
bool has_ended(std::string_view status) {
    return std::ranges::any_of(lines_of(status), [](std::string_view line) {
        const auto words = words_of(line);
        return words.size() > 1 and words[0] == "State:" and (words[1] == "Z" or words[1] == "X");
    });
}

/// Lines of `grep -aH`: each with the path that it comes from.
PrintedFiles printed_files_from(std::string_view output) {
    PrintedFiles files;
    for (const auto line : lines_of(output)) {
        const auto colon = std::min(line.find(':'), line.size());
        const auto path = proc_path(line.substr(0, colon));
        const auto texts = path ? texts_of(path->file) : nullptr;
        if (texts == nullptr or colon == line.size())
            throw CannotTell{Kind::unparsable, "grep did not print what is in /proc"};
        auto [place, is_new] = (files.*texts).try_emplace(path->pid);
        if (not is_new)
            place->second += '\n';
        place->second += line.substr(colon + 1);
    }
    for (const auto& [pid, text] : files.status)
        if (not has_ended(text))
            files.cmdline.try_emplace(pid);
    return files;
}

/// Nothing of a spec is in the line. The status comes last: who runs then ran before, too, and an argument list that
/// was not printed is empty.
constexpr auto print_files = "grep -aHs '' /proc/[0-9]*/stat; "
                             "grep -aHs '' /proc/[0-9]*/cmdline; "
                             "exec grep -aHsE '^(State|Uid|Gid|VmRSS):' /proc/[0-9]*/status";

Task<PrintedFiles> printed_files(Host& host) {
    const Command command{{"sh", "-c", print_files}};
    auto run = host.run(command);
    const auto& output = co_await run;
    // grep: 1 nothing found, 2 one of the files was gone or denied; what it found counts all the same.
    PrintedFiles files;
    if (output.exit_status != 127)
        files = printed_files_from(output.out);
    // A grep that does not know these options prints nothing: then the files are read one by one.
    files.has_grep = not files.stat.empty();
    co_return files;
}

struct ProcFiles {
    ProcTexts texts;
    std::map<std::int64_t, CannotTell> refused;
};

Task<ProcFiles> proc_files(Host& host, std::string file) {
    host.require(Ability::live);
    if (not host.reads_are_free() and host.can(Ability::run)) {
        auto& printing = host.once(printed_files);
        const auto& printed = co_await printing;
        if (printed.has_grep)
            co_return ProcFiles{printed.*texts_of(file), {}};
    }
    auto reading = host.read_matching("/proc/[0-9]*/" + file);
    const auto& found = co_await reading;
    ProcFiles files;
    for (const auto& [path, bytes] : found) {
        const auto parsed = proc_path(path);
        if (not parsed)
            continue;
        if (const auto* text = std::get_if<std::string>(&bytes))
            files.texts.emplace(parsed->pid, *text);
        else if (const auto* why = std::get_if<CannotTell>(&bytes))
            files.refused.emplace(parsed->pid, *why);
    }
    co_return files;
}

template<class T>
std::optional<T> number_from_word(std::string_view word) {
    T number{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    return error == std::errc() and end == word.data() + word.size() ? std::optional(number)
                                                                     : std::nullopt;
}

/// What is denied is another user's, and hidden; anything else that keeps us from a file keeps us from the whole.
void refuse_gaps(const ProcFiles& files) {
    for (const auto& [pid, why] : files.refused)
        if (why.kind != Kind::denied)
            throw why;
}

/// Of a program that is in the table nothing may be missing without a word.
Task<bool> refuse_gaps_in_table(Host& host, const std::map<std::int64_t, CannotTell>& refused) {
    refuse_gaps({.texts = {}, .refused = refused});
    auto& asked = host.once(process_table);
    const auto& table = co_await asked;
    for (const auto& process : table.processes)
        if (const auto gap = refused.find(process.pid); gap != refused.end())
            throw gap->second;
    co_return true;
}

bool is_older(const Process& left, const Process& right) {
    return std::pair(left.start_ticks, left.pid) < std::pair(right.start_ticks, right.pid);
}

/// sudo(8) waits above what it runs for us, twice where it makes a terminal.
std::int64_t with_sudo(std::int64_t pid, const std::map<std::int64_t, const Process*>& by_pid) {
    while (true) {
        const auto one = by_pid.find(pid);
        const auto above = one == by_pid.end() ? one : by_pid.find(one->second->parent);
        if (above == by_pid.end() or above->second->name != "sudo")
            return pid;
        pid = above->first;
    }
}

/// Those of `processes` that are there because we look at them.
std::set<std::int64_t> own_among(
    const std::vector<Process>& processes, const std::vector<OwnProcess>& roots
) {
    std::map<std::int64_t, const Process*> by_pid;
    std::multimap<std::int64_t, std::int64_t> children;
    for (const auto& process : processes) {
        by_pid.emplace(process.pid, &process);
        children.emplace(process.parent, process.pid);
    }
    std::set<std::int64_t> own;
    std::vector<std::int64_t> below;  // whose children are to be looked at
    for (const auto& root : roots) {
        const auto found = by_pid.find(root.pid);
        if (found == by_pid.end() or root.start_ticks != found->second->start_ticks)
            continue;
        below.push_back(with_sudo(root.pid, by_pid));
        own.insert(below.back());
    }
    while (not below.empty()) {
        const auto [begin, end] = children.equal_range(below.back());
        below.pop_back();
        for (auto child = begin; child != end; ++child)
            if (own.insert(child->second).second)
                below.push_back(child->second);
    }
    return own;
}

/// `Uid: real effective saved file`, `VmRSS: 12 kB`.
std::optional<std::int64_t> status_number(
    std::string_view text, std::string_view key, std::size_t index
) {
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (words.size() > index and words[0] == key)
            return whole_number(words[index]);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Process> process_from_stat(std::string_view text) {
    // The name is in brackets and may hold brackets, blanks and newlines itself: up to the last one.
    const auto open = text.find(" (");
    const auto close = text.rfind(')');
    if (open == std::string_view::npos or close == std::string_view::npos or close < open + 2)
        return std::nullopt;
    const auto pid = whole_number(text.substr(0, open));
    const auto words = words_of(text.substr(close + 1));
    if (not pid or words.size() < 21 or words[0].size() != 1)
        return std::nullopt;
    // Field N of proc_pid_stat(5) is words[N - 3].
    const auto parent = number_from_word<std::int64_t>(words[1]);
    const auto terminal = number_from_word<std::int64_t>(words[4]);
    const auto flags = number_from_word<std::uint64_t>(words[6]);
    const auto user = number_from_word<std::uint64_t>(words[11]);
    const auto system = number_from_word<std::uint64_t>(words[12]);
    const auto nice = number_from_word<std::int64_t>(words[16]);
    const auto threads = number_from_word<std::int64_t>(words[17]);
    const auto start = number_from_word<std::uint64_t>(words[19]);
    const auto memory = number_from_word<std::uint64_t>(words[20]);
    if (not parent or not terminal or not flags or not user or not system or not nice or not threads
        or not start or not memory)
        return std::nullopt;
    return Process{
        *pid,
        std::string(text.substr(open + 2, close - open - 2)),
        words[0][0],
        *parent,
        static_cast<std::uint32_t>(*terminal),
        *user + *system,
        *nice,
        *threads,
        *start,
        *memory,
        (*flags & kernel_thread) != 0};
}

Task<ProcessTable> process_table(Host& host) {
    auto reading = proc_files(host, "stat");
    const auto& files = co_await reading;
    refuse_gaps(files);
    if (files.texts.empty())
        throw CannotTell{Kind::unsupported, "no processes in /proc", "is /proc mounted?"};
    ProcessTable table;
    // PID 1 is always there, so that who does not see it does not see everything.
    table.whole = files.texts.contains(1);
    for (const auto& [pid, text] : files.texts) {
        auto process = process_from_stat(text);
        if (not process) {
            throw CannotTell{
                Kind::unparsable, fmt::format("/proc/{}/stat is none that Linux writes", pid)};
        }
        table.processes.push_back(std::move(*process));
    }
    const auto own = own_among(table.processes, host.own_processes());
    std::erase_if(table.processes, [&](const Process& process) {
        return process.state == 'Z' or process.state == 'X' or own.contains(process.pid);
    });
    std::ranges::sort(table.processes, is_older);
    co_return table;
}

std::vector<std::string> arguments_from(std::string_view cmdline) {
    // A rewritten title is padded with NULs or blanks where the arguments had been.
    const auto end = cmdline.find_last_not_of(std::string_view("\0", 1));
    cmdline = cmdline.substr(0, end == std::string_view::npos ? 0 : end + 1);
    if (cmdline.empty())
        return {};
    std::vector<std::string> words;
    for (const auto word : split(cmdline, '\0'))
        words.emplace_back(word);
    if (words.size() == 1)
        words.front().erase(words.front().find_last_not_of(' ') + 1);
    return words;
}

Task<ArgumentTable> process_arguments(Host& host) {
    auto reading = proc_files(host, "cmdline");
    const auto& files = co_await reading;
    auto checking = refuse_gaps_in_table(host, files.refused);
    (void)co_await checking;
    ArgumentTable table;
    for (const auto& [pid, text] : files.texts)
        table.emplace(pid, arguments_from(text));
    co_return table;
}

Task<ProcessOwners> process_owners(Host& host) {
    auto reading = proc_files(host, "status");
    const auto& files = co_await reading;
    auto checking = refuse_gaps_in_table(host, files.refused);
    (void)co_await checking;
    ProcessOwners owners;
    for (const auto& [pid, text] : files.texts) {
        if (has_ended(text))
            continue;
        const auto uid = status_number(text, "Uid:", 2);
        const auto gid = status_number(text, "Gid:", 2);
        if (not uid or not gid) {
            throw CannotTell{
                Kind::unparsable, fmt::format("/proc/{}/status is none that Linux writes", pid)};
        }
        // Kernel threads have no memory of their own.
        const auto kilobytes = status_number(text, "VmRSS:", 1).value_or(0);
        owners.emplace(
            pid,
            ProcessOwner{
                static_cast<std::uint32_t>(*uid),
                static_cast<std::uint32_t>(*gid),
                static_cast<std::uint64_t>(kilobytes) * 1024}
        );
    }
    co_return owners;
}

std::string_view base_name(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool executable_decides(
    const Process& process, const std::vector<std::string>& arguments, std::string_view name
) {
    const bool was_cut =
        process.name.size() == cut_at and name.size() > cut_at and name.starts_with(process.name);
    return was_cut and (arguments.empty() or base_name(arguments.front()) != name);
}

bool is_named(
    const Process& process,
    const std::vector<std::string>& arguments,
    std::string_view executable,
    std::string_view name
) {
    if (process.name == name)
        return true;
    const bool was_cut =
        process.name.size() == cut_at and name.size() > cut_at and name.starts_with(process.name);
    return was_cut
           and ((not arguments.empty() and base_name(arguments.front()) == name) or base_name(executable) == name);
}

std::string full_name(std::string_view kernel_name, const std::vector<std::string>& arguments) {
    if (kernel_name.size() == cut_at and not arguments.empty()) {
        const auto base = base_name(arguments.front());
        if (base.starts_with(kernel_name))
            return std::string(base);
    }
    return std::string(kernel_name);
}

Task<bool> may_look_at_all(Host& host) {
    constexpr std::uint64_t cap_sys_ptrace = 1ULL << 19;
    auto reading = host.read("/proc/self/status");
    const auto& file = co_await reading;
    if (not file)
        throw CannotTell{Kind::unsupported, "no /proc/self/status", "is /proc mounted?"};
    for (const auto line : lines_of(file->bytes)) {
        const auto words = words_of(line);
        if (words.size() != 2 or words[0] != "CapEff:")
            continue;
        std::uint64_t rights = 0;
        std::from_chars(words[1].data(), words[1].data() + words[1].size(), rights, 16);
        co_return (rights & cap_sys_ptrace) != 0;
    }
    co_return false;
}

}  // namespace muster
