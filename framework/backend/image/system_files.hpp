#pragma once

#include <string_view>

namespace muster {

/// Whether a path of a layer, without `/` at its front, is one where a system says what it is: its settings, packages and
/// units, and the shell, of which we learn the architecture. Most of what is asked of an image is read there.
bool describes_system(std::string_view path);

/// Whether bytes begin as those of a program or a library do. They are most of an image, and hardly anybody asks for
/// their content.
bool begins_like_program(std::string_view bytes);

}  // namespace muster
