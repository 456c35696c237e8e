#pragma once

namespace muster {

/// What libssh2 throws in a call that is guarded, where it would end the program otherwise.
struct FalseAssertion {};

/// While one lives, an assertion (assert(3)) that is false on this thread is thrown and does not end the program.
/// libssh2 1.10 asserts what the other side decides: that the length of a packet, which it has just deciphered, is a
/// multiple of the cipher's blocks (transport.c, decrypt). Any server, or whoever garbles its bytes, could end a run
/// over all other targets by that.
class AssertionsThrow {
public:
    AssertionsThrow();
    ~AssertionsThrow();
    AssertionsThrow(const AssertionsThrow&) = delete;
    AssertionsThrow& operator=(const AssertionsThrow&) = delete;
};

}  // namespace muster
