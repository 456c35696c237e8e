// Which layers an image has: index.json and manifests of OCI, manifest.json of `docker save`.

#include "framework/backend/image/image_archive.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"
#include "framework/base/text.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <sys/utsname.h>

#include <map>
#include <set>

namespace muster {

namespace {

CannotTell no_image(const std::string& why, const std::string& hint = "") {
    return {Kind::failed, why, hint};
}

/// A text of the file as JSON.
Json described(const TextOf& text_of, const std::string& name) {
    const auto* text = text_of(name);
    if (text == nullptr)
        throw no_image(fmt::format("the image has no {}", escaped(name)));
    try {
        return parse_json(*text, name);
    } catch (const Broken& broken) {
        throw no_image("the image describes itself badly: " + std::string(broken.what()));
    }
}

Json::Array list_at(const Json& object, std::string_view name) {
    const auto* member = object.find(name);
    const auto* list = member == nullptr ? nullptr : member->as<Json::Array>();
    return list == nullptr ? Json::Array() : *list;
}

/// `sha256:…` lies in blobs/sha256 (OCI image specification, "Image Layout").
std::string blob_of(const Json& descriptor) {
    const auto digest = text_at(descriptor, "digest");
    const auto colon = digest.find(':');
    const auto hex = colon == std::string::npos ? "" : digest.substr(colon + 1);
    if (hex.empty() or hex.find_first_not_of("0123456789abcdef") != std::string::npos)
        throw no_image("the image names a piece by " + quoted(digest));
    return "blobs/" + digest.substr(0, colon) + "/" + hex;
}

/// One image that an index names.
struct Offer {
    std::string name;      ///< `app:1.2`; may be empty
    std::string platform;  ///< `linux/amd64`; may be empty
    std::string manifest;  ///< its piece
    std::string digest;    ///< of the manifest; may be empty
};

std::string platform_text(const Json& descriptor) {
    const auto* platform = descriptor.find("platform");
    if (platform == nullptr)
        return "";
    const auto variant = text_at(*platform, "variant");
    return text_at(*platform, "os") + "/" + text_at(*platform, "architecture")
           + (variant.empty() ? "" : "/" + variant);
}

std::string name_of(const Json& descriptor) {
    const auto* annotations = descriptor.find("annotations");
    if (annotations == nullptr)
        return "";
    const auto whole = text_at(*annotations, "io.containerd.image.name");
    return whole.empty() ? text_at(*annotations, "org.opencontainers.image.ref.name") : whole;
}

/// The images that an index names, and the indexes that it names.
class Offers {
public:
    explicit Offers(const TextOf& text_of) : text_of_(text_of) {}

    std::vector<Offer> all() {
        add(described(text_of_, "index.json"), "");
        return std::move(offers_);
    }

private:
    void add(const Json& index, const std::string& name) {
        constexpr std::size_t most_offers = 1000;
        for (const auto& descriptor : list_at(index, "manifests")) {
            const auto piece = blob_of(descriptor);
            const auto own = name_of(descriptor).empty() ? name : name_of(descriptor);
            const auto type = text_at(descriptor, "mediaType");
            const auto platform = platform_text(descriptor);
            if (platform.starts_with("unknown/"))
                continue;  // an attestation, which is no image
            const bool is_index = type.find("image.index") != std::string::npos
                                  or type.find("manifest.list") != std::string::npos;
            if (is_index and seen_.insert(piece).second)
                add(described(text_of_, piece), own);
            if (not is_index)
                offers_.push_back({own, platform, piece, text_at(descriptor, "digest")});
            if (offers_.size() > most_offers)
                throw CannotTell{Kind::too_large, "the file has more than 1000 images"};
        }
    }

