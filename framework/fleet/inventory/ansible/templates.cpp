#include "framework/fleet/inventory/ansible/templates.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

namespace muster {

namespace {

/// Why a value cannot be told.
struct Untold {
    std::string reason;
};

bool is_name_letter(char sign) {
    return (sign >= 'a' and sign <= 'z') or (sign >= 'A' and sign <= 'Z')
           or (sign >= '0' and sign <= '9') or sign == '_';
}

/// The steps of `a.b['c'][0]`; nothing for an expression of another form.
std::optional<std::vector<std::string>> path_of(std::string_view expression) {
    std::vector<std::string> steps;
    auto rest = trimmed(expression);
    while (not rest.empty()) {
        if (rest.starts_with('[') and not steps.empty()) {
            const auto close = rest.find(']');
            if (close == std::string_view::npos)
                return std::nullopt;
            auto inside = trimmed(rest.substr(1, close - 1));
            const bool quoted = inside.size() >= 2 and (inside[0] == '\'' or inside[0] == '"')
                                and inside.back() == inside[0];
            if (quoted)
                inside = inside.substr(1, inside.size() - 2);
            else if (not whole_number(inside))
                return std::nullopt;
            steps.emplace_back(inside);
            rest.remove_prefix(close + 1);
            continue;
        }
        if (not steps.empty()) {
            if (not rest.starts_with('.'))
                return std::nullopt;
            rest.remove_prefix(1);
        }
        std::size_t width = 0;
        while (width < rest.size() and is_name_letter(rest[width]))
            ++width;
        if (width == 0)
            return std::nullopt;
        steps.emplace_back(rest.substr(0, width));
        rest.remove_prefix(width);
    }
    return steps.empty() ? std::nullopt : std::optional(steps);
}

bool is_template(std::string_view text) {
    return text.find("{{") != std::string_view::npos or text.find("{%") != std::string_view::npos
           or text.find("{#") != std::string_view::npos;
}

/// Values in it, itself included.
std::size_t size_of(const Json& value) {
    std::size_t size = 1;
    if (const auto* list = value.as<Json::Array>())
        for (const auto& item : *list)
            size += size_of(item);
    if (const auto* object = value.as<Json::Object>())
        for (const auto& member : *object)
            size += size_of(member.second);
    return size;
}

class Filling {
public:
    explicit Filling(const Variables& variables) : variables_(variables) {}

    /// Each is filled in once.
    const Json& variable(const std::string& name) {
        if (const auto known = filled_.find(name); known != filled_.end())
            return known->second;
        const auto found = variables_.find(name);
        if (found == variables_.end())
            throw Untold{fmt::format("it names {}, which is not set", quoted(name))};
        if (not found->second.untold.empty())
            throw Untold{fmt::format("it names {}: {}", quoted(name), found->second.untold)};
        if (found->second.is_literal)
            return found->second.value;
        if (not in_work_.insert(name).second)
            throw Untold{fmt::format("{} names itself", quoted(name))};
        constexpr std::size_t deepest = 100;
        if (in_work_.size() > deepest)
            throw Untold{"names in it lead to names more than 100 deep"};
        auto value = filled(found->second.value);
        in_work_.erase(name);
        return filled_.emplace(name, std::move(value)).first->second;
    }

    /// Afterwards nothing is in work, whatever was thrown.
    Json fill(const std::string& name) {
        in_work_.clear();
        evaluated_ = 0;
        produced_ = 0;
        return variable(name);
    }

