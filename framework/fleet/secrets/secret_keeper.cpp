#include "framework/fleet/secrets/secret_keeper.hpp"

#include "framework/backend/local/own_program.hpp"
#include "framework/base/display.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/base/yaml/yaml.hpp"
#include "framework/model/cannot_tell.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace muster {

namespace {

using Place = SecretSource::Place;

constexpr std::size_t most_bytes = 1UL << 20;

CannotTell cannot(Kind kind, const std::string& what, const std::string& hint = "") {
    return {kind, what, hint};
}

/// Without the newline that editors leave at the end.
Secret without_newline(std::string text) {
    while (text.ends_with('\n') or text.ends_with('\r'))
        text.pop_back();
    if (text.empty())
        throw cannot(Kind::failed, "it is empty");
    return Secret(std::move(text));
}

Secret of_environment(const std::string& name) {
    const char* value =
        std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets any
    if (value == nullptr)
        throw cannot(Kind::failed, fmt::format("{} is not set in the environment", escaped(name)));
    return without_newline(value);
}

Secret of_file(const std::string& path) {
    if (::access(path.c_str(), R_OK) != 0)
        throw cannot(
            Kind::denied,
            fmt::format("reading {}: {}", escaped(path), std::generic_category().message(errno))
        );
    std::error_code error;
    if (not std::filesystem::is_regular_file(path, error)
        or std::filesystem::file_size(path, error) > most_bytes)
        throw cannot(Kind::too_large, escaped(path) + " is no file of at most a mebibyte");
    return without_newline(read_file(path, most_bytes).value_or(""));
}

Secret of_credential(const std::string& name) {
    const char* folder =
        std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): nobody sets any
    if (folder == nullptr)
        throw cannot(
            Kind::failed,
            "there are no credentials of systemd",
            fmt::format("run it as a unit with LoadCredential={}:PATH", escaped(name))
        );
    return of_file(std::filesystem::path(folder) / name);
}

Secret of_command(const std::vector<std::string>& words) {
    auto said = said_by(words, most_bytes);
    const auto end = said.find('\n');
    Secret rest(end == std::string::npos ? std::string() : said.substr(end));
    said.resize(std::min(end, said.size()));
    return without_newline(std::move(said));
}

/// A file for ansible-vault, which takes no text on standard input beside a password; what stands in it is encrypted.
class EncryptedFile {
public:
    explicit EncryptedFile(const std::string& text) {
        std::string path =
            (std::filesystem::temp_directory_path() / "muster-vault-XXXXXX").string();
        const FileDescriptor file(::mkstemp(path.data()));
        path_ = path;
        if (not file
            or ::write(file.number(), text.data(), text.size())
                   != static_cast<ssize_t>(text.size()))
            throw cannot(Kind::failed, "no temporary file could be written for ansible-vault");
    }
    EncryptedFile(const EncryptedFile&) = delete;
    EncryptedFile& operator=(const EncryptedFile&) = delete;
    ~EncryptedFile() { (void)::unlink(path_.c_str()); }

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// The text of a variable of a YAML file.
std::optional<Secret> variable_in(std::string_view yaml, const std::string& name) {
    for (const auto& document : parse_yaml(yaml, "the vault"))
        if (const auto* members = document.as<Yaml::Mapping>())
            for (const auto& member : *members)
                if (const auto* scalar = member.value.as<Yaml::Scalar>();
                    scalar != nullptr and member.key == name)
                    return Secret(std::string(scalar->text));
    return std::nullopt;
}

std::vector<std::string> key_of(const SecretSource& source) {
    auto key = source.words;
    key.push_back(std::to_string(static_cast<int>(source.place)));
    return key;
}

}  // namespace

SecretKeeper::SecretKeeper(
    std::map<std::string, SecretSource> general, std::string vault_password_file, AskPerson ask
)
    : general_(std::move(general)),
      vault_password_file_(std::move(vault_password_file)),
      ask_(std::move(ask)) {}

