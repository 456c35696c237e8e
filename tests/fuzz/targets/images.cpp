// Images: archives with layers, and disks with their partitions and file systems.

#include "framework/backend/disk/disk_tree.hpp"
#include "framework/backend/disk/partitions.hpp"
#include "framework/backend/image/image_archive.hpp"
#include "framework/backend/image/image_backend.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/file_descriptor.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/tar_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fmt/format.h>

#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace muster::fuzz {

namespace {

using tests::TarBytes;

/// The input as a file, which has a path and no name in any folder.
class InputFile {
public:
    explicit InputFile(std::string_view input) : file_(::memfd_create("input", MFD_CLOEXEC)) {
        FUZZ_ASSERT(file_ and ::write(file_.number(), input.data(), input.size()) >= 0);
    }
    std::string path() const { return fmt::format("/proc/self/fd/{}", file_.number()); }

private:
    FileDescriptor file_;
};

/// Looks at all there is.
void look_around(std::unique_ptr<FileTree> tree) {
    Limits limits;
    limits.walked = 2000;
    limits.found = 2000;
    limits.content = 1U << 20U;
    const Deadline deadline(std::chrono::seconds(5));
    ImageBackend backend(std::move(tree), limits);
    const Question walk = Walk{.folder = "/"};
    const auto names = backend.exchange({&walk, 1}, deadline).at(0);
    const auto* found = std::get_if<std::optional<Names>>(&names);
    std::vector<Question> questions = {Read{"/etc/passwd"}, Glob{"/*/*"}, Stat{"/a/../b"}};
    constexpr std::size_t most = 50;
    for (std::size_t i = 0; found != nullptr and *found and i < (*found)->names.size() and i < most;
         ++i) {
        const auto& path = (*found)->names[i];
        questions.emplace_back(Stat{path, Follow::no});
        questions.emplace_back(Read{path});
        questions.emplace_back(ReadLink{path, Links::all});
    }
    FUZZ_ASSERT(backend.exchange(questions, deadline).size() == questions.size());
}

void archives(std::string_view input) {
    const InputFile file(input);
    LayerLimits limits;
    limits.unpacked = 8U << 20U;
    for (const auto form : {ImageForm::oci, ImageForm::docker}) {
        try {
            look_around(open_image(
                file.path(),
                {.form = form, .name = "", .platform = ""},
                limits,
                Deadline(std::chrono::seconds(5))
            ));
        } catch (const CannotTell&) {
            continue;
        }
    }
}

void disks(std::string_view input) {
    const InputFile file(input);
    try {
        for (const auto& partition : partitions_of(file.path()))
            FUZZ_ASSERT(not to_words(partition).empty());
    } catch (const CannotTell&) {
        // goes on: a file system is read whatever stands around it
    }
    try {
        look_around(std::make_unique<DiskTree>(std::make_unique<ExtVolume>(file.path(), 0, "it")));
    } catch (const CannotTell&) {
        return;
    }
}

std::string layer() {
    return TarBytes()
        .folder("etc")
        .attribute("user.note", "a")
        .sparse("hole", "{", 1ULL << 40U)
        .file("etc/passwd", "root:x:0:0::/:/bin/sh\n")
        .link("l", "etc")
        .bytes();
}

std::string saved() {
    return TarBytes()
        .file(
            "manifest.json",
            R"([{"Config":"c.json","RepoTags":["a:1"],"Layers":["1.tar","2.tar"]}])"
        )
        .file("c.json", R"({"os":"linux","architecture":"amd64"})")
        .file("1.tar", layer())
        .file(
            "2.tar", TarBytes().file(".wh.l", "").hard_link("b", "etc/passwd").file("b", "").bytes()
        )
        .bytes();
}

std::string layout() {
    TarBytes pieces;
    const auto digest_of = [&](const std::string& piece) {
        const auto hex = hex_digest(DigestAlgorithm::sha256, piece);
        pieces.file("blobs/sha256/" + hex, piece);
        return "sha256:" + hex;
    };
    const auto manifest = digest_of(fmt::format(
        R"({{"config":{{"digest":"{}"}},"layers":[{{"digest":"{}"}}]}})",
        digest_of(R"({"os":"linux","architecture":"amd64"})"),
        digest_of(layer())
    ));
    return pieces.file("oci-layout", R"({"imageLayoutVersion":"1.0.0"})")
        .file("index.json", fmt::format(R"({{"manifests":[{{"digest":"{}"}}]}})", manifest))
        .bytes();
}

/// Made by mke2fs(8); without checksums, so that changes are not all refused for these.
std::string filesystem(const std::string& options) {
    const TemporaryFolder folder;
    (void)folder.write("root/etc/passwd", "root:x:0:0::/:/bin/sh\n");
    (void)folder.write("root/large", std::string(20'000, 'x'));
    (void)::symlink("/etc", folder.file("root/link").c_str());
    (void)::symlink(std::string(200, 'l').c_str(), folder.file("root/long").c_str());
    const auto path = folder.file("image");
    const auto made = run_program(
        {"sh",
         "-c",
         fmt::format(
             "truncate -s 256K {0} && PATH=$PATH:/sbin:/usr/sbin mke2fs -q -F {1} -b 1024 -N 16 -d "
             "{2} {0}",
             path,
             options,
             folder.file("root")
         )}
    );
    FUZZ_ASSERT(made.status == 0);
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> images_targets() {
    using namespace fuzz;
    return {
        {"archives", archives, {saved(), layout(), layer()}},
        {"disks",
         disks,
         {filesystem("-t ext2"),
          filesystem("-t ext4 -O ^metadata_csum,^has_journal,inline_data"),
          filesystem("-t ext4 -O ^has_journal")}},
    };
}

}  // namespace muster
