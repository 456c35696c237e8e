#include "framework/backend/image/image_archive.hpp"

#include "framework/backend/image/blobs.hpp"
#include "framework/backend/image/layered_tree.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

/// Bytes that were looked at, and then the rest.
ArchiveReader::Supply with_front(std::string_view front, const ArchiveReader::Supply& rest) {
    return [front, &rest, is_first = true](std::uint64_t unpacked) mutable {
        if (std::exchange(is_first, false) and not front.empty())
            return front;
        return rest(unpacked);
    };
}

/// All pieces of a file: what describes the image, and an index of whatever may be a layer, as which of them are is not
/// known before the end.
class Pieces {
public:
    explicit Pieces(LayerReader& reader) : reader_(reader) {}

    void look(const std::string& name, const ArchiveReader::Supply& bytes) {
        std::string front;
        while (front.size() < enough_to_tell) {
            const auto piece = bytes(0);
            if (piece.empty())
                break;
            front += piece;
        }
        if (begins_like_archive(front))
            index(name, front, bytes);
        else if (front.starts_with('{') or front.starts_with('['))
            keep_text(name, std::move(front), bytes);
    }

    const ImageTexts& texts() const { return texts_; }
    /// One layer may lie in several places of an image: it is given away at the last of them. Throws CannotTell where there
    /// is no such layer, or it cannot be read.
    Layer layer(const std::string& name, bool is_last) {
        const auto found = layers_.find(name);
        if (found == layers_.end())
            throw CannotTell{
                Kind::failed,
                fmt::format(
                    "{} is no layer that can be read: a tar, plain or by gzip or zstd",
                    escaped(name)
                )};
        if (not found->second.why_not.empty())
            throw CannotTell{Kind::failed, found->second.why_not};
        return is_last ? std::move(found->second.layer) : found->second.layer;
    }

private:
    static constexpr std::size_t enough_to_tell = 512;
    static constexpr std::size_t most_of_text = 4UL << 20;
    static constexpr std::size_t most_of_texts = 64UL << 20;

    struct Indexed {
        Layer layer = {};
        std::string why_not = {};  ///< of a piece that may belong to another image, or be no layer
    };

    void index(
        const std::string& name, std::string_view front, const ArchiveReader::Supply& bytes
    ) {
        Indexed piece;
        try {
            piece.layer = reader_.read(with_front(front, bytes));
        } catch (const BadArchive& bad) {
            piece.why_not = fmt::format("{}: {}", escaped(name), bad.what());
        }
        layers_.insert_or_assign(name, std::move(piece));
    }

    void keep_text(const std::string& name, std::string text, const ArchiveReader::Supply& bytes) {
        for (auto piece = bytes(0); not piece.empty() and text.size() <= most_of_text;
             piece = bytes(0))
            text += piece;
        all_texts_ += text.size();
        if (all_texts_ > most_of_texts)
            throw CannotTell{Kind::too_large, "the image describes itself in more than 64 MiB"};
        if (text.size() <= most_of_text)
            texts_.insert_or_assign(name, std::move(text));
    }

    LayerReader& reader_;
    ImageTexts texts_;
    std::size_t all_texts_ = 0;
    std::map<std::string, Indexed> layers_;
};

CannotTell changed_meanwhile(const std::string& path) {
    return {Kind::failed, escaped(path) + " is not what it was: it has changed meanwhile"};
}

/// Gives the wanted files of a layer; how many of them were found as they were.
std::size_t take_again(
    const ArchiveReader::Supply& bytes,
    const std::map<std::uint64_t, LayerPlace>& wanted,
    const LayeredTree::TakePiece& take
) {
    std::size_t found = 0;
    ArchiveReader archive(bytes);
    for (std::uint64_t place = 0; place <= wanted.rbegin()->first; ++place) {
        const auto entry = archive.next();
        if (not entry)
            break;
        const auto file = wanted.find(place);
        if (file == wanted.end())
            continue;
        if (plain_path(entry->path) != file->second.path or entry->size != file->second.size)
            break;
        std::uint64_t taken = 0;
        for (auto piece = archive.piece(); not piece.empty(); piece = archive.piece()) {
            take(place, piece);
            taken += piece.size();
        }
        if (taken != file->second.size)
            break;
        ++found;
    }
    return found;
}

