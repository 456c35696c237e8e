#include "framework/backend/shell/container_backend.hpp"

#include "framework/backend/image/container_root.hpp"
#include "framework/backend/local/own_program.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
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

/// Whether a process of this machine is one of a container: its control group or its mounts have the container's number.
/// Otherwise the engine is on another machine, and the process is somebody else's.
bool is_of(const std::string& container_id, pid_t process) {
    for (const auto* const file : {"cgroup", "mountinfo"}) {
        const auto text = read_file(fmt::format("/proc/{}/{}", process, file)).value_or("");
        if (text.find(container_id) != std::string::npos)
            return true;
    }
    return false;
}

struct Running {
    std::string id;
    pid_t process = 0;  ///< the first of the container; 0: it is not running

    friend bool operator==(const Running&, const Running&) = default;
};

Running running(const std::string& engine, const std::string& container, Deadline deadline) {
    const auto end = earlier(deadline, Deadline(std::chrono::seconds(60)));
    const auto said = said_by(
        {engine, "inspect", "--type", "container", "--format", "{{.Id}} {{.State.Pid}}", container},
        most_output,
        "",
        end.left()
    );
    const auto words = words_of(said);
    const auto number = words.size() == 2 ? whole_number(words[1]) : std::nullopt;
    if (not number or *number < 0)
        throw CannotTell{Kind::unparsable, engine + " inspect said " + quoted(said, 100)};
    return {std::string(words[0]), static_cast<pid_t>(*number)};
}

/// The files of a container without a shell, for what was `lost` when its shell was to be started. Throws that where it has
/// one, or does not run: then something else is wrong.
std::unique_ptr<Backend> without_shell(
    const std::string& engine,
    const std::string& container,
    const CannotTell& lost,
    const Limits& limits,
    Deadline deadline
) {
    Running found;
    try {
        found = running(engine, container, deadline);
    } catch (const CannotTell&) {
        throw lost;
    }
    if (found.process == 0)
        throw lost;
    std::unique_ptr<ContainerRoot> root;
    try {
        root = std::make_unique<ContainerRoot>(found.process);
        if (not is_of(found.id, found.process))
            throw CannotTell{Kind::unsupported, engine + " is on another machine"};
        if (running(engine, container, deadline) != found)
            throw CannotTell{Kind::lost, "the container was started anew meanwhile"};
    } catch (const CannotTell& why) {
        throw CannotTell{
            lost.kind,
            fmt::format("{}; where its files are: {}", lost.message, why.message),
            lost.hint.empty() ? "a container without a shell is read by root on the machine of its "
                                "engine"
                              : lost.hint};
    }
    if (root->has_shell())
        throw lost;
    return std::make_unique<ContainerFiles>(std::move(root), limits);
}

}  // namespace

ContainerBackend::ContainerBackend(
    std::unique_ptr<Backend> shell, std::string engine, std::string container
)
    : BackendAround(std::move(shell)),
      engine_(std::move(engine)),
      container_(std::move(container)) {}

/// A shell that did not even start may not be there.
std::vector<Answer> ContainerBackend::exchange_inside(
    std::span<const Question> batch, Deadline deadline
) {
    try {
        auto answers = BackendAround::exchange(batch, deadline);
        was_asked_ = true;
        return answers;
    } catch (const CannotTell& lost) {
        if (was_asked_)
            throw;
        go_on_with(without_shell(engine_, container_, lost, limits(), deadline));
        was_asked_ = true;
    }
    return BackendAround::exchange(batch, deadline);
}

std::vector<Answer> ContainerBackend::exchange(std::span<const Question> batch, Deadline deadline) {
    auto answers = exchange_inside(batch, deadline);
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
