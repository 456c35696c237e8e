#include "framework/run/selection.hpp"

#include "framework/base/regex/regex.hpp"

#include <algorithm>
#include <optional>

namespace muster {

namespace {

bool share_one(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    return std::ranges::any_of(left, [&](const std::string& one) {
        return std::ranges::count(right, one) > 0;
    });
}

std::string full_name(const Spec& spec, const Row& row) {
    auto name = spec.title;
    for (const auto& heading : row.headings)
        name += " " + heading;
    return name + " " + (row.broken.empty() ? describe(row.expression) : row.broken);
}

/// A line names the row that stands there, or all rows of the spec that begins there.
bool on_line(const Spec& spec, const Row& row, const SpecFile& file) {
    const auto stands_on = [&](const Location& where, int line) {
        return where.line == line and where.file == file.path;
    };
    const auto wanted = [&](int line) {
        return stands_on(row.where, line) or stands_on(spec.where, line);
    };
    return file.lines.empty() or std::ranges::any_of(file.lines, wanted);
}

}  // namespace

void select(Plan& plan, const Selection& selection, const SpecFile& file) {
    std::optional<Regex> name;
    if (not selection.name.empty())
        name.emplace(selection.name);
    const auto row_wanted = [&](const Spec& spec, const Row& row) {
        const bool by_id = selection.ids.empty() or std::ranges::count(selection.ids, row.id) > 0
                           or std::ranges::count(selection.ids, row.given_id) > 0;
        return by_id and on_line(spec, row, file)
               and (not name or name->found_in(full_name(spec, row)));
    };
    const auto spec_wanted = [&](const Spec& spec) {
        return (selection.roles.empty() or share_one(selection.roles, spec.roles))
               and (selection.tags.empty() or share_one(selection.tags, spec.tags));
    };
    std::erase_if(plan.problems, [&](const Problem& problem) {
        return not problem.rule.empty() and not file.lines.empty()
               and std::ranges::count(file.lines, problem.where.line) == 0;
    });
    std::erase_if(plan.specs, [&](Spec& spec) {
        if (not spec_wanted(spec))
            return true;
        const bool whole = selection.is_everything() and file.lines.empty();
        if (spec.rows.empty())
            return not whole;
        if (not whole)
            spec.empty_blocks.clear();  // what is left out may be what stood there
        std::erase_if(spec.rows, [&](const Row& row) { return not row_wanted(spec, row); });
        return spec.rows.empty();
    });
}

}  // namespace muster
