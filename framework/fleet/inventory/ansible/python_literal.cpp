#include "framework/fleet/inventory/ansible/python_literal.hpp"

#include "framework/base/regex/regex.hpp"

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
        case '"': return quoted_text();
        case '[': return items(']', depth);
        case '(': return items(')', depth);
        case '{': return members(depth);
        default: return word();
        }
    }

    std::optional<Json> quoted_text() {
        const char quote = rest_.front();
        std::string text;
        for (std::size_t i = 1; i < rest_.size(); ++i) {
            if (rest_[i] == quote) {
                rest_.remove_prefix(i + 1);
                return Json(std::move(text));
            }
            if (rest_[i] == '\\' and i + 1 < rest_.size()) {
                const char next = rest_[++i];
                if (next != quote and next != '\\')
                    text += '\\';  // other escapes stay as they are
                text += next;
            } else {
                text += rest_[i];
            }
        }
        return std::nullopt;
    }

    std::optional<Json> word() {
        static const Regex form(
            R"(\A(True|False|None|[+-]?(?:0|[1-9][0-9]*|[0-9]*\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][+-]?[0-9]+)?)(?:[\s,:\]\)}#]|\z))"
        );
        const auto found = form.captured_from(rest_);
        if (not found)
            return std::nullopt;
        rest_.remove_prefix(found->size());
        return *found == "None" ? Json() : Json(*found);
    }

    std::optional<Json> items(char end, int depth) {
        Json::Array all;
        rest_.remove_prefix(1);
        while (not takes(end)) {
            auto item = any(depth + 1);
            if (not item)
                return std::nullopt;
            all.push_back(std::move(*item));
            if (not takes(',') and not at(end))
                return std::nullopt;
        }
        return Json(std::move(all));
    }

    std::optional<Json> members(int depth) {
        Json::Object all;
        rest_.remove_prefix(1);
        while (not takes('}')) {
            const auto key = any(depth + 1);
            const auto* name = key ? key->as<std::string>() : nullptr;
            if (name == nullptr or not takes(':'))
                return std::nullopt;
            auto value = any(depth + 1);
            if (not value)
                return std::nullopt;
            std::erase_if(all, [&](const auto& one) { return one.first == *name; });
            all.emplace_back(*name, std::move(*value));
            if (not takes(',') and not at('}'))
                return std::nullopt;
        }
        return Json(std::move(all));
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
};

}  // namespace

std::optional<Json> python_literal(std::string_view text) {
    return Literal(text).whole();
}

}  // namespace muster
