// image(): what an image of a container tells an engine of how to run it (framework/platform/image_configuration.hpp).

#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "framework/platform/image_configuration.hpp"

namespace muster {

namespace {

using Configuration = ImageConfiguration;

template<Value (*Read)(const Configuration&, const Fact&)>
Task<Value> of_configuration(Host& host, Fact fact) {
    auto& asked = host.once(image_configuration);
    const auto& configuration = co_await asked;
    co_return Read(configuration, fact);
}

template<std::vector<std::string> Configuration::*Member>
Value set_of(const Configuration& configuration, const Fact&) {
    return set_of_texts(configuration.*Member);
}

template<std::vector<std::string> Configuration::*Member>
Value sequence_of(const Configuration& configuration, const Fact&) {
    return sequence_of_texts(configuration.*Member);
}

template<std::string Configuration::*Member>
Value text_of(const Configuration& configuration, const Fact&) {
    const auto& text = configuration.*Member;
    return text.empty() ? Value(not_set) : Value(text);
}

Value environment(const Configuration& configuration, const Fact& fact) {
    Value value = not_set;
    for (const auto& [name, text] : configuration.environment)
        if (name == fact.parameter())
            value = Scalar{text};
    return value;
}

Value labels(const Configuration& configuration, const Fact&) {
    Map map;
    for (const auto& [name, text] : configuration.labels)
        map.members.emplace_back(name, Scalar{text});
    return map;
}

Value user(const Configuration& configuration, const Fact&) {
    if (configuration.user.empty())
        return with_remark("root", "the image names no user");
    return configuration.user;
}

Value working_directory(const Configuration& configuration, const Fact&) {
    if (configuration.working_directory.empty())
        return with_remark("/", "the image names no working directory");
    return configuration.working_directory;
}

Value created(const Configuration& configuration, const Fact&) {
    return configuration.created ? Value(*configuration.created) : Value(not_set);
}

Value layers(const Configuration& configuration, const Fact&) {
    return static_cast<std::int64_t>(configuration.layers);
}

Resource image() {
    const ParameterEntry name = {.name = "name", .meaning = "of a variable"};
    Resource resource;
    resource.entry = {
        .name = "image",
        .summary = "What an image of a container tells an engine of how to run it.",
        .attributes =
            {
                {.name = "environment",
                 .type = Type::scalar,
                 .meaning = "`ENV`; not set where there is no such variable",
                 .parameters = {name}},
                {.name = "labels", .type = Type::map, .meaning = "`LABEL`"},
                {.name = "entrypoint",
                 .type = Type::list,
                 .meaning = "its words; none is an empty list",
                 .item = {.ordered = true}},
                {.name = "command",
                 .type = Type::list,
                 .meaning = "`CMD`: its words; none is an empty list",
                 .item = {.ordered = true}},
                {.name = "exposed_ports",
                 .type = Type::list,
                 .meaning = "`80/tcp`; a port without a protocol is one of TCP"},
                {.name = "volumes", .type = Type::list, .meaning = "paths"},
                {.name = "healthcheck",
                 .type = Type::list,
                 .meaning = "`CMD-SHELL` and a line, or `CMD` and words; none, or one that is "
                            "switched off, is an empty list",
                 .item = {.ordered = true}},
                {.name = "created",
                 .type = Type::time,
                 .meaning = "when it was built, as the image says"},
                {.name = "layers", .type = Type::number, .meaning = "how many"},
                {.name = "working_directory",
                 .type = Type::text,
                 .meaning = "`WORKDIR`; `/` where none is named"},
                {.name = "user",
                 .type = Type::text,
                 .meaning = "`USER` as written: `app`, `1000:1000`; `root` where none is named"},
                {.name = "architecture", .type = Type::text, .meaning = "`amd64`, `arm64`"},
                {.name = "digest",
                 .type = Type::text,
                 .meaning = "`sha256:…` of its manifest; not set where there is none, as in what "
                            "`docker save` writes"},
            },
        .example = R"(expect(image().user != "root");
expect(image().exposed_ports == list("8080/tcp"));
expect(image().environment("PATH").contains("/usr/local/bin"));
expect(image().labels["org.opencontainers.image.source"].matches("^https://"));)",
        .yaml_example = R"(- image:
  user: {"!=": root}
  exposed_ports: [8080/tcp]
  environment: {PATH: {contains: /usr/local/bin}}
  labels: {org.opencontainers.image.source: {matches: "^https://"}})",
        .details = "Answered of `oci:` and `docker-archive:`, where the image says it itself, and "
                   "of containers of docker and podman, where the engine's `image inspect` says it "
                   "of the image "
                   "that the container was made "
                   "from. Skipped on any other target: nothing describes it as an image. (OCI "
                   "image specification, \"Image "
                   "Configuration\")",
    };
    resource.readers = {
        {"environment", of_configuration<environment>},
        {"labels", of_configuration<labels>},
        {"entrypoint", of_configuration<sequence_of<&Configuration::entrypoint>>},
        {"command", of_configuration<sequence_of<&Configuration::command>>},
        {"exposed_ports", of_configuration<set_of<&Configuration::exposed_ports>>},
        {"volumes", of_configuration<set_of<&Configuration::volumes>>},
        {"healthcheck", of_configuration<sequence_of<&Configuration::healthcheck>>},
        {"created", of_configuration<created>},
        {"layers", of_configuration<layers>},
        {"working_directory", of_configuration<working_directory>},
        {"user", of_configuration<user>},
        {"architecture", of_configuration<text_of<&Configuration::architecture>>},
        {"digest", of_configuration<text_of<&Configuration::digest>>},
    };
    return resource;
}

}  // namespace

std::span<const Resource> image_resources() {
    static const Resource resource = image();
    return {&resource, 1};
}

}  // namespace muster
