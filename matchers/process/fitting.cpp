#include "matchers/process/fitting.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/match.hpp"
#include "framework/platform/accounts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

const std::vector<std::string>& arguments_of(const ArgumentTable& table, std::int64_t pid) {
    static const std::vector<std::string> none;
    const auto found = table.find(pid);
    return found == table.end() ? none : found->second;
}

std::string joined_after_program(const std::vector<std::string>& arguments) {
    return arguments.size() < 2 ? std::string() : join(std::span(arguments).subspan(1), " ");
}

/// A plain text means equal.
bool fits(const Argument& wanted, std::string text, Instant now) {
    const auto* matcher = std::get_if<Matcher>(&wanted);
    const auto plain =
        matcher == nullptr ? equals(Value(to_plain(std::get<Value>(wanted)))) : *matcher;
    return match(plain, Value(std::move(text)), now).truth == Truth::yes;
}

/// Executables of the programs whose name only these can tell, by PID. One that is gone has none.
Task<std::map<std::int64_t, std::string>> executables(Host& host, std::vector<std::int64_t> pids) {
    std::vector<Pending<std::optional<LinkText>>> asked;
    asked.reserve(pids.size());
    for (const auto pid : pids)
        asked.push_back(host.readlink(fmt::format("/proc/{}/exe", pid)));
    std::map<std::int64_t, std::string> found;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const auto& link = co_await asked[i];
        if (link)
            found.emplace(pids[i], link->text);
    }
    co_return found;
}

Task<std::vector<Process>> named(Host& host, std::string name) {
    auto& table_asked = host.once(process_table);
    auto& arguments_asked = host.once(process_arguments);
    const auto& table = co_await table_asked;
    const auto& arguments = co_await arguments_asked;
    std::vector<std::int64_t> doubtful;
    for (const auto& process : table.processes) {
        if (executable_decides(process, arguments_of(arguments, process.pid), name))
            doubtful.push_back(process.pid);
    }
    auto asked = executables(host, doubtful);
    const auto& paths = co_await asked;
    std::vector<Process> found;
    for (const auto& process : table.processes) {
        const auto path = paths.find(process.pid);
        if (is_named(
                process,
                arguments_of(arguments, process.pid),
                path == paths.end() ? "" : path->second,
                name
            ))
            found.push_back(process);
    }
    co_return found;
}

/// Those that a subject means by name; of the plural all, of a row of it (a name and a process id) the one.
Task<std::vector<Process>> meant(Host& host, Subject subject) {
    if (subject.names.size() == 1) {
        auto by_name = named(host, subject.name());
        co_return co_await by_name;
    }
    auto& asked = host.once(process_table);
    const auto& table = co_await asked;
    if (subject.names.empty())
        co_return table.processes;
    std::vector<Process> found;
    const auto pid = whole_number(to_plain(subject.names.at(1)));
    const auto one = std::ranges::find(table.processes, pid, &Process::pid);
    if (one != table.processes.end())
        found.push_back(*one);
    co_return found;
}

/// What a reader may have meant: a program that begins its title with the name, or runs it as a script.
std::string meant_instead(
    const ProcessTable& table, const ArgumentTable& arguments, const std::string& name
) {
    for (const auto& process : table.processes) {
        const auto& words = arguments_of(arguments, process.pid);
        if (words.empty())
            continue;
        const auto call = fmt::format("process({})", quoted(process.name, 40));
        if (words.front().starts_with(name) or base_name(words.front()) == name) {
            return fmt::format(
                "no process {}; pid {}, {}, is titled {}: {}.titled(starts_with({}))",
                quoted(name, 60),
                process.pid,
                quoted(process.name, 40),
                quoted(title(process, words), 60),
                call,
                quoted(words.front().starts_with(name) ? name : words.front(), 60)
            );
        }
        const auto script = words.size() > 1 ? base_name(words[1]) : std::string_view();
        if (not script.empty()
            and (script == name or script.substr(0, script.rfind('.')) == name)) {
            return fmt::format(
                "no process {}; pid {}, {}, runs it: {}.with_args(contains({}))",
                quoted(name, 60),
                process.pid,
                quoted(process.name, 40),
                call,
                quoted(script, 60)
            );
        }
    }
    return "";
}

/// Parents by PID, or by a name that they go by.
Task<std::vector<std::int64_t>> parents(Host& host, std::string parent) {
    if (const auto pid = whole_number(parent)) {
        const std::vector<std::int64_t> one = {*pid};
        co_return one;
    }
    auto asked = named(host, parent);
    const auto& found = co_await asked;
    std::vector<std::int64_t> pids;
    pids.reserve(found.size());
    for (const auto& process : found)
        pids.push_back(process.pid);
    co_return pids;
}

