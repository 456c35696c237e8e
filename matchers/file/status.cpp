#include "matchers/file/status.hpp"

namespace muster::file_readers {

Value type(const FileStatus& status) {
    return name(status.type);
}

Value mode(const FileStatus& status) {
    return Mode{status.permissions};
}

Value owner(const FileStatus& status) {
    return status.owner;
}

Value group(const FileStatus& status) {
    return status.group;
}

Value uid(const FileStatus& status) {
    return status.uid;
}

Value gid(const FileStatus& status) {
    return status.gid;
}

Value size(const FileStatus& status) {
    return status.size;
}

Value links(const FileStatus& status) {
    return status.links;
}

Value inode(const FileStatus& status) {
    return status.inode;
}

Value mtime(const FileStatus& status) {
    return status.modified;
}

Value ctime(const FileStatus& status) {
    return status.changed;
}

Task<Value> dangling(Host& host, Fact fact) {
    const auto path = fact.subject.name();
    auto entry = host.stat(path, Follow::no);
    auto target = host.stat(path);
    const auto& link = co_await entry;
    if (not link)
        co_return absent;
    if (link->type != FileType::symlink)
        co_return false;
    const auto& leads_to = co_await target;
    co_return not leads_to;
}

Task<Value> linked_to(Host& host, Fact fact) {
    auto asked = host.readlink(fact.subject.name());
    const auto& link = co_await asked;
    if (not link)
        co_return absent;
    co_return link->is_link ? Value(link->text) : not_set;
}

Task<Value> resolved_path(Host& host, Fact fact) {
    const auto path = fact.subject.name();
    auto status = host.stat(path);
    auto asked = host.readlink(path, Links::all);
    const auto& there = co_await status;
    if (not there)
        co_return absent;
    const auto& resolved = co_await asked;
    co_return resolved ? Value(resolved->text) : absent;
}

}  // namespace muster::file_readers
