#pragma once

#include <string_view>

namespace muster {

/// How the page looks: light and dark as the reader's system has it, narrow on a telephone, without fonts, images or
/// anything else from elsewhere.
extern const std::string_view html_style;

/// What narrows the page down: by words, outcome, target and role; `report.html#q=web-03` begins with words. Without it
/// everything is there to be read.
extern const std::string_view html_script;

}  // namespace muster
