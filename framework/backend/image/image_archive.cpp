#include "framework/backend/image/image_archive.hpp"

#include "framework/backend/image/blobs.hpp"
#include "framework/backend/image/layered_tree.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace muster {

namespace {

constexpr std::size_t most_of_text = 8UL << 20;

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
    Pieces(LayerLimits limits, Deadline deadline) : reader_(limits, deadline) {}

    void look(const std::string& name, const ArchiveReader::Supply& bytes) {
        std::string front;
        while (front.size() < enough_to_tell) {
            const auto piece = bytes(0);
            if (piece.empty())
                break;
            front += piece;
        }
        if (begins_like_archive(front))
            layers_.emplace(name, reader_.read(with_front(front, bytes)));
        else if (front.starts_with('{') or front.starts_with('['))
            keep_text(name, std::move(front), bytes);
    }

    const ImageTexts& texts() const { return texts_; }
    /// Throws CannotTell where there is no such layer.
    Layer take(const std::string& name) {
        auto found = layers_.extract(name);
        if (found.empty())
            throw CannotTell{
                Kind::failed, fmt::format("the image has no readable layer {}", escaped(name))};
        return std::move(found.mapped());
    }

private:
    static constexpr std::size_t enough_to_tell = 512;

    void keep_text(const std::string& name, std::string text, const ArchiveReader::Supply& bytes) {
        for (auto piece = bytes(0); not piece.empty() and text.size() <= most_of_text;
             piece = bytes(0))
            text += piece;
        if (text.size() <= most_of_text)
            texts_.emplace(name, std::move(text));
    }

    LayerReader reader_;
    ImageTexts texts_;
    std::map<std::string, Layer> layers_;
};

/// Reads files of a layer that were not kept.
void read_again(
    const std::string& path,
    const std::string& layer,
    const std::vector<std::uint64_t>& places,
    const std::function<void(std::uint64_t, std::string_view)>& take
) {
    const std::set<std::uint64_t> wanted(places.begin(), places.end());
    bool is_found = false;
    blobs_at(path)->each([&](const std::string& name, const ArchiveReader::Supply& bytes) {
        if (name != layer or is_found)
            return;
        is_found = true;
        ArchiveReader archive(bytes);
        for (std::uint64_t place = 0; place <= *wanted.rbegin() and archive.next(); ++place)
            for (auto piece = wanted.contains(place) ? archive.piece() : std::string_view();
                 not piece.empty();
                 piece = archive.piece())
                take(place, piece);
    });
    if (not is_found)
        throw CannotTell{Kind::failed, "the layer " + escaped(layer) + " is not there any more"};
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
        const auto* command = (*steps)[i].find("created_by");
        const auto* text = command == nullptr ? nullptr : command->as<std::string>();
        commands.push_back(text == nullptr ? "" : *text);
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

OpenedImage opened(
    const std::string& path,
    ImageForm form,
    const ImageChoice& choice,
    const LayerLimits& limits,
    Deadline deadline
) {
    const auto source = blobs_at(path);
    Pieces pieces(limits, deadline);
    source->each([&](const std::string& name, const ArchiveReader::Supply& bytes) {
        pieces.look(name, bytes);
    });
    auto manifest = chosen_image(pieces.texts(), form, choice);
    const auto aliases = source->aliases();
    for (auto& layer : manifest.layers)
        if (const auto alias = aliases.find(layer); alias != aliases.end())
            layer = alias->second;
    const auto text = pieces.texts().find(manifest.configuration);
    auto configuration =
        text == pieces.texts().end() ? Json(Json::Object{}) : parse_json(text->second);
    const auto names = layer_names(configuration, manifest.layers.size());
    auto tree = std::make_unique<LayeredTree>(
        [path, layers = manifest.layers](
            std::size_t layer, const std::vector<std::uint64_t>& places, const auto& take
        ) { read_again(path, layers.at(layer), places, take); }
    );
    for (std::size_t i = 0; i < names.size(); ++i)
        tree->add(pieces.take(manifest.layers[i]), names[i]);
    return {std::move(tree), std::move(configuration)};
}

}  // namespace

OpenedImage open_image(
    const std::string& path,
    ImageForm form,
    const ImageChoice& choice,
    const LayerLimits& limits,
    Deadline deadline
) {
    try {
        return opened(path, form, choice, limits, deadline);
    } catch (const BadArchive& bad) {
        throw CannotTell{Kind::failed, fmt::format("{}: {}", escaped(path), bad.what())};
    } catch (const Broken& broken) {
        throw CannotTell{Kind::failed, fmt::format("{}: {}", escaped(path), broken.what())};
    }
}

}  // namespace muster
