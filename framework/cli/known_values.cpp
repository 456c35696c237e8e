#include "framework/cli/known_values.hpp"

#include "framework/base/display.hpp"

#include <fmt/format.h>

namespace muster {

KnownValues known_values(const Json& facts) {
    KnownValues values;
    if (const auto* members = facts.as<Json::Object>())
        for (const auto& [id, value] : *members)
            values.emplace(id, bytes_from_json(value));
    return values;
}

std::size_t print_differences(
    const KnownValues& one, const KnownValues& other, std::string_view indent, std::ostream& out
) {
    const auto print = [&](char sign, const std::string& id, const std::string& value) {
        out << fmt::format("{}{} {}: {}\n", indent, sign, printable(id), printable(value));
    };
    auto all = one;
    all.insert(other.begin(), other.end());
    std::size_t count = 0;
    for (const auto& [id, unused] : all) {
        const auto before = one.find(id);
        const auto after = other.find(id);
        if (before != one.end() and after != other.end() and before->second == after->second)
            continue;
        ++count;
        if (before != one.end())
            print('-', id, before->second);
        if (after != other.end())
            print('+', id, after->second);
    }
    return count;
}

}  // namespace muster
