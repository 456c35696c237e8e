#pragma once

// All pieces of a file with images: what describes them, and an index of whatever may be a layer, as which of them are is
// not known before the end. So it is with digests: each piece has its own, and only one that is used must be right.

#include "framework/backend/image/layer.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/json/json.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace muster {

class Pieces {
public:
    /// `reader` outlives this.
    explicit Pieces(LayerReader& reader) : reader_(reader) {}

    /// Reads a piece, to its end where its digest may matter.
    void look(const std::string& name, const ArchiveReader::Supply& bytes);

    /// A text; null where there is none of that name. Throws CannotTell where it is not what it is named after.
    const std::string* text(const std::string& name) const;
    /// One layer may lie in several places of an image: it is given away at the last of them. Throws CannotTell where there
    /// is no such layer, it cannot be read, or is not what it is named after.
    Layer layer(const std::string& name, bool is_last);
    /// Throws CannotTell where a layer that is not named after its digest has another one than the configuration says
    /// (`diff_ids`); one that says nothing is believed.
    void require_layers_of(const Json& configuration, const std::vector<std::string>& layers) const;

private:
    struct Indexed {
        Layer layer = {};
        std::string why_not = {};  ///< of a piece that may belong to another image, or be no layer
        std::string unpacked =
            {};  ///< its SHA-256 when unpacked, where no name says what it should be
    };

    Indexed index(const std::string& name, const ArchiveReader::Supply& bytes);
    Indexed index_unpacked(const ArchiveReader::Supply& bytes);
    void keep_text(const std::string& name, const ArchiveReader::Supply& bytes);
    void require_named_right(const std::string& name) const;

    LayerReader& reader_;
    std::map<std::string, std::string> texts_;
    std::size_t all_texts_ = 0;
    std::map<std::string, Indexed> layers_;
    std::set<std::string> seen_;
    std::map<std::string, std::string> misnamed_;  ///< pieces and why nobody knows what they are
};

}  // namespace muster
