#include "framework/fleet/alert/forms/environment.hpp"

#include "framework/base/display.hpp"
#include "framework/base/folded_names.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/alert/notice.hpp"
#include "framework/fleet/alert/paragraphs.hpp"

#include <algorithm>

namespace muster {

namespace {

constexpr std::size_t longest = 2000;  // bytes of a value; all of them fit into any environment

std::string targets_of(const Message& message) {
    std::vector<std::string> names;
    for (const auto& notice : message.notices)
        if (not notice.of.target.empty())
            names.push_back(notice.of.target);
    return folded_names(names);
}

/// As the subject has it: problems before recoveries, then the gravest.
Notice first_of(const Message& message) {
    const auto found = std::ranges::max_element(message.notices, {}, [](const Notice& one) {
        return std::pair(one.kind != Notice::Kind::recovery, one.impact);
    });
    return found == message.notices.end() ? Notice() : *found;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> notice_environment(const Message& message) {
    const auto first = first_of(message);
    std::vector<std::pair<std::string, std::string>> variables = {
        {"KIND", std::string(name(first.kind))},
        {"FLEET", message.fleet},
        {"SUBJECT", subject_of(paragraphs_of(message))},
        {"TARGETS", targets_of(message)},
        {"COUNT", std::to_string(message.notices.size())},
        {"PAGE", message.page},
        {"TARGET", first.of.target},
        {"ROLES", join(first.roles, " ")},
        {"ID", first.of.id},
        {"SPEC", first.spec},
        {"STANDING", std::string(name(first.standing))},
        {"SINCE", told_time(first.since)},
        {"STATEMENT", first.statement},
        {"EXPECTED", first.expected},
        {"ACTUAL", first.actual},
        {"MESSAGE", first.message},
        {"HINT", first.hint},
        {"IMPACT", std::string(name(first.impact))},
        {"OWNER", first.owner},
        {"RUNBOOK", first.runbook},
        {"AGAIN", first.again},
    };
    for (auto& [variable, value] : variables) {
        variable.insert(0, "MUSTER_");
        value = printable(value, longest);
    }
    return variables;
}

}  // namespace muster
