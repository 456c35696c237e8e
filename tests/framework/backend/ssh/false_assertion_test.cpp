#include "framework/backend/ssh/false_assertion.hpp"

#include <catch2/catch.hpp>

#include <dlfcn.h>

using namespace muster;

namespace {

using AssertFail =
    void (*)(const char* claim, const char* file, unsigned line, const char* function);

/// The one that a shared library such as libssh2 calls.
AssertFail assert_fail() {
    return reinterpret_cast<AssertFail>(::dlsym(RTLD_DEFAULT, "__assert_fail"));
}

}  // namespace

TEST_CASE(
    "an assertion of a library that is false in a guarded call is thrown, and the program goes on"
) {
    REQUIRE(assert_fail() != nullptr);
    for (int i = 0; i < 2; ++i) {
        const AssertionsThrow guarded;
        const AssertionsThrow once_more;
        CHECK_THROWS_AS(
            assert_fail()("(len % blocksize) == 0", "transport.c", 139, "decrypt"), FalseAssertion
        );
    }
}
