// What is far beyond the limit of content must not be held by anybody on the way to that answer.
#include "framework/backend/local/local_backend.hpp"
#include "framework/base/text.hpp"
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"
#include "tests/support/child.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <filesystem>

using namespace muster;
using namespace muster::tests;

namespace {

/// The most memory in KiB that this process had at once.
std::int64_t peak() {
    rusage usage{};
    (void)::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/// The same of the largest of its children: here the target's side.
std::int64_t peak_of_children() {
    rusage usage{};
    (void)::getrusage(RUSAGE_CHILDREN, &usage);
    return usage.ru_maxrss;
}

std::string outcome(Backend& backend, const std::string& path) {
    const auto before = peak();
    const std::vector<Question> batch = {Read{path}};
    const auto answers = backend.exchange(batch, Deadline(std::chrono::seconds(60)));
    const auto* why = std::get_if<CannotTell>(&answers[0]);
    return std::to_string(peak() - before) + "\n" + (why != nullptr ? why->message : "an answer");
}

}  // namespace

TEST_CASE("a file of 1 GiB: the limit is named, and neither side holds more than 64 MiB") {
    constexpr std::int64_t most = 64 * 1024;
    const Place place;
    const auto path = place.file("large", "");
    std::filesystem::resize_file(path, 1ULL << 30);
    const auto limit = "16777216 bytes";

    const auto near = in_child([&] {
        LocalBackend local;
        return outcome(local, path);
    });

    CHECK(whole_number(lines_of(near)[0]).value_or(most) < most);
    CHECK(near.find(limit) != std::string::npos);
    for (const auto& shell : all_shells()) {
        const auto far = in_child([&] {
            std::string text;
            {
                auto backend = backend_on(shell);
                text = outcome(backend, path);
            }
            return std::to_string(peak_of_children()) + "\n" + text;
        });
        INFO(shell << ": " << far);
        CHECK(whole_number(lines_of(far)[0]).value_or(most) < most);
        CHECK(whole_number(lines_of(far)[1]).value_or(most) < most);
        CHECK(far.find(limit) != std::string::npos);
    }
}
