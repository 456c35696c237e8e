#include "framework/run/platform_memory.hpp"

#include "framework/base/crypto/digest.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/model/plan_codec.hpp"
#include "framework/run/spec_program.hpp"

#include <filesystem>

namespace muster {

namespace fs = std::filesystem;

std::string PlatformMemory::file_of(const std::string& identity) const {
    return folder_ + "/" + hex_digest(DigestAlgorithm::sha256, identity);
}

std::optional<Platform> PlatformMemory::recall(const std::string& identity) const {
    if (folder_.empty() or identity.empty())
        return std::nullopt;
    try {
        const auto content = read_file(file_of(identity));
        return content ? std::optional(platform_from_json(parse_json(*content))) : std::nullopt;
    } catch (const Broken&) {
        return std::nullopt;  // of another version, or half a disk: asked anew and written over
    }
}

void PlatformMemory::remember(const std::string& identity, const Platform& platform) const {
    if (folder_.empty() or identity.empty())
        return;
    try {
        std::error_code unwritable;
        fs::create_directories(folder_, unwritable);
        write_file(file_of(identity), to_text(to_json(platform)), 0600);
    } catch (const Broken&) {
        return;  // see the header: forgetting is no error
    }
}

std::string platform_memory_folder() {
    return (fs::path(spec_cache_folder()).parent_path() / "targets").string();
}

}  // namespace muster