/// Reads files of a layer that were not kept.
void read_again(
    const std::string& path,
    const std::string& layer,
    const std::vector<LayerPlace>& files,
    const LayeredTree::TakePiece& take,
    const CheckBlobs& check
) {
    std::map<std::uint64_t, LayerPlace> wanted;
    for (const auto& file : files)
        wanted[file.place] = file;
    std::size_t found = 0;
    try {
        blobs_at(path, check)
            ->each([&](const std::string& name, const ArchiveReader::Supply& bytes) {
                if (name != layer)
                    return true;
                found = take_again(bytes, wanted, take);
                return false;
            });
    } catch (const BadArchive&) {
        throw changed_meanwhile(path);
    }
    if (found != wanted.size())
        throw changed_meanwhile(path);
}

/// Throws CannotTell where the configuration is of another platform than was asked for.
void require_platform(const Json& configuration, const std::string& platform) {
    const auto own = text_at(configuration, "os") + "/" + text_at(configuration, "architecture");
    const auto suffix = text_at(configuration, "variant");
    const auto variant = suffix.empty() ? own : own + "/" + suffix;
    if (not platform.empty() and platform != own and platform != variant)
        throw CannotTell{
            Kind::failed,
            fmt::format("the image is of {}, not of {}", escaped(variant), escaped(platform))};
}

/// "layer 2 of 3", and the command that made it as far as the configuration tells.
std::vector<std::string> layer_names(const Json& configuration, std::size_t count) {
    std::vector<std::string> commands;
    const auto* history = configuration.find("history");
    const auto* steps = history == nullptr ? nullptr : history->as<Json::Array>();
    for (std::size_t i = 0; steps != nullptr and i < steps->size(); ++i) {
        const auto* is_empty = (*steps)[i].find("empty_layer");
        if (is_empty != nullptr and *is_empty == Json(true))
            continue;
        commands.push_back(text_at((*steps)[i], "created_by"));
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        auto name = fmt::format("layer {} of {}", i + 1, count);
        if (commands.size() == count and not commands[i].empty())
            name += ", " + quoted(commands[i], 60);
        names.push_back(std::move(name));
    }
    return names;
}

std::unique_ptr<FileTree> opened(
    const std::string& path, const ImageChoice& choice, const LayerLimits& limits, Deadline deadline
) {
    LayerReader reader(limits, deadline);
    const auto check = [&reader](std::uint64_t unpacked) { reader.check(unpacked); };
    const auto source = blobs_at(path, check);
    Pieces pieces(reader);
    source->each([&](const std::string& name, const ArchiveReader::Supply& bytes) {
        pieces.look(name, bytes);
        return true;
    });
    auto manifest = chosen_image(pieces.texts(), choice);
    const auto aliases = source->aliases();
    for (auto& layer : manifest.layers)
        if (const auto alias = aliases.find(layer); alias != aliases.end())
            layer = alias->second;
    const auto text = pieces.texts().find(manifest.configuration);
    const auto configuration =
        text == pieces.texts().end() ? Json(Json::Object{}) : parse_json(text->second);
    require_platform(configuration, choice.platform);
    const auto names = layer_names(configuration, manifest.layers.size());
    const LayerReader limits_again(limits, deadline);
    auto tree = std::make_unique<LayeredTree>(
        [path,
         layers = manifest.layers,
         limits_again](std::size_t layer, const std::vector<LayerPlace>& files, const auto& take) {
            read_again(path, layers.at(layer), files, take, [&](std::uint64_t unpacked) {
                limits_again.check(unpacked);
            });
        },
        deadline
    );
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& name = manifest.layers[i];
        const auto behind = manifest.layers.begin() + static_cast<std::ptrdiff_t>(i) + 1;
        const bool is_last =
            std::find(behind, manifest.layers.end(), name) == manifest.layers.end();
        tree->add(pieces.layer(name, is_last), names[i]);
    }
    if (text != pieces.texts().end())
        tree->describe({text->second, manifest.digest});
    return tree;
}

}  // namespace

std::unique_ptr<FileTree> open_image(
    const std::string& path, const ImageChoice& choice, const LayerLimits& limits, Deadline deadline
) {
    try {
        return opened(path, choice, limits, deadline);
    } catch (const BadArchive& bad) {
        throw CannotTell{Kind::failed, fmt::format("{}: {}", escaped(path), bad.what())};
    } catch (const Broken& broken) {
        throw CannotTell{Kind::failed, fmt::format("{}: {}", escaped(path), broken.what())};
    }
}

}  // namespace muster
