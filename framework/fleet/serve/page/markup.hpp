#pragma once

// HTML that is well-formed XML as well. A text becomes markup by being escaped and in no other way: whoever forgets to
// escape has nothing to forget.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

class Markup {
public:
    Markup() = default;
    // NOLINTBEGIN(google-explicit-constructor): a text is markup of itself, escaped
    /// Text: nothing in it is markup. Control characters, bytes that are no UTF-8 and characters that hide or reorder
    /// text stand as `\x1b`; what is longer than 4000 bytes is cut, and says so.
    Markup(std::string_view text);
    Markup(const std::string& text) : Markup(std::string_view(text)) {}
    Markup(const char* text) : Markup(std::string_view(text)) {}
    // NOLINTEND(google-explicit-constructor)

    Markup& operator+=(const Markup& more);
    friend Markup operator+(Markup left, const Markup& right) { return std::move(left += right); }

    bool is_empty() const { return bytes_.empty(); }
    const std::string& bytes() const { return bytes_; }

private:
    friend class MarkupWriter;
    std::string bytes_;
};

/// Values are escaped like texts, names are ours.
using MarkupAttributes = std::vector<std::pair<std::string_view, std::string>>;

/// An element with its end tag.
Markup tag(std::string_view name, const Markup& inside);
Markup tag(std::string_view name, const MarkupAttributes& attributes, const Markup& inside);
/// One that never has an end tag in HTML: `meta`, `link`, `input`.
Markup lone_tag(std::string_view name, const MarkupAttributes& attributes);

/// The `<!DOCTYPE html>` that a document begins with.
std::string html_document(const Markup& root);

}  // namespace muster
