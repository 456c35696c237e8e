// Files: what an absolute path leads to, and the entry itself (`link`). The readers are in
// matchers/file/: status (stat), content (read, digest, list), marks (tools of the target).

#include "framework/host/resource.hpp"
#include "matchers/file/content.hpp"
#include "matchers/file/marks.hpp"
#include "matchers/file/path.hpp"
#include "matchers/file/status.hpp"

namespace muster {

namespace {

using namespace file_readers;

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<AttributeEntry> attributes() {
    return {
        {.name = "exists",
         .type = Type::flag,
         .meaning = "the path leads to something; a dangling or looping link does not",
         .when_absent = false},
        {.name = "regular",
         .type = Type::flag,
         .meaning = "what it leads to is a regular file",
         .when_absent = false},
        {.name = "directory",
         .type = Type::flag,
         .meaning = "what it leads to is a folder",
         .when_absent = false},
        {.name = "socket",
         .type = Type::flag,
         .meaning = "what it leads to is a unix socket",
         .when_absent = false},
        {.name = "pipe",
         .type = Type::flag,
         .meaning = "what it leads to is a named pipe",
         .when_absent = false},
        {.name = "block_device",
         .type = Type::flag,
         .meaning = "what it leads to is a block device",
         .when_absent = false},
        {.name = "character_device",
         .type = Type::flag,
         .meaning = "what it leads to is a character device",
         .when_absent = false},
        {.name = "symlink",
         .type = Type::flag,
         .meaning = "the entry is a link",
         .when_absent = false},
        {.name = "dangling",
         .type = Type::flag,
         .meaning = "the entry is a link that leads nowhere",
         .when_absent = false},
        {.name = "type",
         .type = Type::text,
         .meaning = "`file` `directory` `socket` `pipe` `block-device` `character-device`"},
        {.name = "mode", .type = Type::mode, .meaning = "12 bits"},
        {.name = "setuid", .type = Type::flag, .meaning = "bit 4000"},
        {.name = "setgid", .type = Type::flag, .meaning = "bit 2000"},
        {.name = "sticky", .type = Type::flag, .meaning = "bit 1000"},
        {.name = "owner",
         .type = Type::text,
         .meaning = "name by the target's name service; an id without a name reads as its digits"},
        {.name = "group", .type = Type::text, .meaning = "the same of the group"},
        {.name = "uid", .type = Type::number, .meaning = "id of the owner"},
        {.name = "gid", .type = Type::number, .meaning = "id of the group"},
        {.name = "readable", .type = Type::flag, .meaning = "any class has the bit"},
        {.name = "writable", .type = Type::flag, .meaning = "any class has the bit"},
        {.name = "executable", .type = Type::flag, .meaning = "any class has the bit"},
        {.name = "size", .type = Type::number, .meaning = "bytes", .unit = "bytes"},
        {.name = "links", .type = Type::number, .meaning = "link count"},
        {.name = "inode", .type = Type::number, .meaning = "inode number"},
        {.name = "mtime", .type = Type::time, .meaning = "last change of the content"},
        {.name = "ctime", .type = Type::time, .meaning = "last change of the inode"},
        {.name = "content",
         .type = Type::text,
         .meaning = "bytes to the end, also where size says 0 (`/proc`); no value for what is no "
                    "regular file"},
        {.name = "value",
         .type = Type::scalar,
         .meaning = "all of the content with one final newline off"},
        {.name = "content_between",
         .type = Type::text,
         .meaning =
             "lines from the first that matches a to the next one after it that matches b, both "
             "included, first range only; no such range: not set",
         .parameters = {{.name = "a", .regex = true}, {.name = "b", .regex = true}}},
        {.name = "content_after",
         .type = Type::text,
         .meaning = "lines from the first that matches to the end; none: not set",
         .parameters = {{.name = "a", .regex = true}}},
        {.name = "content_before",
         .type = Type::text,
         .meaning = "lines up to and with the first that matches; none: not set",
         .parameters = {{.name = "b", .regex = true}}},
        {.name = "lines",
         .type = Type::list,
         .meaning = "content cut at newlines; one final newline makes no item; `\\r` kept",
         .item = {.ordered = true}},
        {.name = "md5", .type = Type::text, .meaning = "lower-case hex"},
        {.name = "sha1", .type = Type::text, .meaning = "lower-case hex"},
        {.name = "sha256", .type = Type::text, .meaning = "lower-case hex"},
        {.name = "sha512", .type = Type::text, .meaning = "lower-case hex"},
        {.name = "linked_to",
         .type = Type::text,
         .meaning = "raw text of the link, one step; no link: not set"},
        {.name = "resolved_path", .type = Type::text, .meaning = "full path after all links"},
        {.name = "immutable", .type = Type::flag, .meaning = "inode flag `i`"},
        {.name = "append_only", .type = Type::flag, .meaning = "inode flag `a`"},
        {.name = "capabilities",
         .type = Type::text,
         .meaning = "as `getcap`: `cap_net_bind_service=ep`; none: not set"},
        {.name = "acl", .type = Type::list, .meaning = "entries as `getfacl -c`: `user:alice:r--`"},
        {.name = "xattr",
         .type = Type::text,
         .meaning = "an extended attribute; none of this name: not set",
         .parameters = {{.name = "name", .meaning = "`user.note`"}}},
        {.name = "selinux_label", .type = Type::text, .meaning = "full context; none: not set"},
        {.name = "entries", .type = Type::list, .meaning = "names in a folder, no `.` and `..`"},
        {.name = "package",
         .type = Type::text,
         .meaning = "package that owns the path; none: not set"},
        {.name = "as_packaged",
         .type = Type::flag,
         .meaning =
             "digest, mode and owner as packaged, as far as the package manager keeps them; no "
             "package: not set"},
    };
}

std::vector<AttributeEntry> rights() {
    return {
        {.name = "by_owner", .type = Type::flag, .meaning = "the owner's class has the bit"},
        {.name = "by_group", .type = Type::flag, .meaning = "the group's class has the bit"},
        {.name = "by_others", .type = Type::flag, .meaning = "the others' class has the bit"},
        {.name = "by",
         .type = Type::flag,
         .meaning = "would the kernel let this user",
         .parameters = {{.name = "user"}}},
    };
}

std::vector<ViewEntry> views() {
    return {
        {.name = "readable", .meaning = "who may read", .attributes = rights()},
        {.name = "writable", .meaning = "who may write", .attributes = rights()},
        {.name = "executable",
         .meaning = "who may execute, or pass a folder",
         .attributes = rights()},
        {.name = "link",
         .meaning = "the entry itself, by lstat",
         .attributes =
             {
                 {.name = "exists",
                  .type = Type::flag,
                  .meaning = "anything has this name, a dangling link too",
                  .when_absent = false},
                 {.name = "owner", .type = Type::text, .meaning = "name of the owner"},
                 {.name = "group", .type = Type::text, .meaning = "name of the group"},
                 {.name = "uid", .type = Type::number, .meaning = "id of the owner"},
                 {.name = "gid", .type = Type::number, .meaning = "id of the group"},
                 {.name = "mode", .type = Type::mode, .meaning = "12 bits; of a link 0777"},
                 {.name = "mtime", .type = Type::time, .meaning = "when it was made to lead there"},
                 {.name = "size",
                  .type = Type::number,
                  .meaning = "bytes; of a link, of its text",
                  .unit = "bytes"},
             }},
    };
}

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<ReaderEntry> readers() {
    return {
        {"exists", of_target<is_there>},
        {"regular", of_target<is_of_type<FileType::regular>>},
        {"directory", of_target<is_of_type<FileType::directory>>},
        {"socket", of_target<is_of_type<FileType::socket>>},
        {"pipe", of_target<is_of_type<FileType::pipe>>},
        {"block_device", of_target<is_of_type<FileType::block_device>>},
        {"character_device", of_target<is_of_type<FileType::character_device>>},
        {"symlink", of_entry<is_of_type<FileType::symlink>>},
        {"dangling", dangling},
        {"type", of_target<type>},
        {"mode", of_target<mode>},
        {"setuid", of_target<has_bit<04000>>},
        {"setgid", of_target<has_bit<02000>>},
        {"sticky", of_target<has_bit<01000>>},
        {"owner", owner},
        {"group", group},
        {"uid", of_target<uid>},
        {"gid", of_target<gid>},
        {"readable", of_target<has_bit<0444>>},
        {"by_owner", of_target<has_bit<0400>>, "readable"},
        {"by_group", of_target<has_bit<0040>>, "readable"},
        {"by_others", of_target<has_bit<0004>>, "readable"},
        {"by", by_user<&AllowedAccess::read>, "readable"},
        {"writable", of_target<has_bit<0222>>},
        {"by_owner", of_target<has_bit<0200>>, "writable"},
        {"by_group", of_target<has_bit<0020>>, "writable"},
        {"by_others", of_target<has_bit<0002>>, "writable"},
        {"by", by_user<&AllowedAccess::write>, "writable"},
        {"executable", of_target<has_bit<0111>>},
        {"by_owner", of_target<has_bit<0100>>, "executable"},
        {"by_group", of_target<has_bit<0010>>, "executable"},
        {"by_others", of_target<has_bit<0001>>, "executable"},
        {"by", by_user<&AllowedAccess::execute>, "executable"},
        {"size", of_target<size>},
        {"links", of_target<links>},
        {"inode", of_target<inode>},
        {"mtime", of_target<mtime>},
        {"ctime", of_target<ctime>},
        {"content", content},
        {"value", value},
        {"lines", lines},
        {"content_between", content_between},
        {"content_after", content_after},
        {"content_before", content_before},
        {"md5", md5},
        {"sha1", sha1},
        {"sha256", sha256},
        {"sha512", sha512},
        {"linked_to", linked_to},
        {"resolved_path", resolved_path},
        {"exists", of_entry<is_there>, "link"},
        {"owner", owner_of_entry, "link"},
        {"group", group_of_entry, "link"},
        {"uid", of_entry<uid>, "link"},
        {"gid", of_entry<gid>, "link"},
        {"mode", of_entry<mode>, "link"},
        {"mtime", of_entry<mtime>, "link"},
        {"size", of_entry<size>, "link"},
        {"immutable", immutable},
        {"append_only", append_only},
        {"capabilities", capabilities},
        {"acl", acl},
        {"xattr", xattr},
        {"selinux_label", file_readers::selinux_label},
        {"entries", entries},
        {"package", package},
        {"as_packaged", file_readers::as_packaged},
    };
}

}  // namespace

std::span<const Resource> file_resources() {
    static const Resource resource = {
        .entry =
            {
                .name = "file",
                .summary = "What a path leads to.",
                .subject = {{.name = "path", .meaning = "an absolute path"}},
                .views = views(),
                .attributes = with_image_mark(
                    attributes(),
                    InImage::kept,
                    {"immutable", "append_only", "capabilities", "acl", "xattr", "selinux_label"}
                ),
                .example = R"(expect(file("/etc/ssl/private").mode <= 0710);)",
                .yaml_example = R"(- {file: /etc/ssl/private, mode: {"<=": 0710}})",
                .details =
                    R"(Links are followed; `file(p).link` is the entry itself. A relative path is a broken spec; `~` is not
expanded. What is no regular file is never opened. Flags, capabilities, lists, extended attributes and
labels are asked of `lsattr`, `getcap`, `getfacl`, `getfattr` and `stat`, one run of each for all
paths. `.by(user)`: as root the kernel is asked as that user (`setpriv`, else `runuser`, else `su`); as
anybody else, and of an image, it is worked out from the bits of every folder on the way, groups and
access control lists, and cannot be told where a list cannot be read. Of an image flags, capabilities
and the like are what its inodes carry: a layer keeps extended attributes and no flags. `package` and
`as_packaged` know dpkg, which keeps digests, but neither modes nor owners; the configuration files of
a package count, too.)",
                .broken_subject = broken_path,
            },
        .readers = readers(),
    };
    return {&resource, 1};
}

}  // namespace muster