Task<std::vector<Process>> of_user(Host& host, std::vector<Process> processes, std::string name) {
    auto& owners_asked = host.once(process_owners);
    auto& account_asked = host.once(account, name);
    const auto& owners = co_await owners_asked;
    const auto& found = co_await account_asked;
    std::erase_if(processes, [&](const Process& process) {
        const auto owner = owners.find(process.pid);
        return not found or owner == owners.end() or owner->second.uid != found->uid;
    });
    co_return processes;
}

Task<std::vector<Process>> children_of(
    Host& host, std::vector<Process> processes, std::string parent
) {
    auto asked = parents(host, parent);
    const auto& found = co_await asked;
    std::erase_if(processes, [&](const Process& process) {
        return std::ranges::find(found, process.parent) == found.end();
    });
    co_return processes;
}

enum class Part { title, arguments };

Task<std::vector<Process>> with_words(
    Host& host, std::vector<Process> processes, Argument wanted, Part part
) {
    auto& asked = host.once(process_arguments);
    const auto& arguments = co_await asked;
    std::erase_if(processes, [&](const Process& process) {
        const auto& words = arguments_of(arguments, process.pid);
        auto text = part == Part::title ? title(process, words) : joined_after_program(words);
        return not fits(wanted, std::move(text), host.now());
    });
    co_return processes;
}

/// Those of `processes` that one qualifier leaves.
Task<std::vector<Process>> qualified(
    Host& host, const std::vector<Process>& processes, const Qualifier& qualifier
) {
    const auto& wanted = qualifier.arguments.at(0);
    const auto* value = std::get_if<Value>(&wanted);
    const auto text = value == nullptr ? std::string() : to_plain(*value);
    if (qualifier.name == "of_user")
        return of_user(host, processes, text);
    if (qualifier.name == "children_of")
        return children_of(host, processes, text);
    return with_words(
        host, processes, wanted, qualifier.name == "titled" ? Part::title : Part::arguments
    );
}

}  // namespace

std::string title(const Process& process, const std::vector<std::string>& arguments) {
    return arguments.empty() ? "[" + process.name + "]" : join(arguments, " ");
}

Value none_fits(const Fitting& fitting) {
    Value none = absent;
    none.remark = fitting.remark;
    return none;
}

Value ended(const Subject& subject, const Process& process) {
    auto what = fmt::format("pid {} ended while we looked", process.pid);
    const bool is_row = subject.names.size() == 2;
    if (not is_row)
        throw CannotTell{Kind::failed, std::move(what), "try again"};
    Value none = absent;
    none.remark = std::move(what);
    return none;
}

Task<Fitting> fitting(Host& host, Subject subject) {
    const auto name = subject.name();
    auto& table_asked = host.once(process_table);
    auto& arguments_asked = host.once(process_arguments);
    auto by_name = meant(host, subject);
    if (const auto user = subject.qualifier_text("of_user")) {  // leave with the processes
        (void)host.once(process_owners);
        (void)host.once(account, *user);
    }
    const auto& table = co_await table_asked;
    const auto& arguments = co_await arguments_asked;
    const auto& all_named = co_await by_name;
    Fitting fitting{.processes = all_named, .remark = "", .all_seen = table.whole};
    for (const auto& qualifier : subject.qualifiers) {
        if (qualifier.name == "where")
            continue;  // of the plural, which judges its columns itself
        auto asked = qualified(host, fitting.processes, qualifier);
        fitting.processes = co_await asked;
    }
    if (name.empty())
        co_return fitting;
    if (all_named.empty()) {
        fitting.remark = meant_instead(table, arguments, name);
    } else if (fitting.processes.empty()) {
        fitting.remark = fmt::format(
            "{} of that name, another kind: pid {}, {}",
            all_named.size(),
            all_named.front().pid,
            quoted(title(all_named.front(), arguments_of(arguments, all_named.front().pid)), 80)
        );
    }
    co_return fitting;
}

Task<Fitting> all_fitting(Host& host, Subject subject) {
    auto asked = fitting(host, std::move(subject));
    auto found = co_await asked;
    if (not found.all_seen) {
        throw CannotTell{
            Kind::denied, "/proc hides the processes of other users (hidepid)", "try --sudo"};
    }
    co_return found;
}

}  // namespace muster
