#pragma once

// What stat(2) and lstat(2) know of a path.

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"

namespace muster::file_readers {

/// A part of the status of what the path leads to.
template<Value (*part)(const FileStatus&)>
Task<Value> of_target(Host& host, Fact fact) {
    auto asked = host.stat(fact.subject.name());
    const auto& status = co_await asked;
    co_return status ? part(*status) : absent;
}

/// The same of the entry itself, whatever it leads to.
template<Value (*part)(const FileStatus&)>
Task<Value> of_entry(Host& host, Fact fact) {
    auto asked = host.stat(fact.subject.name(), Follow::no);
    const auto& status = co_await asked;
    co_return status ? part(*status) : absent;
}

inline Value is_there(const FileStatus&) {
    return true;
}

template<FileType type>
Value is_of_type(const FileStatus& status) {
    Value flag = status.type == type;
    flag.remark = "is a " + std::string(name(status.type));
    return flag;
}

/// Whether any of these bits is set.
template<unsigned bits>
Value has_bit(const FileStatus& status) {
    Value flag = (status.permissions & bits) != 0;
    flag.remark = "its mode is " + to_shown(Mode{status.permissions});
    return flag;
}

Value type(const FileStatus& status);
Value mode(const FileStatus& status);
/// Whose it is, by name. Throws NotAsked for an id without a name in an image whose names come from elsewhere, too.
Task<Value> owner(Host& host, Fact fact);
Task<Value> group(Host& host, Fact fact);
/// The same of the entry itself.
Task<Value> owner_of_entry(Host& host, Fact fact);
Task<Value> group_of_entry(Host& host, Fact fact);
Value uid(const FileStatus& status);
Value gid(const FileStatus& status);
Value size(const FileStatus& status);
Value links(const FileStatus& status);
Value inode(const FileStatus& status);
Value mtime(const FileStatus& status);
Value ctime(const FileStatus& status);

/// The entry is a link that leads nowhere.
Task<Value> dangling(Host& host, Fact fact);
/// The raw text of the link, also of one that leads nowhere.
Task<Value> linked_to(Host& host, Fact fact);
Task<Value> resolved_path(Host& host, Fact fact);

}  // namespace muster::file_readers
