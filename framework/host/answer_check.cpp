#include "framework/host/answer_check.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// Without those that doubled slashes make.
std::vector<std::string_view> components_of(std::string_view path) {
    auto parts = split(path, '/');
    std::erase_if(parts, [](std::string_view part) { return part.empty(); });
    return parts;
}

bool is_name(std::string_view name) {
    return not name.empty() and name != "." and name != ".."
           and name.find('/') == std::string_view::npos;
}

/// Paths of as many names as the pattern has, with the same ones where it has no sign of a pattern.
class Shape {
public:
    explicit Shape(std::string_view pattern) : names_(components_of(pattern)) {}

    bool fits(std::string_view path) const {
        return path.starts_with('/')
               and std::ranges::equal(
                   names_,
                   components_of(path),
                   [](std::string_view wanted, std::string_view name) {
                       const bool has_signs =
                           wanted.find_first_of("*?[\\") != std::string_view::npos;
                       return wanted == name or (has_signs and is_name(name));
                   }
               );
    }

private:
    std::vector<std::string_view> names_;
};

bool is_below(std::string_view folder, std::string_view path) {
    if (not path.starts_with(folder))
        return false;
    auto rest = path.substr(folder == "/" ? 0 : folder.size());
    if (not rest.starts_with('/'))
        return false;
    return std::ranges::all_of(split(rest.substr(1), '/'), is_name);
}

/// The first thing in an answer that was not asked for.
struct Stray {
    const Answer& answer;

    std::optional<std::string> operator()(const Glob& asked) const {
        const Shape shape(asked.pattern);
        return first_name([&](const auto& path) { return shape.fits(path); });
    }
    std::optional<std::string> operator()(const ListFolder& /*asked*/) const {
        return first_name(is_name);
    }
    std::optional<std::string> operator()(const Walk& asked) const {
        return first_name([&](const auto& path) { return is_below(asked.folder, path); });
    }
    std::optional<std::string> operator()(const ReadMatching& asked) const {
        const auto* files = std::get_if<std::vector<NamedContent>>(&answer);
        const Shape shape(asked.pattern);
        if (files != nullptr)
            for (const auto& file : *files)
                if (not shape.fits(file.path))
                    return file.path;
        return std::nullopt;
    }
    template<class Other>
    std::optional<std::string> operator()(const Other& /*asked*/) const {
        return std::nullopt;
    }

private:
    template<class Fits>
    std::optional<std::string> first_name(const Fits& fits) const {
        const auto* found = std::get_if<std::optional<Names>>(&answer);
        if (found != nullptr and *found)
            for (const auto& name : (*found)->names)
                if (not fits(name))
                    return name;
        return std::nullopt;
    }
};

}  // namespace

std::optional<CannotTell> why_no_answer(const Question& question, const Answer& answer) {
    const auto stray = std::visit(Stray{answer}, question);
    if (not stray)
        return std::nullopt;
    return CannotTell{
        Kind::unparsable,
        fmt::format(
            "{}: the target tells of {}, which is none of that",
            describe(question),
            quoted(*stray, 100)
        )};
}

}  // namespace muster
