#pragma once
#include <muster/types.hpp>

namespace muster::dsl {

struct KernelParameter : Subject {
    explicit KernelParameter(Subject subject) : Subject(subject) {}

    Flag exists{*this, "exists"};
    Scalar value{*this, "value"};
    List values{*this, "values"};
    Scalar configured{*this, "configured"};
    Text configured_in{*this, "configured_in"};
    Flag as_configured{*this, "as_configured"};
};

/// A sysctl, live and as configured; `/` and `.` as in sysctl.d(5).
inline KernelParameter kernel_parameter(Word key) {
    return KernelParameter(Subject("kernel_parameter", {key}));
}

struct KernelParameters : Plural<KernelParameters> {
    explicit KernelParameters(Subject subject) : Plural(subject) {}
};

/// All keys that a pattern fits: `net.ipv4.conf.*.rp_filter`.
inline KernelParameters kernel_parameters(Word pattern) {
    return KernelParameters(Subject("kernel_parameters", {pattern}));
}

}  // namespace muster::dsl
