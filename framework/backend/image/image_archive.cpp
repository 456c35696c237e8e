#include "framework/backend/image/image_archive.hpp"

#include "framework/backend/image/blobs.hpp"
#include "framework/backend/image/layered_tree.hpp"
#include "framework/backend/image/pieces.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace muster {

namespace {

CannotTell changed_meanwhile(const std::string& path) {
    return {Kind::failed, escaped(path) + " is not what it was: it has changed meanwhile"};
}

/// Whether the entry in hand is the file that it was. Gives its bytes as they go by.
bool is_taken_again(ArchiveReader& archive, const LayerPlace& file, const TakePiece& take) {
    std::uint64_t taken = 0;
    Digester digester(DigestAlgorithm::sha256);
    for (auto piece = archive.piece(); not piece.empty(); piece = archive.piece()) {
        take(file.place, piece);
        taken += piece.size();
        if (file.sha256)
            digester.add(piece);
    }
    return taken == file.size and (not file.sha256 or digester.hex() == *file.sha256);
}

/// Gives the wanted files of a layer; how many of them were found as they were.
std::size_t take_again(
    const ArchiveReader::Supply& bytes,
    const std::map<std::uint64_t, LayerPlace>& wanted,
    const TakePiece& take,
    const CheckBlobs& check
) {
    std::size_t found = 0;
    ArchiveReader archive(bytes, check);
    for (std::uint64_t place = 0; place <= wanted.rbegin()->first; ++place) {
        const auto entry = archive.next();
        if (not entry)
            break;
        const auto file = wanted.find(place);
        if (file == wanted.end())
            continue;
        if (plain_path(entry->path) != file->second.path or entry->size != file->second.size)
            break;
        if (not is_taken_again(archive, file->second, take))
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
    const TakePiece& take,
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
                found = take_again(bytes, wanted, take, check);
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
    const auto text_of = [&pieces](const std::string& name) { return pieces.text(name); };
    auto manifest = chosen_image(text_of, choice);
    const auto aliases = source->aliases();
    for (auto& layer : manifest.layers)
        if (const auto alias = aliases.find(layer); alias != aliases.end())
            layer = alias->second;
    const auto* text = pieces.text(manifest.configuration);
    const auto configuration = text == nullptr ? Json(Json::Object{}) : parse_json(*text);
    require_platform(configuration, choice.platform);
    pieces.require_layers_of(configuration, manifest.layers);
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
    if (text != nullptr)
        tree->describe({*text, manifest.digest});
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
