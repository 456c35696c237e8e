#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/cli/ask_addresses.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/known_targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace muster {

namespace {

Json addresses_json(const Target& target) {
    auto addresses = Json::object();
    for (const auto& [network, address] : target.addresses)
        if (not network.empty())
            addresses.add(network, address);
    return addresses;
}

Json target_json(const Target& target) {
    Json json(Json::Object{
        {"name", target.name},
        {"url", target.url},
        {"roles", Json(Json::Array(target.roles.begin(), target.roles.end()))},
        {"addresses", addresses_json(target)},
        {"variables", target.variables}});
    auto untold = Json::object();
    for (const auto& [name, reason] : target.untold)
        untold.add(name, reason);
    if (not target.untold.empty())
        json.add("untold", std::move(untold));
    if (not target.trouble.empty())
        json.add("trouble", target.trouble);
    return json;
}

void print_json(const std::vector<Target>& targets, std::ostream& out) {
    Json::Array all;
    for (const auto& target : targets)
        all.push_back(target_json(target));
    out << to_text(Json(std::move(all)), 2) << "\n";
}

std::string addresses_text(const Target& target) {
    std::vector<std::string> words;
    for (const auto& [network, address] : target.addresses)
        if (not network.empty())
            words.push_back(escaped(network) + " " + escaped(address));
    return join(words, ", ");
}

using Line = std::array<std::string, 4>;

void print_lines(const std::vector<Line>& lines, std::ostream& out) {
    std::array<std::size_t, 4> widths{};
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths.at(i) = std::max(widths.at(i), display_width(line.at(i)));
    for (const auto& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i)
            text += padded(line.at(i), widths.at(i)) + "  ";
        out << text.substr(0, text.find_last_not_of(' ') + 1) << "\n";
    }
}

void print_text(const std::vector<Target>& targets, std::ostream& out) {
    std::vector<Line> lines;
    for (const auto& target : targets)
        lines.push_back(
            {escaped(target.name),
             target.trouble.empty() ? escaped(target.url) : "! " + printable(target.trouble),
             printable(join(target.roles, ", ")),
             addresses_text(target)}
        );
    print_lines(lines, out);
}

}  // namespace

int command_inventory(const Invocation& invocation) {
    const auto& arguments = invocation.arguments;
    const auto form = arguments.one_of("--format", {"text", "json"});
    const KnownTargets known(arguments);
    if (not known.inventory())
        throw Broken("there is no inventory", {}, "give one with -i, or name it in muster.yaml");
    if (arguments.has("--addresses"))
        return ask_addresses(known, invocation);
    const auto targets = known.chosen();
    if (form == "json")
        print_json(targets, invocation.out);
    else
        print_text(targets, invocation.out);
    return 0;
}

}  // namespace muster
