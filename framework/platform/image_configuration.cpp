#include "framework/platform/image_configuration.hpp"

#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// A member by the name that images give it, or by that of the engines.
const Json* member(const Json& object, std::string_view name, std::string_view of_engines = "") {
    const auto* found = object.find(name);
    return found == nullptr and not of_engines.empty() ? object.find(of_engines) : found;
}

/// What a member holds; null is nothing, as where there is none. Throws CannotTell where it is of another type: a guess would
/// be a verdict.
template<class T>
const T* held_by(const Json* json) {
    if (json == nullptr or json->is_null())
        return nullptr;
    const auto* held = json->as<T>();
    if (held == nullptr)
        throw CannotTell{
            Kind::unparsable, "the image describes itself in a way that is not understood"};
    return held;
}

std::string text_of(const Json* json) {
    const auto* text = held_by<std::string>(json);
    return text == nullptr ? "" : *text;
}

std::vector<std::string> texts_of(const Json* json) {
    const auto* list = held_by<Json::Array>(json);
    std::vector<std::string> texts;
    for (std::size_t i = 0; list != nullptr and i < list->size(); ++i)
        texts.push_back(text_of(&(*list)[i]));
    return texts;
}

/// What Go writes as a set: `{"80/tcp": {}}`.
std::vector<std::string> names_of(const Json* json) {
    const auto* object = held_by<Json::Object>(json);
    std::vector<std::string> names;
    for (std::size_t i = 0; object != nullptr and i < object->size(); ++i)
        names.push_back((*object)[i].first);
    std::ranges::sort(names);
    return names;
}

std::vector<std::pair<std::string, std::string>> pairs_of(const Json* json) {
    const auto* object = held_by<Json::Object>(json);
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; object != nullptr and i < object->size(); ++i)
        pairs.emplace_back((*object)[i].first, text_of(&(*object)[i].second));
    return pairs;
}

/// A port without a protocol is one of TCP.
std::vector<std::string> ports_of(const Json* json) {
    auto ports = names_of(json);
    for (auto& port : ports)
        if (port.find('/') == std::string::npos)
            port += "/tcp";
    return ports;
}

/// Of no check, `null`, and of one that is switched off, `["NONE"]`, nothing is left.
std::vector<std::string> healthcheck_of(const Json* json) {
    auto words = held_by<Json::Object>(json) == nullptr ? std::vector<std::string>()
                                                        : texts_of(json->find("Test"));
    if (not words.empty() and words.front() == "NONE")
        words.clear();
    return words;
}

/// What no builder has set is the first moment that Go knows. Throws CannotTell for what is no moment.
std::optional<Instant> moment_of(const std::string& text) {
    if (text.empty() or text.starts_with("0001-01-01"))
        return std::nullopt;
    const auto moment = from_iso8601(text);
    if (not moment)
        throw CannotTell{Kind::unparsable, "the image was created at " + quoted(text, 60)};
    return moment;
}

void add_running(ImageConfiguration& made, const Json& running) {
    for (const auto& variable : texts_of(running.find("Env"))) {
        const auto equal = variable.find('=');
        if (equal != std::string::npos)
            made.environment.emplace_back(variable.substr(0, equal), variable.substr(equal + 1));
    }
    made.entrypoint = texts_of(running.find("Entrypoint"));
    made.command = texts_of(running.find("Cmd"));
    made.exposed_ports = ports_of(running.find("ExposedPorts"));
    made.volumes = names_of(running.find("Volumes"));
    made.labels = pairs_of(running.find("Labels"));
    made.user = text_of(running.find("User"));
    made.working_directory = text_of(running.find("WorkingDir"));
}

}  // namespace

ImageConfiguration parse_image_configuration(const ImageDescription& description) {
    Json json;
    try {
        json = parse_json(description.configuration);
    } catch (const Broken& broken) {
        throw CannotTell{
            Kind::unparsable, fmt::format("the image describes itself badly: {}", broken.what())};
    }
    if (json.as<Json::Object>() == nullptr)
        throw CannotTell{
            Kind::unparsable, "the image describes itself by something else than an object"};
    ImageConfiguration made;
    made.digest = description.digest;
    made.architecture = text_of(member(json, "architecture", "Architecture"));
    made.created = moment_of(text_of(member(json, "created", "Created")));
    const auto* running = member(json, "config", "Config");
    if (held_by<Json::Object>(running) != nullptr)
        add_running(made, *running);
    // podman's `image inspect` has it beside the rest.
    const auto* check = running == nullptr ? nullptr : running->find("Healthcheck");
    made.healthcheck = healthcheck_of(check == nullptr ? json.find("Healthcheck") : check);
    const auto* root = member(json, "rootfs", "RootFS");
    if (held_by<Json::Object>(root) != nullptr)
        made.layers = texts_of(member(*root, "diff_ids", "Layers")).size();
    return made;
}

Task<ImageConfiguration> image_configuration(Host& host) {
    auto asked = host.image();
    const auto& description = co_await asked;
    if (not description)
        throw NotAsked{"nothing describes this target as an image of a container"};
    co_return parse_image_configuration(*description);
}

}  // namespace muster
