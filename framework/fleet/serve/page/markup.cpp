#include "framework/fleet/serve/page/markup.hpp"

#include "framework/base/display.hpp"
#include "framework/base/xml/xml.hpp"

namespace muster {

namespace {

constexpr std::size_t longest_text = 4000;

void put_escaped(std::string& to, std::string_view text) {
    for (const char sign : xml_text(printable(text, longest_text))) {
        switch (sign) {
        case '&': to += "&amp;"; break;
        case '<': to += "&lt;"; break;
        case '>': to += "&gt;"; break;
        case '"': to += "&quot;"; break;
        case '\'': to += "&#39;"; break;
        default: to += sign;
        }
    }
}

}  // namespace

/// The only one that writes markup as it is.
class MarkupWriter {
public:
    static Markup written(
        std::string_view name, const MarkupAttributes& attributes, const Markup* inside
    ) {
        Markup markup;
        auto& to = markup.bytes_;
        to.append("<").append(name);
        for (const auto& [attribute, value] : attributes) {
            to.append(" ").append(attribute).append("=\"");
            put_escaped(to, value);
            to += '"';
        }
        if (inside == nullptr) {
            to += "/>";
            return markup;
        }
        to.append(">").append(inside->bytes_).append("</").append(name).append(">");
        return markup;
    }
};

Markup::Markup(std::string_view text) {
    put_escaped(bytes_, text);
}

Markup& Markup::operator+=(const Markup& more) {
    bytes_ += more.bytes_;
    return *this;
}

Markup tag(std::string_view name, const Markup& inside) {
    return MarkupWriter::written(name, {}, &inside);
}

Markup tag(std::string_view name, const MarkupAttributes& attributes, const Markup& inside) {
    return MarkupWriter::written(name, attributes, &inside);
}

Markup lone_tag(std::string_view name, const MarkupAttributes& attributes) {
    return MarkupWriter::written(name, attributes, nullptr);
}

std::string html_document(const Markup& root) {
    return "<!DOCTYPE html>\n" + root.bytes() + "\n";
}

}  // namespace muster
