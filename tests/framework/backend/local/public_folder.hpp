#pragma once

#include "framework/base/file_descriptor.hpp"

#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace muster::tests {

/// A folder of a test's own, gone with everything in it when the test ends. Everybody may enter it.
class PublicFolder {
public:
    PublicFolder() {
        auto path = (std::filesystem::temp_directory_path() / "muster-test-XXXXXX").string();
        if (::mkdtemp(path.data()) == nullptr)
            throw std::runtime_error("cannot make a temporary folder");
        path_ = path;
        std::filesystem::permissions(path_, std::filesystem::perms(0755));
    }
    PublicFolder(const PublicFolder&) = delete;
    PublicFolder& operator=(const PublicFolder&) = delete;
    ~PublicFolder() {
        std::error_code
            ignored;  // what is left of a test that failed half-way is no reason to end here
        std::filesystem::remove_all(path_, ignored);
    }

    const std::string& path() const { return path_; }
    /// The path of something in it.
    std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

    /// Makes a file and says its path.
    std::string file(std::string_view name, std::string_view content, unsigned mode = 0644) const {
        auto path = *this / name;
        write_file(path, content, mode);
        return path;
    }
    std::string folder(std::string_view name) const {
        auto path = *this / name;
        std::filesystem::create_directories(path);
        return path;
    }
    std::string link(std::string_view name, const std::string& text) const {
        auto path = *this / name;
        std::filesystem::create_symlink(text, path);
        return path;
    }

private:
    std::string path_;
};

}  // namespace muster::tests
