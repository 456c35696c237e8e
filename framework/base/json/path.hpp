#pragma once

// Where in data a value stands: `servers[0].name`, `["a.b"]`, `[-1]`, `[*]`, or a JSON pointer
// (RFC 6901), which begins with a slash.

#include "framework/base/json/json.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

class DataPath {
public:
    /// Throws Broken, with the column, for what is no path. The empty path is the whole.
    static DataPath parse(std::string_view text);

    /// Whether it has a `[*]` and means any number of values.
    bool is_of_many() const;

    /// The values there; without a `[*]` one or none. An item that lacks what stands behind a `[*]` gives
    /// none.
    std::vector<const Json*> values_in(const Json& data) const;

    /// Whether what stands before the first `[*]` is there.
    bool leads_somewhere(const Json& data) const;

private:
    struct Every {};
    /// A token of a pointer: a member's name, or an index where there is an array.
    struct Token {
        std::string text;
    };
    using Step = std::variant<std::string, std::int64_t, Every, Token>;

    void read_pointer(std::string_view text);
    std::size_t read_brackets(std::string_view text, std::size_t at);
    std::size_t read_name(std::string_view text, std::size_t at);
    static void every_of(const Json& value, std::vector<const Json*>& found);
    static const Json* one_of(const Json& value, const Step& step);
    static std::vector<const Json*> next(const std::vector<const Json*>& from, const Step& step);

    std::vector<Step> steps_;
};

}  // namespace muster
