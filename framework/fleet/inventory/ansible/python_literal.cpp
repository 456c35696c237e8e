#include "framework/fleet/inventory/ansible/python_literal.hpp"

#include "framework/base/regex/regex.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace muster {

namespace {

/// Reads from the left; every step gives nothing where it finds something else.
class Literal {
public:
    explicit Literal(std::string_view text) : rest_(text) {}

    std::optional<Json> whole() {
        auto value = any(0);
        skip_blanks();
        const bool at_end = rest_.empty() or rest_.starts_with('#');
        return value and at_end ? value : std::nullopt;
    }

private:
    static constexpr int deepest = 50;

    std::optional<Json> any(int depth) {
        skip_blanks();
        if (rest_.empty() or depth > deepest)
            return std::nullopt;
        switch (rest_.front()) {
        case '\'':
        case '"': return quoted_texts();
        case '[': return items(']', depth);
        case '(': return tuple(depth);
        case '{': return members(depth);
        default: return word();
        }
    }

    /// Texts beside each other are one.
    std::optional<Json> quoted_texts() {
        std::string whole;
        do {
            const auto text = quoted_text();
            if (not text)
                return std::nullopt;
            whole += *text;
            skip_blanks();
        } while (rest_.starts_with('\'') or rest_.starts_with('"'));
        return Json(std::move(whole));
    }

    std::optional<std::string> quoted_text() {
        const char quote = rest_.front();
        std::string text;
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            if (rest_[i] == quote) {
                rest_.remove_prefix(i + 1);
                return text;
            }
            if (rest_[i] == '\\' and i + 1 < rest_.size())
                text += unescaped(rest_[++i]);
            else
                text += rest_[i];
        }
        return std::nullopt;
    }

    /// The usual ones; others stay as they are.
    static std::string unescaped(char sign) {
        switch (sign) {
        case 'n': return "\n";
        case 't': return "\t";
        case 'r': return "\r";
        case '\\':
        case '\'':
        case '"': return std::string(1, sign);
        default: return std::string("\\") + sign;
        }
    }

    /// `(1)` is 1, `(1,)` is a list.
    std::optional<Json> tuple(int depth) {
        auto all = items(')', depth);
        const auto* list = all ? all->as<Json::Array>() : nullptr;
        if (list != nullptr and list->size() == 1 and not ended_with_comma_)
            return Json(list->front());
        return all;
    }

    std::optional<Json> word() {
        static const Regex form(
            R"(\A(True|False|None|[+-]?(?:0|[1-9][0-9]*|[0-9]*\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][+-]?[0-9]+)?)(?:[\s,:\]\)}#]|\z))"
        );
        constexpr std::size_t longest = 64;
        const auto found = form.captured_from(rest_.substr(0, longest));
        if (not found)
            return std::nullopt;
        rest_.remove_prefix(found->size());
        return *found == "None" ? Json() : Json(*found);
    }

    std::optional<Json> items(char end, int depth) {
        Json::Array all;
        rest_.remove_prefix(1);
        bool comma = false;
        while (not takes(end)) {
            auto item = any(depth + 1);
            if (not item)
                return std::nullopt;
            all.push_back(std::move(*item));
            comma = takes(',');
            if (not comma and not at(end))
                return std::nullopt;
        }
        ended_with_comma_ = comma;
        return Json(std::move(all));
    }

    std::optional<Json> members(int depth) {
        std::map<std::string, Json> all;  // of equal keys the last counts
        std::vector<std::string> order;
        rest_.remove_prefix(1);
        while (not takes('}')) {
            const auto key = any(depth + 1);
            const auto* name = key ? key->as<std::string>() : nullptr;
            if (name == nullptr or not takes(':'))
                return std::nullopt;
            auto value = any(depth + 1);
            if (not value)
                return std::nullopt;
            if (not all.contains(*name))
                order.push_back(*name);
            all[*name] = std::move(*value);
            if (not takes(',') and not at('}'))
                return std::nullopt;
        }
        Json::Object members;
        for (const auto& one : order)
            members.emplace_back(one, std::move(all[one]));
        return Json(std::move(members));
    }

    bool at(char sign) {
        skip_blanks();
        return rest_.starts_with(sign);
    }

    bool takes(char sign) {
        if (not at(sign))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    void skip_blanks() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size()));
    }

    std::string_view rest_;
    bool ended_with_comma_ = false;
};

}  // namespace

std::optional<Json> python_literal(std::string_view text) {
    return Literal(text).whole();
}

}  // namespace muster
