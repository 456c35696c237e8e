#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct KernelModule : Subject {
    explicit KernelModule(Subject subject) : Subject(subject) {}

    Flag loaded{*this, "loaded"};
    Flag built_in{*this, "built_in"};
    Flag available{*this, "available"};
    Flag disabled{*this, "disabled"};
    Flag blacklisted{*this, "blacklisted"};
    Flag configured{*this, "configured"};
    Text version{*this, "version"};
    Scalar parameter(Word name) const { return {*this, "parameter", {name}}; }
    List used_by{*this, "used_by"};
};

/// A module of the running kernel; `-` and `_` are the same letter.
inline KernelModule kernel_module(Word name) {
    return KernelModule(Subject("kernel_module", {name}));
}

struct KernelModules : Plural<KernelModules> {
    explicit KernelModules(Subject subject) : Plural(subject) {}
};

/// All modules that are loaded, without those that are built in.
inline KernelModules kernel_modules() {
    return KernelModules(Subject("kernel_modules", {}));
}

}  // namespace muster::dsl
