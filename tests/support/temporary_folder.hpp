#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster {

/// A folder (0700) that is gone, with all in it, at the end of a test.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::string& path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }
    /// Writes a file (0600) and gives its path; folders in `name` are made.
    std::string write(const std::string& name, std::string_view content) const;

private:
    std::string path_;
};

struct Ended {
    int status = 0;
    std::string output;  ///< both streams
};

/// Runs a program to its end; its standard input is empty.
Ended run_program(const std::vector<std::string>& words);

}  // namespace muster