    Json filled(const Json& value) {
        if (const auto* text = value.as<std::string>())
            return is_template(*text) ? filled_text(*text) : value;
        if (const auto* list = value.as<Json::Array>()) {
            Json::Array items;
            for (const auto& item : *list)
                items.push_back(filled(item));
            return Json(std::move(items));
        }
        if (const auto* object = value.as<Json::Object>()) {
            Json::Object members;
            for (const auto& [name, member] : *object)
                members.emplace_back(name, filled(member));
            return Json(std::move(members));
        }
        return value;
    }

private:
    Json filled_text(const std::string& text) {
        constexpr std::size_t most = 1UL << 20;  // names may double a text again and again
        const auto whole = trimmed(text);
        if (whole.starts_with("{{") and whole.find("}}") == whole.size() - 2)
            return expression(whole.substr(2, whole.size() - 4));
        std::string result;
        std::string_view rest = text;
        while (is_template(rest)) {
            const auto open = rest.find('{');
            if (not rest.substr(open).starts_with("{{")) {
                if (rest.substr(open).starts_with("{%") or rest.substr(open).starts_with("{#"))
                    throw Untold{
                        fmt::format("nobody but Ansible can evaluate {}", quoted(text, 80))};
                result += rest.substr(0, open + 1);
                rest.remove_prefix(open + 1);
                continue;
            }
            const auto close = rest.find("}}", open);
            if (close == std::string_view::npos)
                throw Untold{fmt::format("the braces of {} are not closed", quoted(text, 80))};
            result += rest.substr(0, open);
            result += text_of(expression(rest.substr(open + 2, close - open - 2)), text);
            rest.remove_prefix(close + 2);
            if (result.size() > most)
                throw Untold{"it is larger than a mebibyte"};
        }
        return Json(result + std::string(rest));
    }

    static std::string text_of(const Json& value, const std::string& within) {
        if (const auto* text = value.as<std::string>())
            return *text;
        throw Untold{fmt::format("a list or a map stands within the text {}", quoted(within, 80))};
    }

    Json expression(std::string_view inside) {
        constexpr int most = 10'000;  // names in lists may double, too
        if (++evaluated_ > most)
            throw Untold{"it names too much"};
        const auto steps = path_of(inside);
        if (not steps)
            throw Untold{fmt::format(
                "nobody but Ansible can evaluate \"{{{{ {} }}}}\"", escaped(trimmed(inside), 80)
            )};
        auto value = variable(steps->front());
        constexpr std::size_t most_values = 100'000;
        produced_ += size_of(value);
        if (produced_ > most_values)
            throw Untold{"it is too large"};
        for (std::size_t i = 1; i < steps->size(); ++i)
            value = part_of(value, (*steps)[i], inside);
        return value;
    }

    static Json part_of(const Json& value, const std::string& step, std::string_view inside) {
        const auto* list = value.as<Json::Array>();
        const auto index = list == nullptr ? std::nullopt : whole_number(step);
        if (index and *index >= 0 and *index < static_cast<std::int64_t>(list->size()))
            return (*list)[static_cast<std::size_t>(*index)];
        if (const auto* member = value.find(step))
            return *member;
        throw Untold{
            fmt::format("there is no {} in {}", quoted(step), quoted(trimmed(inside), 80))};
    }

    const Variables& variables_;
    std::map<std::string, Json> filled_;
    std::set<std::string> in_work_;
    int evaluated_ = 0;
    std::size_t produced_ = 0;  ///< values that names brought
};

Variables with_magic(
    const std::string& host, const std::vector<std::string>& groups, const Variables& variables
) {
    auto all = variables;
    all["inventory_hostname"] = {Json(host)};
    all["inventory_hostname_short"] = {Json(host.substr(0, host.find('.')))};
    all["group_names"] = {Json(Json::Array(groups.begin(), groups.end()))};
    return all;
}

}  // namespace

void fill_templates(
    const std::string& host, const std::vector<std::string>& groups, Variables& variables
) {
    const auto all = with_magic(host, groups, variables);
    Filling filling(all);
    for (auto& [name, variable] : variables) {
        if (not variable.untold.empty())
            continue;
        try {
            variable.value = filling.fill(name);
        } catch (const Untold& untold) {
            variable.untold = fmt::format("{} ({})", untold.reason, to_string(variable.where));
        }
    }
}

}  // namespace muster
