#pragma once

#include "framework/model/reporter.hpp"

#include <string>
#include <string_view>

namespace muster {

enum class Shade { plain, strong, dim, good, bad, unsure, aside };

/// Colours, or nothing at all, around texts that are already safe for a terminal.
class Paint {
public:
    explicit Paint(Colours colours) : colours_(colours) {}

    std::string operator()(Shade shade, std::string_view text) const;

private:
    Colours colours_;
};

/// A sign and a shade for each outcome; they differ without colours, too. All are one column wide.
std::string_view sign(Outcome outcome);
Shade shade(Outcome outcome);

}  // namespace muster
