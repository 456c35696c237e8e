#include "framework/base/xml/xpath.hpp"

#include "framework/base/error.hpp"
#include "framework/base/json/content.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>

namespace muster {

namespace {

pugi::xpath_query compiled(std::string_view expression) {
    try {
        return pugi::xpath_query(std::string(expression).c_str());
    } catch (const pugi::xpath_exception& error) {
        throw Broken(fmt::format(
            "\"{}\", column {}: {}",
            expression,
            error.result().offset + 1,
            error.result().description()
        ));
    }
}

std::string fault_at(std::string_view document, const pugi::xml_parse_result& parsed) {
    const auto offset = std::max<std::ptrdiff_t>(0, parsed.offset);
    const auto before = document.substr(0, static_cast<std::size_t>(offset));
    const auto line = static_cast<int>(1 + std::ranges::count(before, '\n'));
    return fault_text(parsed.description(), line, 0);
}

/// The string value of a node, by XPath's own rule (XPath 1.0, section 5).
std::string text_of(const pugi::xpath_node& node) {
    static const pugi::xpath_query whole("string(.)");
    return whole.evaluate_string(node);
}

}  // namespace

void check_xpath(std::string_view expression) {
    (void)compiled(expression);  // for its errors alone
}

XPathFound xpath_found(std::string_view document, std::string_view expression) {
    const auto query = compiled(expression);
    pugi::xml_document tree;
    const auto parsed = tree.load_buffer(document.data(), document.size());
    if (not parsed)
        return {{}, fault_at(document, parsed)};
    XPathFound found;
    if (query.return_type() != pugi::xpath_type_node_set) {
        found.texts.push_back(query.evaluate_string(tree));
        return found;
    }
    auto nodes = query.evaluate_node_set(tree);
    nodes.sort();
    for (const auto& node : nodes)
        found.texts.push_back(text_of(node));
    return found;
}

}  // namespace muster
