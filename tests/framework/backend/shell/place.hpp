#pragma once

#include "framework/base/file_descriptor.hpp"

#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace muster::tests {

/// A folder of a test's own where a shell is let loose; anybody may enter it, and it is gone with
/// everything in it when the test ends.
class Place {
public:
    Place() {
        auto path = (std::filesystem::temp_directory_path() / "muster-shell-XXXXXX").string();
        if (::mkdtemp(path.data()) == nullptr)
            throw std::runtime_error("cannot make a temporary folder");
        path_ = path;
        std::filesystem::permissions(path_, std::filesystem::perms(0755));
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        std::error_code ignored;  // what is left of a test that failed is no reason to end here
        std::filesystem::remove_all(path_, ignored);
    }

    const std::string& path() const { return path_; }
    /// The path of something in it.
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

    /// These make something in it and say its path.
    std::string file(const std::string& name, const std::string& content, unsigned mode = 0644)
        const {
        auto path = *this / name;
        write_file(path, content, mode);
        return path;
    }
    std::string folder(const std::string& name) const {
        auto path = *this / name;
        std::filesystem::create_directories(path);
        return path;
    }
    std::string link(const std::string& name, const std::string& text) const {
        auto path = *this / name;
        std::filesystem::create_symlink(text, path);
        return path;
    }

private:
    std::string path_;
};

}  // namespace muster::tests
