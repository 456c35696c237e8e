#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace muster {

namespace {

constexpr std::array<std::string_view, 1> of_shells = {"shell"};
constexpr std::array<std::string_view, 6> of_used = {
    "uid", "groups", "home", "shell", "password_set", "authorized_keys"};
constexpr std::array<std::string_view, 2> of_others = {"shell", "password_set"};
constexpr std::array<std::string_view, 1> of_groups = {"members"};

constexpr std::size_t most_accounts = 500;

/// Said of a part that has not all of them. No temporaries of two kinds in a coroutine: g++ 12 ends them twice.
std::string first_of(std::size_t all) {
    return all > most_accounts ? fmt::format("The first {} of {} accounts.", most_accounts, all)
                               : std::string();
}

/// Groups that mean rights over the machine.
constexpr std::array<std::string_view, 12> strong_groups = {
    "root",
    "adm",
    "sudo",
    "wheel",
    "admin",
    "docker",
    "lxd",
    "libvirt",
    "disk",
    "shadow",
    "staff",
    "systemd-journal"};

/// Those that somebody logs in with or that run what listens, and the others, by their shells.
struct Accounts {
    std::vector<std::string> used;
    std::vector<std::string> others;
};

bool is_login_shell(const std::string& shell) {
    return not shell.ends_with("/nologin") and not shell.ends_with("/false")
           and not shell.ends_with("/sync");
}

Accounts sorted_out(const std::vector<Known>& shells, const std::vector<std::string>& serving) {
    Accounts accounts;
    std::map<std::string, std::vector<std::string>> by_shell;
    for (const auto& one : shells) {
        const auto name = one.fact.subject.name();
        const auto shell = one.value ? to_plain(*one.value) : std::string();
        const bool serves = std::ranges::find(serving, name) != serving.end();
        (serves or is_login_shell(shell) ? accounts.used : by_shell[shell]).push_back(name);
    }
    for (const auto& [shell, names] : by_shell)
        accounts.others.insert(accounts.others.end(), names.begin(), names.end());
    return accounts;
}

std::vector<std::string> strong_ones(std::vector<std::string> names) {
    std::erase_if(names, [](const std::string& name) {
        return std::ranges::find(strong_groups, name) == strong_groups.end();
    });
    return names;
}

}  // namespace

Task<std::vector<WrittenPart>> learn_users(Host& host) {
    auto superusers = ask_one(host, names_where(about("users"), "uid", Value(0)));
    auto listing = ask_texts(host, fact_of(about("users"), "names"));
    auto names = co_await listing;
    const auto all = names.size();
    names.resize(std::min(all, most_accounts));
    auto finding_shells = ask_all(host, facts_of_each("user", names, of_shells));
    const auto& exposed = co_await host.once(exposed_services);
    const auto accounts = sorted_out(co_await finding_shells, exposed.users);
    auto asking = ask_all(host, facts_of_each("user", accounts.used, of_used));
    auto asking_others = ask_all(host, facts_of_each("user", accounts.others, of_others));
    auto rows = expected_as_are(co_await superusers);
    append(rows, expected_as_are(co_await asking));
    std::vector<WrittenPart> parts;
    add_part(
        parts,
        "lets in nobody else",
        "Accounts that log in or run what listens: a shell, a group or a key more is a way in.",
        std::move(rows)
    );
    auto other_rows = expected_as_are(co_await asking_others);
    add_part(parts, "has accounts that nobody logs in with", first_of(all), std::move(other_rows));
    co_return parts;
}

Task<std::vector<WrittenPart>> learn_groups(Host& host) {
    auto listing = ask_texts(host, fact_of(about("groups"), "names"));
    const auto names = strong_ones(co_await listing);
    auto asking = ask_all(host, facts_of_each("group", names, of_groups));
    co_return one_part(
        "gives rights to nobody else",
        "Groups whose members may do more than others.",
        expected_as_are(co_await asking)
    );
}

}  // namespace muster
