#pragma once

#include "framework/cli/arguments.hpp"
#include "framework/fleet/inventory/entry.hpp"

#include <memory>
#include <string>
#include <vector>

namespace muster {

/// Who can be asked, as the command line says it: the targets of an inventory (-i), and any other by its text. Variables
/// of muster.yaml come before those of the inventory, those of --var after them.
class KnownTargets {
public:
    /// Reads the inventory. Throws Broken with file and line.
    explicit KnownTargets(const Arguments& arguments);

    /// One target by its text: a name of the inventory, "local", "ssh://root@web", "recording:FILE", a host of
    /// ssh_config. Throws Broken for a scheme that is not known, with the nearest.
    Target named(const std::string& text) const;

    /// Who asks for the FLEETs of a run: this machine, with the variables that the run has.
    Target controller() const;

    /// The targets of -t; without any those of the inventory, or `local` where there is none. Of an inventory's targets
    /// only what --limit names, and those with a role of --role. Throws Broken when nobody is left, and for a role that
    /// the inventory does not know.
    std::vector<Target> chosen() const;

    /// With every spec that is told of it; null: there is none.
    const std::shared_ptr<const Inventory>& inventory() const { return inventory_; }
    /// By which the inventory files addresses.
    const std::vector<NamedNetwork>& networks() const { return networks_; }

private:
    void read_inventory_of(const std::vector<std::string>& sources);
    std::vector<std::string> targets_named_by_hand() const;
    std::vector<Target> of_inventory() const;
    void add_given_variables(Json& variables) const;
    const Target* find(const std::string& name) const;
    bool is_secret_of_all(const std::string& name, const SecretSource& source) const;
    void require_known_roles() const;

    const Arguments& arguments_;
    std::shared_ptr<const Inventory> inventory_;
    std::vector<NamedNetwork> networks_;
};

}  // namespace muster
