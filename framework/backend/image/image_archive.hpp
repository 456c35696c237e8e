#pragma once

// Images of containers, as files: the layout of OCI (a folder or an archive of it), and what `docker save` writes.
// Nothing is unpacked to disk.

#include "framework/backend/files/file_tree.hpp"
#include "framework/backend/image/layer.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace muster {

/// Which form counts where a file has both, as those of newer Dockers do.
enum class ImageForm { oci, docker };

struct ImageChoice {
    ImageForm form = ImageForm::oci;
    std::string name = {};      ///< `app:1.2`, of several in one file; empty: the only one
    std::string platform = {};  ///< `linux/arm64`; empty: of several that of this machine
};

/// Reads the file once, from its beginning to its end. Throws CannotTell: it cannot be read, is no image, is of another
/// platform, has several and none was chosen, is beyond a limit, or a piece that it uses is not what its digest says.
std::unique_ptr<FileTree> open_image(
    const std::string& path, const ImageChoice& choice, const LayerLimits& limits, Deadline deadline
);

/// One image of a file: its configuration and its layers, by the names of their pieces.
struct ImageManifest {
    std::string configuration;
    std::string digest;               ///< of its manifest; empty where it has none
    std::vector<std::string> layers;  ///< the lowest first
};

/// The image that is chosen, by the texts of a file: null where one is not there. Throws CannotTell.
using TextOf = std::function<const std::string*(const std::string& name)>;
ImageManifest chosen_image(const TextOf& text_of, const ImageChoice& choice);

/// "linux/amd64", as images name the platform of this machine.
std::string platform_of_this_machine();

}  // namespace muster
