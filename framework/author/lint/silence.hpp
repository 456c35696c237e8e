#pragma once

#include "framework/author/lint/finding.hpp"

#include <map>
#include <optional>
#include <string>

namespace muster {

/// Comments that silence: `muster: allow RULE`, several with commas, on the line of the finding or on one above that
/// holds nothing else. Files are read once; one that cannot be read silences nothing.
class SilencedLines {
public:
    bool covers(const LintFinding& finding);

private:
    const std::vector<std::string>& lines_of_file(const std::string& path);

    std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace muster
