#pragma once

// Other people's programs as judges of what we write.

#include <string>
#include <string_view>

namespace muster::tests {

struct ToolRun {
    int exit_status = 0;
    std::string output;  ///< standard output and standard error
};

/// Runs a line of shell to its end.
ToolRun run_tool(const std::string& line);

bool has_tool(const std::string& name);

/// A folder of its own that is removed with all that is in it.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    std::string path(std::string_view name) const { return folder_ + "/" + std::string(name); }
    /// Writes a file and gives its path.
    std::string file(std::string_view name, std::string_view content) const;

private:
    std::string folder_;
};

}  // namespace muster::tests
