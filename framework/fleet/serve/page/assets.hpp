#pragma once

#include <string_view>

namespace muster {

// The files style.css and script.js of this folder, which cmake/embed.cmake makes part of the program.

/// How the page looks: light and dark as the reader's system has it, on a telephone and on paper.
std::string_view page_style();

/// What keeps the page up to date, narrows it down and moves by keys. Without it everything can be read and done.
std::string_view page_script();

}  // namespace muster
