#pragma once

#include <string>

namespace muster {

/// What g++ or clang++ says of a spec, cut down to what its author needs: the first errors with their
/// lines of source, in the compiler's own words. Left out are its notes (every operator there is, with
/// the header it stands in), warnings and repetitions. A message of another form, a linker's, keeps its
/// last lines.
std::string essence_of(const std::string& compiler_message);

}  // namespace muster
