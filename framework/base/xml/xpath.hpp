#pragma once

// XPath 1.0 over XML of a target. No entities but the five of XML are resolved, no other file is read.

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// Throws Broken, with the column, when `expression` is no XPath.
void check_xpath(std::string_view expression);

struct XPathFound {
    std::vector<std::string> texts;  ///< of each node; of a number, a text or a boolean: one
    std::string fault;               ///< not empty: the text is no XML
};

/// What an expression finds in a document, in document order. Throws Broken as `check_xpath` does.
XPathFound xpath_found(std::string_view document, std::string_view expression);

}  // namespace muster
