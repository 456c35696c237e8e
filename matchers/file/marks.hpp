#pragma once

// What a tool of the target knows of a file: flags, capabilities, lists, labels, packages, and what a
// user may do with it.

#include "framework/host/host.hpp"
#include "framework/model/fact.hpp"
#include "framework/platform/file_access.hpp"

namespace muster::file_readers {

Task<Value> immutable(Host& host, Fact fact);
Task<Value> append_only(Host& host, Fact fact);
Task<Value> capabilities(Host& host, Fact fact);
Task<Value> acl(Host& host, Fact fact);
Task<Value> xattr(Host& host, Fact fact);
Task<Value> selinux_label(Host& host, Fact fact);
Task<Value> package(Host& host, Fact fact);
Task<Value> as_packaged(Host& host, Fact fact);

/// Whether the kernel would let the user of the parameter.
template<bool AllowedAccess::*right>
Task<Value> by_user(Host& host, Fact fact) {
    auto asked = access_of(host, fact.subject.name(), fact.parameter());
    const auto& allowed = co_await asked;
    co_return allowed ? Value((*allowed).*right) : absent;
}

}  // namespace muster::file_readers
