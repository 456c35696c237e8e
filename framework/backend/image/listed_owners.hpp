#pragma once

#include "framework/backend/files/file_tree.hpp"

#include <map>
#include <variant>

namespace muster {

/// As /etc/passwd and /etc/group of a tree name them (passwd(5), group(5)); of several names of an id the first. What
/// other sources of its nsswitch.conf would say is not known.
class ListedOwners : public Owners {
public:
    /// `tree` outlives this.
    explicit ListedOwners(FileTree& tree) : tree_(tree) {}

    const std::string& user(std::uint32_t uid) override;
    const std::string& group(std::uint32_t gid) override;
    bool has_user(std::uint32_t uid) override;
    bool has_group(std::uint32_t gid) override;

private:
    using Listed = std::map<std::uint32_t, std::string>;
    /// A list as it was read, or why it could not be.
    struct Names {
        std::variant<std::monostate, Listed, CannotTell> listed = {};
        Listed shown = {};  ///< digits of those without a name
    };

    void read(Names& names, const std::string& path);
    const std::string& name_of(std::uint32_t id, Names& names, const std::string& path);
    bool is_listed(std::uint32_t id, Names& names, const std::string& path);

    FileTree& tree_;
    Names users_;
    Names groups_;
};

}  // namespace muster
