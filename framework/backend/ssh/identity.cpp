#include "framework/backend/ssh/identity.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/ssh_wire.hpp"
#include "framework/base/text.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace muster {

namespace {

constexpr std::size_t largest_key = 1UL << 20;
constexpr std::string_view openssh_begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view openssh_end = "-----END OPENSSH PRIVATE KEY-----";

/// OpenSSH's PROTOCOL.key: "openssh-key-v1\0", cipher, kdf, kdf options, number of keys, public key …
void read_openssh_form(std::string_view text, Identity& identity) {
    const auto begin = text.find(openssh_begin) + openssh_begin.size();
    const auto end = text.find(openssh_end, begin);
    if (end == std::string_view::npos)
        return;
    std::string packed;
    for (const auto line : words_of(text.substr(begin, end - begin)))
        packed += line;
    auto bytes = from_base64(packed).value_or("");
    Secret::wipe(packed);
    constexpr std::string_view magic("openssh-key-v1\0", 15);
    std::string_view rest = bytes;
    if (rest.starts_with(magic)) {
        rest.remove_prefix(magic.size());
        const auto cipher = take_ssh_string(rest);
        const bool readable =
            take_ssh_string(rest) and take_ssh_string(rest) and take_ssh_number(rest);
        const auto blob = readable ? take_ssh_string(rest) : std::nullopt;
        if (cipher and blob) {
            identity.encrypted = *cipher != "none";
            identity.key = public_key_from_blob(*blob);
            identity.state = Identity::State::private_key;
        }
    }
    Secret::wipe(bytes);
}

void read_pem_form(std::string_view text, Identity& identity) {
    identity.state = Identity::State::private_key;
    identity.encrypted =
        text.find("Proc-Type: 4,ENCRYPTED") != std::string_view::npos
        or text.find("-----BEGIN ENCRYPTED PRIVATE KEY-----") != std::string_view::npos;
}

std::string in_words(const std::string& path, const std::string& home) {
    return not home.empty() and path.starts_with(home + "/") ? "~" + path.substr(home.size())
                                                             : path;
}

bool others_may_read(const std::string& path) {
    struct stat status = {};
    return stat(path.c_str(), &status) == 0 and (status.st_mode & 077) != 0;
}

std::string why_not(Identity::State state) {
    if (state == Identity::State::missing)
        return "there is no such key";
    if (state == Identity::State::too_open)
        return "others may read this private key; ssh would not use it either";
    return "this is no private or public key that we can read";
}

}  // namespace

Identity parse_identity(std::string_view text, std::string name) {
    Identity identity{.name = std::move(name), .state = Identity::State::unreadable};
    if (text.find(openssh_begin) != std::string_view::npos)
        read_openssh_form(text, identity);
    else if (text.find("PRIVATE KEY-----") != std::string_view::npos)
        read_pem_form(text, identity);
    else if (auto key = public_key_from_line(text.substr(0, text.find('\n')))) {
        // A public key names one that the agent holds.
        identity.key = std::move(key);
        identity.state = Identity::State::public_only;
    }
    if (identity.state == Identity::State::private_key)
        identity.text = Secret(std::string(text));
    return identity;
}

Identity identity_from_file(const std::string& path, const std::string& home) {
    const auto name = in_words(path, home);
    std::optional<std::string> beside;
    std::optional<std::string> text;
    try {
        text = read_file(path, largest_key);
        beside = read_file(path + ".pub", largest_key);
    } catch (const Broken&) {
        // A folder, a file of somebody else: ssh passes it over with a word, and so does the message
        // that lists what was tried.
        return {.name = name, .state = Identity::State::unreadable};
    }
    Identity identity{.name = name};
    if (text) {
        identity = parse_identity(*text, name);
        Secret::wipe(*text);
    }
    if (identity.state == Identity::State::private_key and others_may_read(path))
        identity = Identity{.name = name, .state = Identity::State::too_open};
    if (not identity.key and beside)
        identity.key = public_key_from_line(*beside);
    if (identity.state == Identity::State::missing and identity.key)
        identity.state = Identity::State::public_only;
    identity.has_certificate = access((path + "-cert.pub").c_str(), R_OK) == 0;
    return identity;
}

Identity identity_named(const std::string& name, const std::string& home) {
    Identity identity{.name = name};
    if (name.starts_with("env:")) {
        const char* text =
            std::getenv(name.substr(4).c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets any
        if (text != nullptr)
            identity = parse_identity(text, name);
    } else {
        identity = identity_from_file(name.starts_with("~/") ? home + name.substr(1) : name, home);
    }
    if (identity.state != Identity::State::private_key
        and identity.state != Identity::State::public_only)
        throw Broken("--identity " + escaped(name) + ": " + why_not(identity.state));
    return identity;
}

}  // namespace muster
