#pragma once
#include <muster/plural.hpp>
#include <muster/types.hpp>

namespace muster::dsl {

/// Many files: those that a glob finds, or those below a folder.
struct Files : Plural<Files> {
    explicit Files(Subject subject) : Plural<Files>(subject) {}

    List paths{*this, "paths"};
    List world_writable{*this, "world_writable"};
    List unowned{*this, "unowned"};
    List ungrouped{*this, "ungrouped"};
    List setuid{*this, "setuid"};
    List setgid{*this, "setgid"};
    List dangling_links{*this, "dangling_links"};

    /// Only entries whose name fits the glob, hidden or not.
    Files named(Word glob) const { return Files(narrowed("named", {glob})); }
    /// `file directory symlink socket pipe block-device character-device`
    Files of_type(Word type) const { return Files(narrowed("of_type", {type})); }
    /// At most n folders down; 1 is the folder itself.
    Files depth(Amount n) const { return Files(narrowed("depth", {n})); }
    /// Without a path (or what a glob finds) and all below it; chains.
    Files excluding(Word path) const { return Files(narrowed("excluding", {path})); }
    Files larger_than(Amount bytes) const { return Files(narrowed("larger_than", {bytes})); }
    Files including_other_file_systems() const {
        return Files(narrowed("including_other_file_systems", {}));
    }
};

/// What a glob finds, `**` for any number of folders.
inline Files files(Word glob) {
    return Files(Subject("files", {glob}));
}

/// Everything below a folder, on its own file system.
inline Files files_under(Word folder) {
    return Files(Subject("files_under", {folder}));
}

}  // namespace muster::dsl
