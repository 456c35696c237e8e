#pragma once

#include "framework/base/json/json.hpp"
#include "framework/cli/arguments.hpp"

#include <string>

namespace muster {

/// The defaults of a working folder: `muster.yaml`, whose keys are options without their dashes, and
/// `vars` and `secrets`.
///
///     target: [ssh://web-01, ssh://web-02]
///     sudo: true
///     reporter: [console, junit=out.xml]
///     vars: {somaxconn: 1024}
///     secrets: {api: {env: API_TOKEN}}
///
/// The command line wins: an option that it has is not taken from the file at all.
struct DefaultsFile {
    std::map<std::string, std::vector<std::string>, std::less<>> options;  ///< by name, with dashes
    Json variables = Json::object();
    std::map<std::string, SecretSource> secrets = {};
};

/// Throws Broken with line and column for a key that is no option ("did you mean"), a flag that is
/// neither true nor false, a value where a flag stands.
DefaultsFile parse_defaults(std::string_view text, const std::string& file);

/// muster.yaml of the working folder; empty defaults when there is none.
DefaultsFile read_defaults();

/// Fills in what the command line has not said. Options that the command does not know are left out: the
/// file serves all commands.
void apply(const DefaultsFile& defaults, Arguments& arguments);

}  // namespace muster
