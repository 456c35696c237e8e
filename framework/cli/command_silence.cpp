#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/watch_store.hpp"
#include "framework/fleet/alert/silencing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace muster {

namespace {

/// What is watched, as far as a silence may name it.
struct Names {
    std::set<std::string> targets;
    std::set<std::string> roles;
    std::set<std::string> ids;
};

Names names_in(const Store& store) {
    Names names;
    for (const auto& target : store.targets()) {
        if (target.retired)
            continue;
        names.targets.insert(target.name);
        names.roles.insert(target.roles.begin(), target.roles.end());
    }
    for (const auto& state : store.states())
        if (state.of.is_expectation())
            names.ids.insert(state.of.id);
    return names;
}

bool fits_any(const std::string& pattern, const std::set<std::string>& names) {
    return std::ranges::any_of(names, [&](const std::string& name) {
        return name == pattern or glob_matches(pattern, name, GlobOf::texts);
    });
}

std::vector<std::string> all_of(const Names& names) {
    std::vector<std::string> all(names.targets.begin(), names.targets.end());
    all.insert(all.end(), names.roles.begin(), names.roles.end());
    all.insert(all.end(), names.ids.begin(), names.ids.end());
    return all;
}

/// `web1`, `app` or `proxy / nginx is there / *`: a target before a role before ids, or as `target:`, `role:` and `id:` say.
/// What names nobody would be a silence that silences nothing: Broken.
void take_word(const std::string& word, const Names& names, Silence& silence) {
    const auto rest_of = [&](std::string_view prefix) { return word.substr(prefix.size()); };
    const auto take = [&](std::string& place, std::string text, const std::set<std::string>& known
                      ) {
        if (not fits_any(text, known))
            throw Broken(fmt::format(
                "{}: nothing that is watched has this name{}",
                escaped(text),
                did_you_mean(text, all_of(names))
            ));
        if (not place.empty())
            throw Broken(
                fmt::format("{} and {}: a thing cannot be both", escaped(place), escaped(text)),
                {},
                "silence one at a time, or write a glob"
            );
        place = std::move(text);
    };
    if (word.starts_with("target:"))
        return take(silence.target, rest_of("target:"), names.targets);
    if (word.starts_with("role:"))
        return take(silence.role, rest_of("role:"), names.roles);
    if (word.starts_with("id:"))
        return take(silence.id, rest_of("id:"), names.ids);
    if (fits_any(word, names.targets))
        return take(silence.target, word, names.targets);
    if (fits_any(word, names.roles))
        return take(silence.role, word, names.roles);
    take(silence.id, word, names.ids);
}

std::string scope_words(const Silence& silence) {
    std::vector<std::string> words;
    for (const auto& [what, name] :
         {std::pair("target ", &silence.target),
          std::pair("role ", &silence.role),
          std::pair("", &silence.id)})
        if (not name->empty())
            words.push_back(what + printable(*name));
    return words.empty() ? "everything" : join(words, ", ");
}

void print_silence(const Silence& silence, std::ostream& out) {
    out << fmt::format(
        "{}  {}  {}  {}: {} ({})\n",
        silence.number,
        silence.kind == Silence::Kind::ack ? "ack    " : "silence",
        silence.until == Instant{} ? "as long as the problem"
                                   : "until " + shown_time(silence.until),
        scope_words(silence),
        printable(silence.reason),
        printable(silence.who)
    );
}

/// How long, as --for says. Throws Broken for no time and for more than a year.
Nanoseconds time_of(const Arguments& arguments) {
    constexpr auto longest = std::chrono::hours(24 * 366);
    const auto time = arguments.duration("--for");
    if (time <= Nanoseconds::zero() or time > longest)
        throw Broken("--for: more than nothing, and at most a year");
    return time;
}

int end(const Invocation& invocation, Store& store) {
    const auto number = whole_number(invocation.arguments.text("--end"));
    const auto now = system_now();
    const auto all = store.silences(now);
    if (not number or std::ranges::count(all, *number, &Silence::number) == 0)
        throw Broken(
            fmt::format("--end {}: there is no such silence", invocation.arguments.text("--end")),
            {},
            "muster silence lists them"
        );
    store.end_silence(*number, now);
    auto ended = *std::ranges::find(all, *number, &Silence::number);
    ended.who = who_asks();
    (void)store.add(event_of_silence(ended, "no longer silenced", now));
    return 0;
}

int keep(const Invocation& invocation, Silence silence, Store& store) {
    const auto& arguments = invocation.arguments;
    if (not arguments.has("--reason"))
        throw Broken("--reason says why, to whoever is on call next");
    silence.from = system_now();
    silence.reason = arguments.text("--reason");
    silence.who = who_asks();
    const auto names = names_in(store);
    for (const auto& word : arguments.operands)
        take_word(word, names, silence);
    silence.number = store.add(silence);
    (void)store.add(event_of_silence(
        silence, silence.kind == Silence::Kind::ack ? "acknowledged" : "silenced", silence.from
    ));
    print_silence(silence, invocation.out);
    return 0;
}

int list(const Invocation& invocation, const Store& store) {
    const auto all = store.silences(system_now());
    for (const auto& silence : all)
        print_silence(silence, invocation.out);
    if (all.empty())
        invocation.err << "muster: nothing is silenced\n";
    return 0;
}

}  // namespace

int command_silence(const Invocation& invocation) {
    const auto store = store_of(invocation.arguments);
    if (invocation.arguments.has("--end"))
        return end(invocation, *store);
    if (invocation.arguments.operands.empty())
        return list(invocation, *store);
    if (not invocation.arguments.has("--for"))
        throw Broken("--for says how long, as 2h; a silence without an end is forgotten");
    Silence silence;
    silence.until = system_now() + time_of(invocation.arguments);
    return keep(invocation, silence, *store);
}

int command_ack(const Invocation& invocation) {
    Silence silence;
    silence.kind = Silence::Kind::ack;
    if (invocation.arguments.has("--for"))
        silence.until = system_now() + time_of(invocation.arguments);
    return keep(invocation, silence, *store_of(invocation.arguments));
}

}  // namespace muster