    const TextOf& text_of_;
    std::set<std::string> seen_;  ///< indexes: one may name itself
    std::vector<Offer> offers_;
};

std::string listed(const std::vector<Offer>& offers) {
    std::vector<std::string> words;
    for (const auto& offer : offers) {
        auto word = offer.name.empty() ? std::string("unnamed") : escaped(offer.name);
        words.push_back(
            offer.platform.empty() ? word : word + " (" + escaped(offer.platform) + ")"
        );
    }
    return join(words, ", ");
}

/// The platform is meant without its variant where none is written.
bool is_for(const Offer& offer, const std::string& platform) {
    return offer.platform.empty() or offer.platform == platform
           or offer.platform.starts_with(platform + "/");
}

Offer only_one(std::vector<Offer> offers, const ImageChoice& choice) {
    const auto all = listed(offers);
    if (not choice.name.empty())
        std::erase_if(offers, [&](const Offer& offer) {
            return offer.name != choice.name and not offer.name.ends_with("/" + choice.name);
        });
    const bool picks = not choice.platform.empty() or offers.size() > 1;
    const auto platform = choice.platform.empty() ? platform_of_this_machine() : choice.platform;
    if (picks)
        std::erase_if(offers, [&](const Offer& offer) { return not is_for(offer, platform); });
    if (offers.empty())
        throw no_image(
            fmt::format("no such image in the file: it has {}", all.empty() ? "none" : all),
            "--platform chooses among platforms, FILE#NAME among names"
        );
    if (offers.size() > 1)
        throw no_image(
            "the file has several images: " + all, "choose one: FILE#NAME, or --platform OS/ARCH"
        );
    return std::move(offers.front());
}

ImageManifest of_oci(const TextOf& text_of, const ImageChoice& choice) {
    const auto offer = only_one(Offers(text_of).all(), choice);
    const auto manifest = described(text_of, offer.manifest);
    const auto* configuration = manifest.find("config");
    if (configuration == nullptr)
        throw no_image("the image has no configuration");
    ImageManifest chosen{blob_of(*configuration), offer.digest, {}};
    for (const auto& layer : list_at(manifest, "layers"))
        chosen.layers.push_back(blob_of(layer));
    return chosen;
}

ImageManifest of_docker(const TextOf& text_of, const ImageChoice& choice) {
    const auto manifest = described(text_of, "manifest.json");
    const auto* images = manifest.as<Json::Array>();
    if (images == nullptr or images->empty())
        throw no_image("manifest.json names no image");
    std::vector<Offer> offers;
    for (std::size_t i = 0; i < images->size(); ++i) {
        const auto before = offers.size();
        for (const auto& tag : list_at((*images)[i], "RepoTags"))
            if (const auto* text = tag.as<std::string>())
                offers.push_back({*text, "", std::to_string(i), ""});
        if (offers.size() == before)
            offers.push_back({"", "", std::to_string(i), ""});
    }
    // One image may have several names.
    const bool is_one = images->size() == 1 and choice.name.empty();
    const auto offer = is_one ? offers.front() : only_one(std::move(offers), choice);
    const auto& image = images->at(static_cast<std::size_t>(whole_number(offer.manifest).value()));
    ImageManifest chosen{text_at(image, "Config"), "", {}};
    for (const auto& layer : list_at(image, "Layers"))
        if (const auto* name = layer.as<std::string>())
            chosen.layers.push_back(*name);
    return chosen;
}

}  // namespace

std::string platform_of_this_machine() {
    utsname names{};
    (void)::uname(&names);  // an empty name fits no image
    const std::string machine = names.machine;
    const std::map<std::string, std::string> known = {
        {"x86_64", "amd64"}, {"aarch64", "arm64"}, {"armv7l", "arm"}, {"i686", "386"}};
    const auto found = known.find(machine);
    return "linux/" + (found == known.end() ? machine : found->second);
}

ImageManifest chosen_image(const TextOf& text_of, const ImageChoice& choice) {
    const bool has_oci = text_of("index.json") != nullptr;
    const bool has_docker = text_of("manifest.json") != nullptr;
    if (not has_oci and not has_docker)
        throw no_image(
            "neither index.json nor manifest.json: this is no image",
            "an OCI layout, or what docker save or podman save wrote; a plain folder is "
            "rootfs:FOLDER"
        );
    const bool as_docker = has_docker and (choice.form == ImageForm::docker or not has_oci);
    return as_docker ? of_docker(text_of, choice) : of_oci(text_of, choice);
}

}  // namespace muster
