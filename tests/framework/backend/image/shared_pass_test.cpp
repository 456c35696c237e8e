// How often layers are read for files that were not kept.

#include "framework/backend/image/shared_pass.hpp"

#include "framework/backend/image/image_backend.hpp"
#include "framework/backend/image/layered_tree.hpp"
#include "tests/support/tar_bytes.hpp"

#include <catch2/catch.hpp>

using namespace muster;
using namespace muster::tests;

namespace {

const Deadline minute(std::chrono::seconds(60));

/// All at once.
ArchiveReader::Supply bytes_of(const std::string& bytes) {
    return [bytes, is_first = true](std::uint64_t) mutable {
        return std::exchange(is_first, false) ? std::string_view(bytes) : std::string_view();
    };
}

/// An image of layers that counts how often each is read again.
class CountedImage {
public:
    explicit CountedImage(const std::vector<TarBytes>& layers, const LayerLimits& limits) {
        auto tree = std::make_unique<LayeredTree>(
            [this](std::size_t layer, const std::vector<LayerPlace>& files, const TakePiece& take) {
                read(layer, files, take);
            },
            minute
        );
        LayerReader reader(limits, minute);
        for (const auto& layer : layers) {
            layers_.push_back(layer.bytes());
            tree->add(reader.read(bytes_of(layers_.back())), "");
        }
        passes_.resize(layers.size());
        backend_ = std::make_unique<ImageBackend>(std::move(tree));
    }

    std::vector<Answer> ask(const std::vector<Question>& batch) {
        return backend_->exchange(batch, minute);
    }
    const std::vector<int>& passes() const { return passes_; }

private:
    void read(std::size_t layer, const std::vector<LayerPlace>& files, const TakePiece& take) {
        ++passes_.at(layer);
        ArchiveReader archive(bytes_of(layers_.at(layer)), [](std::uint64_t) {});
        for (std::uint64_t place = 0; const auto entry = archive.next(); ++place)
            for (const auto& file : files)
                if (file.place == place)
                    for (auto piece = archive.piece(); not piece.empty(); piece = archive.piece())
                        take(place, piece);
    }

    std::vector<std::string> layers_;
    std::vector<int> passes_;
    std::unique_ptr<ImageBackend> backend_;
};

const std::string large(2UL << 20, 'x');

TarBytes five_large() {
    TarBytes tar;
    for (const auto* name : {"1", "2", "3", "4", "5"})
        tar.file(name, large + name);
    return tar;
}

std::string bytes_in(const Answer& answer) {
    return std::get<std::optional<Content>>(answer).value().bytes;
}

std::string hex_in(const Answer& answer) {
    return std::get<std::optional<DigestText>>(answer).value().hex;
}

constexpr LayerLimits nothing_kept{.kept = 0, .digested = 0};

}  // namespace

TEST_CASE("contents and digests of many files are taken in one pass") {
    CountedImage image({five_large()}, nothing_kept);

    const auto answers = image.ask(
        {Read{"/1"},
         Read{"/2"},
         ReadMatching{"/[3-5]"},
         Digest{"/1"},
         Digest{"/1", DigestAlgorithm::sha512},
         Digest{"/4"},
         Digest{"/5", DigestAlgorithm::md5}}
    );

    CHECK(bytes_in(answers[0]) == large + "1");
    CHECK(bytes_in(answers[1]) == large + "2");
    const auto& matching = std::get<std::vector<NamedContent>>(answers[2]);
    REQUIRE(matching.size() == 3);
    CHECK(std::get<std::string>(matching[2].bytes) == large + "5");
    CHECK(hex_in(answers[4]) == hex_digest(DigestAlgorithm::sha512, large + "1"));
    CHECK(hex_in(answers[5]) == hex_digest(DigestAlgorithm::sha256, large + "4"));
    CHECK(hex_in(answers[6]) == hex_digest(DigestAlgorithm::md5, large + "5"));
    CHECK(image.passes() == std::vector{1});
}

TEST_CASE("a digest that was taken while the layers were read needs no pass") {
    CountedImage image({five_large()}, {.kept = 0});

    const auto answers = image.ask({Digest{"/1"}, Digest{"/5"}});

    CHECK(hex_in(answers[1]) == hex_digest(DigestAlgorithm::sha256, large + "5"));
    CHECK(image.passes() == std::vector{0});
}

TEST_CASE("a layer of which digests alone are asked is read once, after the others") {
    CountedImage image(
        {five_large(), TarBytes().file("a", large).file("b", large + "b")}, nothing_kept
    );

    const auto answers = image.ask({Digest{"/1"}, Digest{"/2"}, Digest{"/3"}, Read{"/a"}});

    CHECK(hex_in(answers[2]) == hex_digest(DigestAlgorithm::sha256, large + "3"));
    CHECK(bytes_in(answers[3]) == large);
    CHECK(image.passes() == std::vector{1, 1});
}

TEST_CASE("digests stay known, and contents until others are asked for") {
    CountedImage image({five_large()}, nothing_kept);
    (void)image.ask({Digest{"/1"}, Read{"/2"}});

    (void)image.ask({Digest{"/1"}, Digest{"/2"}});
    CHECK(image.passes() == std::vector{1});

    (void)image.ask({Read{"/3"}});
    (void)image.ask({Digest{"/2"}});
    CHECK(image.passes() == std::vector{3});
}

TEST_CASE("what describes a system is kept where other files have filled their room") {
    CountedImage image(
        {TarBytes()
             .file("usr/share/doc", large.substr(0, 600))
             .file("usr/share/more", large.substr(0, 600))
             .file("usr/bin/dash", "\177ELF")
             .file("usr/bin/program", "\177ELF")
             .file("var/lib/rpm/rpmdb.sqlite", large)},
        {.kept = 3UL << 20, .kept_elsewhere = 1000}
    );

    const auto described =
        image.ask({Read{"/usr/share/doc"}, Read{"/var/lib/rpm/rpmdb.sqlite"}, Read{"/usr/bin/dash"}}
        );
    CHECK(bytes_in(described[2]) == "\177ELF");
    CHECK(image.passes() == std::vector{0});
    (void)image.ask({Read{"/usr/share/more"}, Read{"/usr/bin/program"}});
    CHECK(image.passes() == std::vector{1});
}
