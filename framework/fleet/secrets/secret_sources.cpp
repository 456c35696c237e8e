#include "framework/fleet/secrets/secret_sources.hpp"

#include "framework/base/yaml/read.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace muster {

namespace {

using Place = SecretSource::Place;

const std::vector<std::string>& source_keys() {
    static const std::vector<std::string> keys = {"env", "file", "credential", "command", "vault"};
    return keys;
}

std::string path_of(const Yaml& node) {
    const auto& path = scalar_of(node, "a file");
    if (path.starts_with("~/")) {
        const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): nobody sets any
        return (home == nullptr ? "" : home) + path.substr(1);
    }
    const auto slash = node.where.file.rfind('/');
    if (path.starts_with('/') or slash == std::string::npos)
        return path;
    return node.where.file.substr(0, slash + 1) + path;
}

std::vector<std::string> words_of_command(const Yaml& node) {
    if (node.as<Yaml::Scalar>() != nullptr)
        throw Broken(
            "a command is a list of words, and no shell reads it", node.where, "[pass, show, db]"
        );
    auto words = scalars_of(node, "a word");
    if (words.empty())
        throw Broken("a command of no words", node.where);
    return words;
}

SecretSource vault_source(const Yaml::Mapping& members, const Yaml::Member& vault) {
    const auto* key = find_member(members, "key");
    if (key == nullptr)
        throw Broken("which variable of the file?", vault.where, "{vault: FILE, key: NAME}");
    return {Place::vault_file, {path_of(vault.value), scalar_of(key->value, "key")}, vault.where};
}

SecretSource source_from(const Yaml::Member& secret) {
    const auto& members = mapping_of(secret.value, "a secret");
    const bool is_vault = find_member(members, "vault") != nullptr;
    if (members.size() != (is_vault ? 2 : 1))
        throw Broken(
            fmt::format("where the secret \"{}\" is kept is one thing", secret.key),
            secret.value.where,
            "{env: NAME}, {file: PATH}, {credential: NAME}, {command: [WORDS]} or {vault: FILE, "
            "key: NAME}"
        );
    const auto& first = is_vault ? *find_member(members, "vault") : members.front();
    if (first.key == "env")
        return {Place::environment, {scalar_of(first.value, "env")}, first.where};
    if (first.key == "file")
        return {Place::file, {path_of(first.value)}, first.where};
    if (first.key == "credential")
        return {Place::credential, {scalar_of(first.value, "credential")}, first.where};
    if (first.key == "command")
        return {Place::command, words_of_command(first.value), first.where};
    if (first.key == "vault")
        return vault_source(members, first);
    refuse_key(first, "a secret", source_keys());
}

}  // namespace

std::map<std::string, SecretSource> secret_sources_from(const Yaml& node) {
    std::map<std::string, SecretSource> sources;
    for (const auto& member : mapping_of(node, "secrets"))
        sources.emplace(member.key, source_from(member));
    return sources;
}

}  // namespace muster
