#include "framework/backend/shell/container_backend.hpp"

#include "framework/backend/local/own_program.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

namespace muster {

namespace {

constexpr std::size_t most_output = 4UL << 20;

/// Podman says it; the others only of images that came from a registry, and of each of them: `app@sha256:…`.
std::string digest_of(const Json& image) {
    if (auto digest = text_at(image, "Digest"); not digest.empty())
        return digest;
    const auto* names = image.find("RepoDigests");
    const auto* list = names == nullptr ? nullptr : names->as<Json::Array>();
    if (list == nullptr or list->empty())
        return "";
    const auto* name = list->front().as<std::string>();
    const auto at = name == nullptr ? std::string::npos : name->find('@');
    return at == std::string::npos ? "" : name->substr(at + 1);
}

ImageDescription described(
    const std::string& engine, const std::string& container, Deadline deadline
) {
    const auto end = earlier(deadline, Deadline(std::chrono::seconds(60)));
    const auto image = std::string(trimmed(said_by(
        {engine, "inspect", "--type", "container", "--format", "{{.Image}}", container},
        most_output,
        "",
        end.left()
    )));
    const auto text = said_by({engine, "image", "inspect", image}, most_output, "", end.left());
    try {
        const auto json = parse_json(text);
        const auto* images = json.as<Json::Array>();
        if (images == nullptr or images->empty())
            throw CannotTell{Kind::unparsable, engine + " image inspect tells of no image"};
        return {to_text(images->front()), digest_of(images->front())};
    } catch (const Broken& broken) {
        throw CannotTell{
            Kind::unparsable, fmt::format("{} image inspect: {}", engine, broken.what())};
    }
}

}  // namespace

ContainerBackend::ContainerBackend(
    std::unique_ptr<Backend> shell, std::string engine, std::string container
)
    : BackendAround(std::move(shell)),
      engine_(std::move(engine)),
      container_(std::move(container)) {}

std::vector<Answer> ContainerBackend::exchange(std::span<const Question> batch, Deadline deadline) {
    auto answers = BackendAround::exchange(batch, deadline);
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (not std::holds_alternative<DescribeImage>(batch[i]))
            continue;
        try {
            answers.at(i) = std::optional(described(engine_, container_, deadline));
        } catch (const CannotTell& why) {
            answers.at(i) = why;
        }
    }
    return answers;
}

}  // namespace muster
