#include "matchers/file/status.hpp"

#include "framework/platform/name_services.hpp"

namespace muster::file_readers {

namespace {

/// Of the accounts or the groups: the id, and the name that the target has for it.
struct Owner {
    std::uint32_t FileStatus::*id;
    std::string FileStatus::*name;
    const char* database;
};
constexpr Owner of_users = {&FileStatus::uid, &FileStatus::owner, "passwd"};
constexpr Owner of_groups = {&FileStatus::gid, &FileStatus::group, "group"};

Task<Value> named(Host& host, Fact fact, Follow follow, Owner whose) {
    auto asked = host.stat(fact.subject.name(), follow);
    const auto& status = co_await asked;
    if (not status)
        co_return absent;
    const auto& found = *status;
    const auto name = found.*whose.name;
    if (not host.can(Ability::run) and name == std::to_string(found.*whose.id)) {
        const std::string database = whose.database;
        auto others = require_answers(host, database);
        (void)co_await others;
    }
    co_return name;
}

}  // namespace

Task<Value> owner(Host& host, Fact fact) {
    return named(host, std::move(fact), Follow::yes, of_users);
}

Task<Value> group(Host& host, Fact fact) {
    return named(host, std::move(fact), Follow::yes, of_groups);
}

Task<Value> owner_of_entry(Host& host, Fact fact) {
    return named(host, std::move(fact), Follow::no, of_users);
}

Task<Value> group_of_entry(Host& host, Fact fact) {
    return named(host, std::move(fact), Follow::no, of_groups);
}

Value type(const FileStatus& status) {
    return name(status.type);
}

Value mode(const FileStatus& status) {
    return Mode{status.permissions};
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
