#include "framework/fleet/inventory/host_pattern.hpp"

#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/glob.hpp"
#include "framework/base/regex/regex.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/inventory/host_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

namespace muster {

namespace {

using Places = std::set<std::size_t>;

/// The terms of a pattern: between commas, else between colons that stand in no brackets.
std::vector<std::string> terms_of(std::string_view pattern) {
    const char separator = pattern.find(',') != std::string_view::npos ? ',' : ':';
    std::vector<std::string> terms(1);
    int depth = 0;
    for (const char sign : pattern) {
        depth += sign == '[' ? 1 : sign == ']' ? -1 : 0;
        if (sign == separator and depth <= 0)
            terms.emplace_back();
        else
            terms.back() += sign;
    }
    for (auto& term : terms)
        term = trimmed(term);
    std::erase(terms, "");
    return terms;
}

/// `@FILE` stands for the lines of the file.
std::vector<std::string> with_files_opened(const std::vector<std::string>& terms) {
    std::vector<std::string> opened;
    for (const auto& term : terms) {
        if (not term.starts_with('@')) {
            opened.push_back(term);
            continue;
        }
        const auto path = term.substr(1);
        const auto text = read_file(path);
        if (not text)
            throw Broken(fmt::format("{}: there is no such file", quoted(path)));
        for (const auto line : lines_of(*text))
            if (const auto name = trimmed(line); not name.empty() and not name.starts_with('#'))
                opened.emplace_back(name);
    }
    return opened;
}

/// `[0]`, `[-1]`, `[0:4]`, `[2:]` at the end of a term: which of so many are meant.
struct Subscript {
    std::int64_t first = 0;
    std::optional<std::int64_t> last = {};  ///< included; nothing: to the end

    std::vector<std::size_t> of(const std::vector<std::size_t>& places) const {
        const auto count = static_cast<std::int64_t>(places.size());
        const auto from = first < 0 ? first + count : first;
        const auto to = std::min(last.value_or(count - 1), count - 1);
        std::vector<std::size_t> some;
        for (auto i = std::max<std::int64_t>(from, 0); i <= to and from >= 0; ++i)
            some.push_back(places[static_cast<std::size_t>(i)]);
        return some;
    }
};

std::optional<Subscript> subscript_from(std::string_view inside) {
    const auto between = inside.find_first_of(":-", 1);
    if (between == std::string_view::npos) {
        const auto one = whole_number(inside);
        return one ? std::optional(Subscript{*one, *one < 0 ? std::nullopt : one}) : std::nullopt;
    }
    const auto first = whole_number(inside.substr(0, between));
    const auto end = inside.substr(between + 1);
    const auto last = end.empty() ? std::nullopt : whole_number(end);
    if (not first or *first < 0 or (not end.empty() and not last))
        return std::nullopt;
    return Subscript{*first, last};
}

class Matching {
public:
    explicit Matching(const Inventory& inventory) : inventory_(inventory) {}

    /// In the order of the inventory; throws Broken for nobody.
    std::vector<std::size_t> named_by(const std::string& term) const {
        auto places = found(term);
        if (places.empty() and known_role(term))
            throw Broken(fmt::format("the role {} has no members", quoted(term)));
        if (places.empty())
            throw Broken(
                fmt::format(
                    "{}: no target and no role of the inventory{}", quoted(term), near(term)
                ),
                {},
                "muster inventory lists them"
            );
        return places;
    }

private:
    std::vector<std::size_t> found(const std::string& term) const {
        if (term.starts_with('~')) {
            const Regex expression("^(?:" + term.substr(1) + ")");
            return that([&](const std::string& name) { return expression.found_in(name); });
        }
        const auto open = term.ends_with(']') ? term.rfind('[') : std::string::npos;
        if (open == std::string::npos or open == 0)
            return by_name_or_glob(term);
        const auto subscript =
            subscript_from(std::string_view(term).substr(open + 1, term.size() - open - 2));
        if (not subscript)
            return by_name_or_glob(term);
        const auto base = by_name_or_glob(term.substr(0, open));
        return base.empty() ? by_range(term) : subscript->of(base);
    }

    std::vector<std::size_t> by_name_or_glob(const std::string& term) const {
        if (term == "all" or term == "*")
            return that([](const std::string&) { return true; });
        if (term == "ungrouped" and not known_role(term))
            return without_roles();
        if (not is_glob(term))
            return that([&](const std::string& name) { return name == term; });
        return that([&](const std::string& name) { return glob_matches(term, name); });
    }

    /// `web[01-20]` names targets, not some of a role.
    std::vector<std::size_t> by_range(const std::string& term) const {
        const auto names = names_in_range(term, {});
        const std::set<std::string> wanted(names.begin(), names.end());
        return that([&](const std::string& name) { return wanted.contains(name); });
    }

    /// The targets of which the name or a role fits.
    template<class Fits>
    std::vector<std::size_t> that(const Fits& fits) const {
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < inventory_.targets.size(); ++i) {
            const auto& target = inventory_.targets[i];
            if (fits(target.name) or std::ranges::any_of(target.roles, fits))
                places.push_back(i);
        }
        return places;
    }

    std::vector<std::size_t> without_roles() const {
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < inventory_.targets.size(); ++i)
            if (inventory_.targets[i].roles.empty())
                places.push_back(i);
        return places;
    }

    bool known_role(const std::string& term) const {
        return std::ranges::count(inventory_.roles, term) > 0;
    }

    std::string near(const std::string& term) const {
        auto known = inventory_.roles;
        for (const auto& target : inventory_.targets)
            known.push_back(target.name);
        return did_you_mean(term, known);
    }

    const Inventory& inventory_;
};

}  // namespace

std::vector<std::size_t> targets_named(std::string_view pattern, const Inventory& inventory) {
    return targets_named(std::vector{std::string(pattern)}, inventory);
}

std::vector<std::size_t> targets_named(
    const std::vector<std::string>& patterns, const Inventory& inventory
) {
    std::vector<std::string> terms;
    for (const auto& pattern : patterns)
        // A name may hold what parts terms: `2001:db8::1`, `ssh://root@web:2222`.
        if (std::ranges::count(inventory.targets, pattern, &Target::name) > 0)
            terms.push_back(pattern);
        else
            for (auto& term : with_files_opened(terms_of(pattern)))
                terms.push_back(std::move(term));
    const auto pattern = join(patterns, ", ");
    if (terms.empty())
        throw Broken(fmt::format("{}: the pattern names nobody", quoted(pattern)));
    const Matching matching(inventory);
    const bool only_takes_away = std::ranges::all_of(terms, [](const std::string& term) {
        return term.starts_with('!') or term.starts_with('&');
    });
    Places chosen;
    const auto add = [&](const std::string& term) {
        for (const auto place : matching.named_by(term))
            chosen.insert(place);
    };
    if (only_takes_away)
        add("all");
    for (const auto& term : terms)
        if (not term.starts_with('!') and not term.starts_with('&'))
            add(term);
    for (const auto& term : terms) {
        if (not term.starts_with('!') and not term.starts_with('&'))
            continue;
        const auto named = matching.named_by(term.substr(1));
        const Places others(named.begin(), named.end());
        const bool keeps = term.starts_with('&');
        std::erase_if(chosen, [&](std::size_t place) { return others.contains(place) != keeps; });
    }
    if (chosen.empty())
        throw Broken(fmt::format("{}: nothing is left of these targets", quoted(pattern)));
    return {chosen.begin(), chosen.end()};
}

}  // namespace muster
