#include "framework/base/xml/xml.hpp"

#include "framework/base/error.hpp"
#include "framework/base/utf8.hpp"

#include <pugixml.hpp>

#include <sstream>

namespace muster {

namespace {

/// XML 1.0 (fifth edition), production 2, less the characters that deceive a reader.
bool may_stand(char32_t code) {
    if (code < 0x20)
        return code == '\t' or code == '\n';
    return code != 0x7F and code != 0xFFFE and code != 0xFFFF and not deceives(code);
}

void put(pugi::xml_node into, const XmlElement& element) {
    auto node = into.append_child(element.name.c_str());
    MUSTER_ASSERT(node);
    for (const auto& [name, value] : element.attributes)
        node.append_attribute(name.c_str()) = xml_text(value).c_str();
    for (const auto& child : element.children)
        put(node, child);
    if (not element.text.empty())
        node.append_child(pugi::node_pcdata).set_value(xml_text(element.text).c_str());
}

}  // namespace

XmlElement& XmlElement::add(XmlElement child) {
    return children.emplace_back(std::move(child));
}

std::string to_text(const XmlElement& root) {
    pugi::xml_document document;
    auto declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    put(document, root);
    std::ostringstream text;
    document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
    return text.str();
}

std::string xml_text(std::string_view bytes) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string text;
    while (not bytes.empty()) {
        const auto [code, length] = first_character(bytes);
        const auto used = length == 0 ? 1 : length;
        text += length != 0 and may_stand(code) ? bytes.substr(0, used) : replacement;
        bytes.remove_prefix(used);
    }
    return text;
}

}  // namespace muster
