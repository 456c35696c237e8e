#pragma once
#pragma GCC system_header
// The one header of a spec: #include <muster/spec.hpp>, using namespace muster.
//
// It sees three small standard headers and hardly a template, so that a spec compiles in a moment; a
// test weighs it. `system_header` keeps warnings about our own literals (`30s`, `16_MiB`) out of the
// builds of those who write specs.

#include <muster/hosts.hpp>
#include <muster/resources.hpp>  // made by CMake from the folder of matchers
#include <muster/statements.hpp>
#include <muster/types.hpp>

namespace muster {
using namespace dsl;
}  // namespace muster
