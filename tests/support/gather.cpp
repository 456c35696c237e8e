#include "tests/support/gather.hpp"

#include "framework/host/resource.hpp"
#include "framework/model/logic.hpp"
#include "framework/model/match.hpp"
#include "framework/model/outcome.hpp"
#include "tests/support/liar.hpp"

#include <cstdlib>

namespace muster::tests {

namespace {

/// How often each reading is tried again on lies: MUSTER_LIES, or not at all.
int lies_wanted() {
    static const auto* text = std::getenv("MUSTER_LIES");
    static const int wanted = text == nullptr ? 0 : std::atoi(text);
    return wanted;
}

/// Reads the facts from changed answers. A test that fails by that fails again: the lies are the same each time.
void read_from_lies(
    const Vocabulary& vocabulary,
    Liar& liar,
    const Platform& platform,
    const std::vector<Fact>& facts
) {
    constexpr std::size_t most = 100;  // a table of thousands says no more, and takes its time
    if (facts.size() > most)
        return;
    for (int i = 0; i < lies_wanted(); ++i) {
        liar.lie_by(static_cast<std::uint64_t>(i));
        Gatherer gatherer(vocabulary, liar, platform);
        for (const auto& finding : gatherer.gather(facts, Deadline(std::chrono::seconds(10))))
            (void)shown(finding);
    }
}

}  // namespace

Platform debian() {
    return {
        .family = "debian",
        .distribution = "debian",
        .version = "12.5",
        .codename = "bookworm",
        .arch = "x86_64",
        .kernel = "6.1.0-18-amd64",
        .virtualization = "none",
        .init = "systemd",
        .machine_id = "4d2f0f2c9e1b4a53a8d0c7b6e5f41234",
    };
}

Fact fact(std::string resource, std::string name, std::string attribute) {
    return {{std::move(resource), {Value(std::move(name))}}, std::move(attribute)};
}

Fact fact(
    std::string resource,
    std::string name,
    std::string attribute,
    std::vector<std::string> parameters
) {
    auto made = fact(std::move(resource), std::move(name), std::move(attribute));
    for (auto& parameter : parameters)
        made.parameters.emplace_back(Value(std::move(parameter)));
    return made;
}

Fact part(std::string view, Fact fact) {
    fact.subject.view = std::move(view);
    return fact;
}

Fact narrowed(std::string qualifier, std::vector<Value> arguments, Fact fact) {
    fact.subject.qualifiers.push_back({std::move(qualifier), {arguments.begin(), arguments.end()}});
    return fact;
}

std::vector<Finding> gather(
    Backend& host,
    std::span<const Resource> resources,
    const std::vector<Fact>& facts,
    Platform platform
) {
    const Vocabulary vocabulary({resources});
    Liar liar(host);
    Gatherer gatherer(vocabulary, liar, platform);
    auto findings = gatherer.gather(facts, Deadline(std::chrono::seconds(60)));
    read_from_lies(vocabulary, liar, platform, facts);
    return findings;
}

std::string shown(const Finding& finding) {
    if (const auto* why = std::get_if<CannotTell>(&finding.found))
        return "cannot tell: " + why->message;
    if (const auto* why = std::get_if<NotAsked>(&finding.found))
        return "not asked: " + why->reason;
    return to_shown(std::get<Value>(finding.found));
}

std::string found(
    Backend& host, std::span<const Resource> resources, const Fact& fact, Platform platform
) {
    return shown(gather(host, resources, {fact}, std::move(platform)).at(0));
}

std::string outcome(
    Backend& host,
    std::span<const Resource> resources,
    const Fact& fact,
    const Matcher& matcher,
    Platform platform
) {
    const auto finding = gather(host, resources, {fact}, std::move(platform)).at(0);
    auto truth = Truth::unknown;
    if (std::holds_alternative<NotAsked>(finding.found))
        truth = Truth::skipped;
    else if (const auto* value = std::get_if<Value>(&finding.found)) {
        const Vocabulary vocabulary({resources});
        const auto& entry = vocabulary.find(fact.subject.resource)->entry;
        const auto* attribute = find_attribute(entry, fact.subject.view, fact.attribute);
        truth = match(matcher, judged_value(*attribute, *value), host.now()).truth;
    }
    return std::string(name(outcome_of(truth)));
}

}  // namespace muster::tests
