#pragma once

// /etc/fstab as mount(8) reads it (fstab(5)).

#include "framework/host/host.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct FstabLine {
    std::string device;  ///< `UUID=x` of `UUID="x"`
    std::string path;    ///< decoded, without empty steps; `none` of swap
    std::string type;
    std::vector<std::string> options;
    std::string dump = "0";  ///< as written
    std::string pass = "0";
    int number = 0;  ///< of the line, from 1

    bool is_of_swap() const { return not path.starts_with('/'); }
};

struct Fstab {
    std::vector<FstabLine> lines;
    std::vector<FstabLine> commented_out;  ///< comments that would be lines
};

/// Lines with fewer than three fields say nothing.
Fstab parse_fstab(std::string_view text);

/// Once for all who ask. No file is an empty one.
Task<Fstab> fstab_table(Host& host);

/// The lines of one path in their order: those with this very path, else those whose path leads to the same
/// place. For Host::once.
Task<std::vector<FstabLine>> fstab_lines(Host& host, std::string path);

}  // namespace muster
