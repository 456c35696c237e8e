#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

/// Whether any class has the permission bit; its parts: one class, or what the kernel would let a user.
struct Access : Flag {
    Access(const Subject& file, const char* kind, Subject parts)
        : Flag(file, kind), parts_(parts) {}

    Flag by(Word user) const { return {parts_, "by", {user}}; }

private:
    Subject parts_;  // before the tickets that are made from it

public:
    Flag by_owner{parts_, "by_owner"};
    Flag by_group{parts_, "by_group"};
    Flag by_others{parts_, "by_others"};
};

/// The entry itself, whatever it leads to.
struct FileLink : Subject {
    explicit FileLink(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Text owner{*this, "owner"};
    Text group{*this, "group"};
    Number uid{*this, "uid"};
    Number gid{*this, "gid"};
    Mode mode{*this, "mode"};
    Time mtime{*this, "mtime"};
    Number size{*this, "size"};
};

struct File : Subject {
    explicit File(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Flag regular{*this, "regular"};
    Flag directory{*this, "directory"};
    Flag socket{*this, "socket"};
    Flag pipe{*this, "pipe"};
    Flag block_device{*this, "block_device"};
    Flag character_device{*this, "character_device"};
    Flag symlink{*this, "symlink"};
    Flag dangling{*this, "dangling"};
    Text type{*this, "type"};
    Mode mode{*this, "mode"};
    Flag setuid{*this, "setuid"};
    Flag setgid{*this, "setgid"};
    Flag sticky{*this, "sticky"};
    Text owner{*this, "owner"};
    Text group{*this, "group"};
    Number uid{*this, "uid"};
    Number gid{*this, "gid"};
    Access readable{*this, "readable", part("readable")};
    Access writable{*this, "writable", part("writable")};
    Access executable{*this, "executable", part("executable")};
    Number size{*this, "size"};
    Number links{*this, "links"};
    Number inode{*this, "inode"};
    Time mtime{*this, "mtime"};
    Time ctime{*this, "ctime"};
    Text content{*this, "content"};
    Scalar value{*this, "value"};
    List lines{*this, "lines"};
    Text md5{*this, "md5"};
    Text sha1{*this, "sha1"};
    Text sha256{*this, "sha256"};
    Text sha512{*this, "sha512"};
    Text linked_to{*this, "linked_to"};
    Text resolved_path{*this, "resolved_path"};
    FileLink link{part("link")};
    Flag immutable{*this, "immutable"};
    Flag append_only{*this, "append_only"};
    Text capabilities{*this, "capabilities"};
    List acl{*this, "acl"};
    Text selinux_label{*this, "selinux_label"};
    List entries{*this, "entries"};
    Text package{*this, "package"};
    Flag as_packaged{*this, "as_packaged"};

    /// Lines from the first that matches `from` to the next one after it that matches `to`, both
    /// included.
    Text content_between(Word from, Word to) const {
        return {*this, "content_between", {from, to}};
    }
    /// From the first line that matches to the end.
    Text content_after(Word from) const { return {*this, "content_after", {from}}; }
    /// From the beginning up to and with the first line that matches.
    Text content_before(Word to) const { return {*this, "content_before", {to}}; }
    /// An extended attribute: `xattr("user.note")`.
    Text xattr(Word name) const { return {*this, "xattr", {name}}; }
};

/// What an absolute path leads to; links are followed.
inline File file(Word path) {
    return File(Subject("file", {path}));
}

}  // namespace muster::dsl
