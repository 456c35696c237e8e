#pragma once

#include "framework/model/plan.hpp"
#include "framework/run/spec_files.hpp"

#include <string>
#include <vector>

namespace muster {

/// Which of the collected rows are wanted: `--role --tag --name --id` and `FILE:LINE`.
struct Selection {
    std::vector<std::string> roles;  ///< specs with one of these
    std::vector<std::string> tags;   ///< specs with one of these
    std::string name;                ///< a regular expression over title, headings and statement
    std::vector<std::string> ids;    ///< rows with one of these ids, stable or given

    bool is_everything() const {
        return roles.empty() and tags.empty() and name.empty() and ids.empty();
    }
};

/// Leaves out what is not wanted; a spec that loses all its rows by that goes, too. A spec that had none
/// stays: it is not verified. Throws Broken for a name that is no regular expression.
void select(Plan& plan, const Selection& selection, const SpecFile& file);

}  // namespace muster
