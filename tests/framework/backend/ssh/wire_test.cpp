#include "framework/backend/ssh/wire.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cerrno>

using namespace muster;

namespace {

/// Has always another piece, and never a turn in which it has none.
class Endless : public SshLink {
public:
    std::optional<std::size_t> receive(char* buffer, std::size_t size) override {
        std::fill_n(buffer, size, 'x');
        return size;
    }
    std::size_t send(std::string_view bytes) override { return bytes.size(); }
    Ready wait(bool /*for_room*/, Deadline /*until*/) override { return {.to_receive = true}; }
    int descriptor() const override { return -1; }
};

/// Takes what comes until the wire says no: how much, and why not more.
struct Taken {
    std::size_t bytes = 0;
    ssize_t said = 0;
};
Taken take_all(Wire& wire) {
    constexpr std::size_t patience = 64UL << 20;
    std::array<char, 4096> piece{};
    Taken taken;
    while (taken.bytes < patience) {
        taken.said = wire.receive(piece.data(), piece.size());
        if (taken.said < 0)
            break;
        taken.bytes += static_cast<std::size_t>(taken.said);
    }
    return taken;
}

}  // namespace

TEST_CASE("an endless stream is taken in pieces of a megabyte, with a wait in between") {
    Wire wire(std::make_unique<Endless>());
    wire.allow(16UL << 20);
    for (int i = 0; i < 3; ++i) {
        const auto taken = take_all(wire);
        CHECK(taken.bytes == 1UL << 20);
        CHECK(taken.said == -EAGAIN);
        wire.wait(Deadline(std::chrono::seconds(1)));
    }
}

TEST_CASE("who sends more than is allowed is cut off") {
    Wire wire(std::make_unique<Endless>());
    constexpr std::size_t greeting = 256UL << 10;
    constexpr std::size_t login = 4UL << 20;

    SECTION("before the key exchange is over") {
        const auto taken = take_all(wire);
        CHECK(taken.bytes <= greeting);
        CHECK(taken.said == -ECONNRESET);
    }
    SECTION("before the login is over") {
        wire.trust();
        std::size_t taken = 0;
        while (not wire.lost() and taken < 2 * login) {
            taken += take_all(wire).bytes;
            wire.wait(Deadline(std::chrono::seconds(1)));
        }
        CHECK(taken > login / 2);
        CHECK(taken <= greeting + login);
    }
    CHECK(wire.lost() == "the other side sends without end");
}

TEST_CASE("what was heard is kept until the key exchange is over, 64 KiB of it") {
    Wire wire(std::make_unique<Endless>());
    (void)take_all(wire);
    CHECK(wire.heard() == std::string(64UL << 10, 'x'));
    wire.trust();
    CHECK(wire.heard().empty());
}