/// The text of an encrypted file. What it needs is tried in this order: what was given, its own configuration, a person.
std::string SecretKeeper::opened_vault(const std::string& path) {
    const std::vector<std::string> words = {"ansible-vault", "view"};
    if (not vault_password_file_.empty())
        return said_by(
            {words[0], words[1], "--vault-password-file", vault_password_file_, path}, most_bytes
        );
    if (not vault_password_) {
        try {
            return said_by({words[0], words[1], path}, most_bytes);
        } catch (const CannotTell& why) {
            if (why.kind != Kind::failed or not ask_)
                throw;
            vault_password_ = ask_("vault password");
            if (not vault_password_)
                throw;
        }
    }
    // A program in the place of a password file is run, and has the standard input of ansible-vault.
    return said_by(
        {words[0], words[1], "--vault-password-file", "/bin/cat", path},
        most_bytes,
        std::string(vault_password_->revealed()) + "\n"
    );
}

std::optional<Secret> SecretKeeper::from_vaults(
    const std::vector<std::string>& paths, const std::string& name
) {
    for (const auto& path : paths) {
        if (not vaults_.contains(path))
            vaults_.emplace(path, Secret(opened_vault(path)));
        if (auto found = variable_in(vaults_.at(path).revealed(), name))
            return found;
    }
    return std::nullopt;
}

Secret SecretKeeper::read(const SecretSource& source) {
    const auto& words = source.words;
    switch (source.place) {
    case Place::environment: return of_environment(words.at(0));
    case Place::file: return of_file(words.at(0));
    case Place::credential: return of_credential(words.at(0));
    case Place::command: return of_command(words);
    case Place::vault_text: return without_newline(opened_vault(EncryptedFile(words.at(0)).path()));
    case Place::inventory: return without_newline(words.at(0));
    case Place::vault_file: break;
    }
    if (auto found = from_vaults({words.at(0)}, words.at(1)))
        return std::move(*found);
    throw cannot(
        Kind::failed, fmt::format("{} has no {}", escaped(words.at(0)), muster::quoted(words.at(1)))
    );
}

/// What could not be read once is not tried again for every target.
std::variant<Secret, CannotTell> SecretKeeper::read_or_why(const SecretSource& source) {
    try {
        return read(source);
    } catch (const CannotTell& why) {
        return why;
    }
}

Secret SecretKeeper::find(const Target& target, const std::string& name) {
    const auto own = target.secrets.find(name);
    const auto general = general_.find(name);
    if (own == target.secrets.end() and general == general_.end()) {
        if (auto found = from_vaults(target.vaults, name))
            return std::move(*found);
        std::vector<std::string> known;
        for (const auto* sources : {&target.secrets, &general_})
            for (const auto& [known_name, source] : *sources)
                known.push_back(known_name);
        throw cannot(
            Kind::failed,
            "there is none of this name" + did_you_mean(name, known),
            "name it below secrets in the inventory or in muster.yaml"
        );
    }
    const auto& source = own != target.secrets.end() ? own->second : general->second;
    const auto key = key_of(source);
    if (not known_.contains(key))
        known_.emplace(key, read_or_why(source));
    if (const auto* why = std::get_if<CannotTell>(&known_.at(key)))
        throw *why;
    return std::get<Secret>(known_.at(key)).duplicate();
}

Secret SecretKeeper::tell(const Target& target, const std::string& name) {
    const std::lock_guard lock(one_at_a_time_);
    const auto refused = [&](Kind kind, const std::string& why, const std::string& hint) {
        return cannot(
            kind, fmt::format("the secret {} cannot be told: {}", muster::quoted(name), why), hint
        );
    };
    try {
        return find(target, name);
    } catch (const CannotTell& why) {
        throw refused(why.kind, why.message, why.hint);
    } catch (const Broken&) {
        // What a reader of YAML says of a text that it cannot read may show some of it.
        throw refused(Kind::unparsable, "what was opened is no map of variables", "");
    }
}

}  // namespace muster
