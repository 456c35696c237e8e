// Names with a blank, a quote, `;`, a leading `-`, a newline or glob signs, of every resource: one argument or one
// path, never code, an option or a pattern.

#include "framework/host/resource.hpp"
#include "matchers/table.hpp"
#include "tests/support/every_fact.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/gather.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace muster;
using namespace muster::tests;

namespace {

/// Keeps the commands and patterns that it is asked.
class Watched : public FakeHost {
public:
    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        for (const auto& question : batch) {
            if (const auto* run = std::get_if<Run>(&question))
                commands.push_back(run->command.words);
            if (const auto* glob = std::get_if<Glob>(&question))
                patterns.push_back(glob->pattern);
            if (const auto* reading = std::get_if<ReadMatching>(&question))
                patterns.push_back(reading->pattern);
        }
        return FakeHost::exchange(batch, deadline);
    }

    std::vector<std::vector<std::string>> commands;
    std::vector<std::string> patterns;
};

/// Of signs that no script or pattern of our own has.
const std::vector<std::string> odd_names = {
    "q7 b", "q7's", "q7\"b", "q7;id", "$(q7)", "-q7", "--q7", "q7\nb", "*q7*", "q7?[b]*"};

/// Whether the word at this place is the name alone, and nothing before it makes it more than that.
bool is_argument(
    const std::vector<std::string>& words, std::size_t place, const std::string& name
) {
    const auto& word = words[place];
    // A unit has the name with its kind behind.
    const bool is_whole = word == name or word.ends_with("/" + name) or word == name + ".service";
    const bool is_code = place == 0 or words[place - 1] == "-c" or words[place - 1] == "-e";
    const bool ends_options =
        std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(place), "--")
        != words.begin() + static_cast<std::ptrdiff_t>(place);
    const bool of_script = place > 3 and words[0] == "sh" and words[1] == "-c";
    return is_whole and not is_code and (word[0] != '-' or ends_options or of_script);
}

void check_name(const Resource& resource, const std::string& name, const Platform& platform) {
    const auto subject = subject_of(resource.entry, name);
    if (not subject or subject->names.empty())
        return;
    INFO(resource.entry.name << ' ' << name << " on " << platform.family);
    Watched host;
    host.file("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        .file("/var/lib/dpkg/status", "")
        .file("/var/lib/rpm/rpmdb.sqlite", "");
    if (name.starts_with('/'))
        host.file(name, "x");

    (void)gather(host, {&resource, 1}, every_fact(resource.entry, *subject), platform);

    for (const auto& words : host.commands)
        for (std::size_t place = 0; place < words.size(); ++place)
            if (words[place].find(name) != std::string::npos) {
                CAPTURE(words, place);
                CHECK(is_argument(words, place, name));
            }
    if (name.find_first_of("*?[") != std::string::npos)
        for (const auto& pattern : host.patterns) {
            CAPTURE(pattern);
            CHECK(pattern.find(name) == std::string::npos);
        }
}

}  // namespace

TEST_CASE("name with blank, quote, ;, leading -, newline, glob signs: one argument or one path, of "
          "any resource") {
    const Vocabulary vocabulary(resource_table());
    auto red_hat = debian();
    red_hat.family = "rhel";
    red_hat.distribution = "rocky";

    for (const auto* resource : vocabulary.all()) {
        // A plural's name is a pattern, and a command's is code: both are meant so.
        if (resource->columns != nullptr or resource->entry.name == "command")
            continue;
        for (const auto& odd : odd_names)
            for (const auto& name : {odd, "/srv/" + odd})
                for (const auto& platform : {debian(), red_hat})
                    check_name(*resource, name, platform);
    }
}
