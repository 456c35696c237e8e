#pragma once

#include "framework/base/secret.hpp"
#include "framework/model/cannot_tell.hpp"
#include "framework/model/target.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace muster {

/// Asks a person for a password; nothing when nobody answers.
using AskPerson = std::function<std::optional<Secret>(const std::string& prompt)>;

/// Reads secrets where they are kept, each once, when it is asked for the first time; one that cannot be read is not
/// tried again. May be used by several threads.
class SecretKeeper {
public:
    /// `general` is what holds for every target and comes after the target's own. ansible-vault has the password of
    /// `vault_password_file`, else of its own configuration (ANSIBLE_VAULT_PASSWORD_FILE, ansible.cfg), else of who
    /// is asked.
    SecretKeeper(
        std::map<std::string, SecretSource> general, std::string vault_password_file, AskPerson ask
    );

    /// Throws CannotTell: there is no such secret (with the nearest), or where it is kept it cannot be read. Why says
    /// nothing of its value.
    Secret tell(const Target& target, const std::string& name);

private:
    Secret read(const SecretSource& source);
    std::variant<Secret, CannotTell> read_or_why(const SecretSource& source);
    std::string opened_vault(const std::string& path);
    std::optional<Secret> from_vaults(
        const std::vector<std::string>& paths, const std::string& name
    );
    Secret find(const Target& target, const std::string& name);

    const std::map<std::string, SecretSource> general_;
    const std::string vault_password_file_;
    const AskPerson ask_;
    std::mutex one_at_a_time_;
    std::map<std::vector<std::string>, std::variant<Secret, CannotTell>>
        known_;                             ///< by place and words of the source
    std::map<std::string, Secret> vaults_;  ///< texts of opened files, by their paths
    std::optional<Secret> vault_password_;
};

}  // namespace muster
