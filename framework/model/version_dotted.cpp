// Versions of platforms: numbers with dots between them (`12`, `22.04`, `3.19.1`).

#include "framework/model/version_rules.hpp"
#include "framework/model/version_text.hpp"

namespace muster {

namespace {

using version_text::compare_numbers;
using version_text::Reader;

std::string why_not_dotted(std::string_view text) {
    Reader reader{text};
    do {
        if (reader.take_digits().empty())
            return reader.fault();
    } while (reader.take('.'));
    return reader.at_end() ? std::string{} : reader.fault();
}

std::weak_ordering compare_dotted(std::string_view left, std::string_view right) {
    Reader a{left};
    Reader b{right};
    while (not a.at_end() or not b.at_end()) {
        // A number that one side lacks reads as an empty run, which is 0.
        if (const auto order = compare_numbers(a.take_digits(), b.take_digits());
            std::is_neq(order))
            return order;
        a.take('.');
        b.take('.');
    }
    return std::weak_ordering::equivalent;
}

}  // namespace

const VersionRules dotted_version_rules{why_not_dotted, compare_dotted};

}  // namespace muster
