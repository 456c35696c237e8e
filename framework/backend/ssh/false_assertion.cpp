#include "framework/backend/ssh/false_assertion.hpp"

#include <cstdio>
#include <cstdlib>

namespace muster {

namespace {

thread_local int guards = 0;

}  // namespace

AssertionsThrow::AssertionsThrow() {
    ++guards;
}

AssertionsThrow::~AssertionsThrow() {
    --guards;
}

}  // namespace muster

/// In the place of the C library's own (LSB 5.0, "__assert_fail"), for all that is linked with us. The unwinder passes
/// through libssh2's C, whose frames it knows where the compiler writes unwind tables for C, too (amd64, arm64 and all
/// others but 32-bit Arm, where the program ends as it would have); there is nothing of ours in between.
extern "C" [[noreturn]] void __assert_fail(  // NOLINT(bugprone-reserved-identifier): its name
    const char* claim,
    const char* file,
    unsigned line,
    const char* function
) {
    if (muster::guards > 0)
        throw muster::FalseAssertion{};
    std::fprintf(stderr, "%s:%u: %s: assertion `%s' failed\n", file, line, function, claim);
    std::abort();
}
