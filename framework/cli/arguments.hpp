#pragma once

#include "framework/base/clock.hpp"
#include "framework/base/json/json.hpp"
#include "framework/model/target.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

/// What the command line says, checked against the table but not yet given a meaning.
class Arguments {
public:
    std::string command;
    std::vector<std::string> operands;
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    /// Options that the command line does not have and muster.yaml has.
    std::set<std::string, std::less<>> by_default = {};
    Json variables = Json::object();                   ///< `vars` of muster.yaml
    std::map<std::string, SecretSource> secrets = {};  ///< `secrets` of muster.yaml

    bool has(std::string_view option) const { return options.contains(option); }
    /// All values of an option, in order.
    std::vector<std::string> all(std::string_view option) const;
    /// The last value of an option, else its fallback.
    std::string text(std::string_view option) const;
    /// Throws Broken for what is no such number, size or duration, with the option's name.
    std::size_t number(std::string_view option) const;
    std::uint64_t bytes(std::string_view option) const;
    Nanoseconds duration(std::string_view option) const;
    /// Throws Broken when it is none of `known`.
    std::string one_of(std::string_view option, const std::vector<std::string>& known) const;
};

/// What main does before any command: print a text and leave.
struct Printed {
    std::string text;
    int exit_status = 0;
};

/// Reads a command line. Gives Printed for --help and --version; throws Broken for wrong usage, with the
/// nearest right word.
std::variant<Arguments, Printed> parse_arguments(const std::vector<std::string>& words);

/// The text of `muster --help`, and of `muster COMMAND --help`.
std::string help_text();
std::string help_text(std::string_view command);

}  // namespace muster
