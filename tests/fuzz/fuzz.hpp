#pragma once

// Feeding our parsers with whatever a target, a file or the network may hold.
//
// A target is a function that takes any bytes and returns. It catches what its parser is allowed to say
// ("this is none": Broken, CannotTell); anything else that ends it, a finding of a sanitizer, a broken promise
// (FUZZ_ASSERT) or more than a few seconds is a fault. `fuzz` (driver.cpp) changes the seeds again and again.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace muster::fuzz {

struct Target {
    std::string_view name;
    void (*run)(std::string_view input);
    std::vector<std::string> seeds;  ///< well-formed inputs to begin with
    void (*prepare)() = nullptr;     ///< what takes its time once
};

}  // namespace muster::fuzz

namespace muster {

/// All targets of the folder, by file; CMake writes the definition.
std::vector<std::vector<fuzz::Target>> fuzz_table();

}  // namespace muster

/// A promise of a parser's: what it reads it writes back, what it bounds is bounded.
#define FUZZ_ASSERT(promise)                                                           \
    do {                                                                               \
        if (not(promise)) {                                                            \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #promise); \
            std::abort();                                                              \
        }                                                                              \
    } while (false)
