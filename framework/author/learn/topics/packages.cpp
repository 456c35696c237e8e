#include "framework/author/learn/ask.hpp"
#include "framework/author/learn/topics.hpp"

#include <algorithm>
#include <array>

namespace muster {

namespace {

constexpr std::array<std::string_view, 1> of_paths = {"package"};
constexpr std::array<std::string_view, 3> of_serving = {"installed", "version", "held"};
constexpr std::array<std::string_view, 1> of_held = {"held"};
constexpr std::array<std::string_view, 1> of_chosen = {"installed"};

/// The packages that brought these files, each once.
std::vector<std::string> packages_in(const std::vector<Known>& known) {
    std::vector<std::string> packages;
    for (const auto& one : known)
        if (one.value and std::ranges::find(packages, to_plain(*one.value)) == packages.end())
            packages.push_back(to_plain(*one.value));
    return packages;
}

std::vector<std::string> without(
    std::vector<std::string> all, const std::vector<std::string>& known
) {
    std::erase_if(all, [&](const std::string& one) {
        return std::ranges::find(known, one) != known.end();
    });
    return all;
}

}  // namespace

Task<std::vector<WrittenPart>> learn_packages(Host& host) {
    auto choosing = ask_texts(host, names_where(about("packages"), "automatic", Value(false)));
    auto holding = ask_texts(host, names_where(about("packages"), "held", Value(true)));
    const auto& exposed = co_await host.once(exposed_services);
    auto owning = ask_all(host, facts_of_each("file", exposed.programs, of_paths));
    const auto serving = packages_in(co_await owning);
    auto facts = facts_of_each("package", serving, of_serving);
    append(facts, facts_of_each("package", without(co_await holding, serving), of_held));
    auto asking = ask_all(host, std::move(facts));
    const auto chosen = without(co_await choosing, serving);
    auto asking_chosen = ask_all(host, facts_of_each("package", chosen, of_chosen));
    std::vector<WrittenPart> parts;
    add_part(
        parts,
        "serves with packages that are not older than now",
        "What listens: a downgrade would bring its old faults back. Held packages get no security "
        "updates.",
        expected_as_are(co_await asking)
    );
    add_part(
        parts,
        "has the packages that somebody chose",
        "Installed on purpose, not as a dependency of others.",
        expected_as_are(co_await asking_chosen)
    );
    co_return parts;
}

}  // namespace muster
