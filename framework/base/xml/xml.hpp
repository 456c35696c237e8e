#pragma once

// XML as a plain value of ours: what the JUnit reporter writes. The only folder that knows pugixml.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// An element. Any bytes may stand in attributes and text: they are escaped, and what XML 1.0 cannot
/// hold at all (most control characters, malformed UTF-8) becomes U+FFFD.
struct XmlElement {
    std::string name;
    std::vector<std::pair<std::string, std::string>> attributes = {};
    std::vector<XmlElement> children = {};
    std::string text = {};  ///< behind the children

    /// Adds a child at the end; the reference holds until the next child is added.
    XmlElement& add(XmlElement child);
};

/// A whole document in UTF-8, indented by two blanks, with the declaration in front. Text keeps its
/// line ends and blanks.
std::string to_text(const XmlElement& root);

/// `bytes` with everything that XML 1.0 has no way to write replaced by U+FFFD (XML 1.0, "Char"), and
/// with characters that hide or reorder text replaced, too.
std::string xml_text(std::string_view bytes);

}  // namespace muster
