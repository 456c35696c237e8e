#pragma once

// Private keys as openssl and ssh-keygen make them.

#include "tests/support/tool.hpp"

#include <string>
#include <string_view>

namespace muster::tests {

/// A folder in which keys are made by lines of shell.
class KeyFolder {
public:
    /// Runs a line that leaves a file `key`, and gives what is in it. Throws with what the line said where it
    /// fails.
    std::string made(const std::string& line) const;
    /// Runs a line over a file `key` with these bytes; its output.
    std::string told(std::string_view key, const std::string& line) const;

private:
    std::string run(const std::string& line) const;

    ScratchFolder folder_;
};

}  // namespace muster::tests
