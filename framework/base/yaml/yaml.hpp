#pragma once

// YAML as a tree of ours, every node with its place. The only folder that knows yaml-cpp.
//
// Scalars stay text: what they mean is decided by who reads them, never by YAML's own guess ("no" is a
// text, 1.10 is not 1.1).

#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace muster {

struct Yaml {
    struct Scalar {
        std::string text;
        bool quoted = false;  ///< "3" and 3 are two things where the reader says so
    };
    struct Member;
    using Sequence = std::vector<Yaml>;
    using Mapping = std::vector<Member>;

    std::variant<std::monostate, Scalar, Sequence, Mapping> content;  ///< monostate: null, nothing
    Location where;
    std::string tag = {};  ///< an explicit one: "!vault", "tag:yaml.org,2002:str"

    template<class T>
    const T* as() const {
        return std::get_if<T>(&content);
    }
};

struct Yaml::Member {
    std::string key;
    Yaml value;
    Location where = {};  ///< of the key
};

/// The documents of a file. Throws Broken with line and column for what is no YAML, a key that stands
/// twice (YAML 1.2, 3.2.1.3: keys are unique), a key that is no scalar, nesting deeper than 100 levels
/// or more than `most_nodes` nodes (aliases count each time).
std::vector<Yaml> parse_yaml(
    std::string_view text, const std::string& file, std::size_t most_nodes = 100'000
);

/// The same data with scalars as texts: what variables are kept as.
Json to_json(const Yaml& node);

/// A text as a scalar that every reader of YAML takes for this text: a plain word or url, else in double quotes.
std::string yaml_scalar(std::string_view text);

}  // namespace muster
