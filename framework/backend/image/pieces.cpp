#include "framework/backend/image/pieces.hpp"

#include "framework/base/display.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <utility>

namespace muster {

namespace {

constexpr std::size_t enough_to_tell = 512;

/// The first bytes, or all where there are not so many.
std::string front_of(const ArchiveReader::Supply& bytes) {
    std::string front;
    while (front.size() < enough_to_tell) {
        const auto piece = bytes(0);
        if (piece.empty())
            break;
        front += piece;
    }
    return front;
}

void read_to_end(const ArchiveReader::Supply& bytes) {
    while (not bytes(0).empty())
        continue;  // the digest is taken on the way
}

/// `blobs/sha256/…` is named after its digest (OCI image specification, "Image Layout" and "Digests").
class NamedAfterDigest {
public:
    explicit NamedAfterDigest(const std::string& name) {
        const auto parts = split(name, '/');
        if (parts.size() != 3 or parts[0] != "blobs")
            return;
        if (parts[1] == "sha256" or parts[1] == "sha512") {
            algorithm_ = *digest_algorithm_named(parts[1]);
            digester_.emplace(algorithm_);
            hex_ = parts[2];
        }
    }

    explicit operator bool() const { return digester_.has_value(); }
    void add(std::string_view bytes) {
        if (digester_)
            digester_->add(bytes);
    }
    /// What it is, where that is not what the name says; empty where it is. Used up.
    std::string what_else() {
        if (not digester_)
            return "";
        const auto hex = digester_->hex();
        const bool is_long = algorithm_ == DigestAlgorithm::sha512;
        return hex == hex_ ? "" : fmt::format("its {} is {}", is_long ? "SHA-512" : "SHA-256", hex);
    }

private:
    DigestAlgorithm algorithm_ = DigestAlgorithm::sha256;
    std::optional<Digester> digester_;
    std::string hex_;
};

bool is_named_after_digest(const std::string& name) {
    return static_cast<bool>(NamedAfterDigest(name));
}

}  // namespace

void Pieces::look(const std::string& name, const ArchiveReader::Supply& bytes) {
    if (not seen_.insert(name).second)
        misnamed_.insert_or_assign(name, "there are two pieces of this name");
    NamedAfterDigest digest(name);
    const auto front = front_of(bytes);
    digest.add(front);
    const ArchiveReader::Supply all = [&, is_first = true](std::uint64_t unpacked) mutable {
        if (std::exchange(is_first, false) and not front.empty())
            return std::string_view(front);
        const auto piece = bytes(unpacked);
        digest.add(piece);
        return piece;
    };
    if (begins_like_archive(front))
        layers_.insert_or_assign(name, index(name, all));
    else if (front.starts_with('{') or front.starts_with('['))
        keep_text(name, all);
    else if (not digest)
        return;
    read_to_end(all);
    if (auto what = digest.what_else(); not what.empty())
        misnamed_.insert_or_assign(name, std::move(what));
}

Pieces::Indexed Pieces::index(const std::string& name, const ArchiveReader::Supply& bytes) {
    Indexed piece;
    try {
        if (not is_named_after_digest(name))
            return index_unpacked(bytes);
        piece.layer = reader_.read(bytes);
    } catch (const BadArchive& bad) {
        piece.why_not = fmt::format("{}: {}", escaped(name), bad.what());
    }
    return piece;
}

/// Unpacked by one reader and read by another one, so that the digest lies between them.
Pieces::Indexed Pieces::index_unpacked(const ArchiveReader::Supply& bytes) {
    const auto no_holes = [](std::uint64_t) {};
    ArchiveReader unpacker(bytes, no_holes, ArchiveReader::Form::bare);
    (void)unpacker.next();  // all of it
    Digester digest(DigestAlgorithm::sha256);
    Indexed piece;
    piece.layer = reader_.read([&](std::uint64_t) {
        const auto bytes_of_layer = unpacker.piece();
        digest.add(bytes_of_layer);
        return bytes_of_layer;
    });
    piece.unpacked = digest.hex();
    return piece;
}

void Pieces::keep_text(const std::string& name, const ArchiveReader::Supply& bytes) {
    constexpr std::size_t most_of_text = 4UL << 20;
    constexpr std::size_t most_of_texts = 64UL << 20;
    std::string text;
    for (auto piece = bytes(0); not piece.empty() and text.size() <= most_of_text; piece = bytes(0))
        text += piece;
    all_texts_ += text.size();
    if (all_texts_ > most_of_texts)
        throw CannotTell{Kind::too_large, "the image describes itself in more than 64 MiB"};
    if (text.size() <= most_of_text)
        texts_.insert_or_assign(name, std::move(text));
}

void Pieces::require_named_right(const std::string& name) const {
    if (const auto found = misnamed_.find(name); found != misnamed_.end())
        throw CannotTell{
            Kind::failed,
            fmt::format("{} is not what it is named after: {}", escaped(name), found->second),
            "the file is damaged or was changed: fetch or build it again"};
}

const std::string* Pieces::text(const std::string& name) const {
    require_named_right(name);
    const auto found = texts_.find(name);
    return found == texts_.end() ? nullptr : &found->second;
}

Layer Pieces::layer(const std::string& name, bool is_last) {
    require_named_right(name);
    const auto found = layers_.find(name);
    if (found == layers_.end())
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "{} is no layer that can be read: a tar, plain or by gzip or zstd", escaped(name)
            )};
    if (not found->second.why_not.empty())
        throw CannotTell{Kind::failed, found->second.why_not};
    return is_last ? std::move(found->second.layer) : found->second.layer;
}

void Pieces::require_layers_of(const Json& configuration, const std::vector<std::string>& layers)
    const {
    const auto* root = configuration.find("rootfs");
    const auto* listed = root == nullptr ? nullptr : root->find("diff_ids");
    const auto* digests = listed == nullptr ? nullptr : listed->as<Json::Array>();
    for (std::size_t i = 0; digests != nullptr and i < layers.size(); ++i) {
        const auto found = layers_.find(layers[i]);
        if (found == layers_.end() or found->second.unpacked.empty())
            continue;
        const auto* said = i < digests->size() ? (*digests)[i].as<std::string>() : nullptr;
        const auto is = "sha256:" + found->second.unpacked;
        if (said == nullptr or *said != is)
            throw CannotTell{
                Kind::failed,
                fmt::format(
                    "{} is not the layer of which the configuration tells: it is {}, not {}",
                    escaped(layers[i]),
                    is,
                    said == nullptr ? "the last or none" : quoted(*said)
                ),
                "the file is damaged or was changed: fetch or build it again"};
    }
}

}  // namespace muster
