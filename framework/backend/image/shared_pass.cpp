#include "framework/backend/image/shared_pass.hpp"

#include "framework/base/crypto/digest.hpp"

#include <algorithm>

namespace muster {

namespace {

/// What is taken of one file while the layer goes by.
struct Taken {
    std::optional<std::string> bytes = {};
    std::map<DigestAlgorithm, Digester> digests = {};

    void add(std::string_view piece) {
        if (bytes)
            *bytes += piece;
        for (auto& [algorithm, digester] : digests)
            digester.add(piece);
    }
};

}  // namespace

SharedPass::Wanted& SharedPass::wanted(const std::shared_ptr<Inode>& file) {
    auto& wanted = layers_[file->layer][file->place.place];
    wanted.file = file;
    return wanted;
}

void SharedPass::want_bytes(const std::shared_ptr<Inode>& file) {
    constexpr std::uint64_t most = 96ULL << 20;
    if (not file->is_regular() or file->bytes or file->status.size > most - bytes_)
        return;
    auto& of_file = wanted(file);
    if (not of_file.bytes)
        bytes_ += file->status.size;
    of_file.bytes = true;
}

void SharedPass::want_digest(const std::shared_ptr<Inode>& file, DigestAlgorithm algorithm) {
    if (file->is_regular() and not file->bytes and not file->digest(algorithm))
        wanted(file).digests.insert(algorithm);
}

void SharedPass::run(const ReadAgain& read_again, Layers layers) {
    for (auto& [layer, files] : layers_) {
        const bool has_bytes =
            std::ranges::any_of(files, [](const auto& file) { return file.second.bytes; });
        if (has_bytes or layers == Layers::all)
            read(layer, files, read_again);
    }
}

void SharedPass::read(std::size_t layer, Files& files, const ReadAgain& read_again) {
    std::vector<LayerPlace> places;
    std::map<std::uint64_t, Taken> taken;
    for (const auto& [place, wanted] : files) {
        places.push_back(wanted.file->place);
        auto& of_file = taken[place];
        if (wanted.bytes)
            of_file.bytes.emplace();
        for (const auto algorithm : wanted.digests)
            of_file.digests.emplace(algorithm, Digester(algorithm));
    }
    read_again(layer, places, [&](std::uint64_t place, std::string_view piece) {
        taken.at(place).add(piece);
    });
    for (auto& [place, wanted] : files) {  // all are whole
        auto& of_file = taken.at(place);
        if (wanted.bytes)
            wanted.file->bytes = std::move(of_file.bytes);
        for (auto& [algorithm, digester] : of_file.digests)
            wanted.file->digests.emplace_back(algorithm, digester.hex());
    }
}

std::vector<std::shared_ptr<Inode>> SharedPass::with_bytes() const {
    std::vector<std::shared_ptr<Inode>> files;
    for (const auto& [layer, of_layer] : layers_)
        for (const auto& [place, wanted] : of_layer)
            if (wanted.bytes)
                files.push_back(wanted.file);
    return files;
}

}  // namespace muster
