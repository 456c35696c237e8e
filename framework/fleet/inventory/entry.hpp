#pragma once

// What the files of an inventory say, before it is put together: of all targets, of roles, of each target.

#include "framework/model/target.hpp"
#include "framework/model/term.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace muster {

/// A variable as it was written.
struct Variable {
    Json value;  ///< scalars as texts, lists, maps
    Location where = {};
    std::string untold = {};  ///< why nobody can tell its value; empty: it can be told
    std::optional<SecretSource> secret = {};  ///< it is told as a secret of this name alone
    bool is_literal = false;                  ///< what looks like a template in it is none
};

/// What may be said of a target, of all members of a role, or of all targets.
struct Settings {
    std::optional<std::string> url =
        {};  ///< of a kind of target that is not ssh: "local", "recording:FILE"
    std::optional<std::string> host = {};  ///< where Muster connects; else the target's name
    std::optional<std::string> user = {};
    std::optional<int> port = {};
    /// A network: Muster connects to the address there, where no host is named.
    std::optional<std::string> connect_over = {};
    Access access = {};
    std::map<std::string, Variable> variables = {};
    std::map<std::string, SecretSource> secrets = {};
};

/// An address, and the network that it was filed under by hand; empty: by `networks`.
struct NamedAddress {
    std::string network;
    std::string address;
    Location where = {};
};

struct TargetEntry {
    std::string name;
    std::vector<std::string> roles = {};
    std::vector<NamedAddress> addresses = {};
    std::vector<std::string> vaults = {};  ///< encrypted files with variables of it
    Settings defaults = {};  ///< of all targets, as its inventory has them: its roles come before
    Settings settings = {};
    std::string trouble = {};  ///< why it cannot be reached as it is described
    Location where = {};
};

struct RoleEntry {
    std::string name;
    Settings settings = {};
    Location where = {};
};

/// `lan: 10.0.0.0/16`: addresses within it are filed under its name.
struct NamedNetwork {
    std::string name;
    Address network;
};

/// What one file says, in its order. Names may stand in several files: what is said of one thing adds up.
struct InventoryPart {
    std::vector<NamedNetwork> networks = {};
    Settings of_all = {};
    std::vector<RoleEntry> roles = {};
    std::vector<TargetEntry> targets = {};
};

}  // namespace muster
