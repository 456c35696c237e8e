#pragma once

#include "framework/base/file_descriptor.hpp"

#include <string>
#include <string_view>

namespace muster {

/// A known_hosts file that no disk holds: of keys that an inventory names, or that are believed for one run. It is gone
/// with the process, however that ends.
class KnownHostsInMemory {
public:
    /// Throws Broken where the kernel has no memory to give.
    explicit KnownHostsInMemory(std::string_view content);

    /// As the system's ssh reads it, too, while this process lives.
    const std::string& path() const { return path_; }

private:
    FileDescriptor file_;
    std::string path_;
};

}  // namespace muster
