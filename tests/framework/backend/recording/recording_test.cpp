#include "framework/backend/recording/recorder.hpp"
#include "framework/backend/recording/recording_backend.hpp"
#include "framework/base/error.hpp"
#include "framework/host/question_codec.hpp"
#include "tests/support/fake_host.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

const Deadline soon{std::chrono::seconds(5)};

/// A host that says another number each time it is asked, and whose clock goes on an hour each time.
class Counter : public FakeHost {
public:
    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override {
        command("count", std::to_string(exchanges()));
        now_ += 1h;
        return FakeHost::exchange(batch, deadline);
    }
};

/// What `ask` makes of a host, recorded, written down and read again.
template<class Ask>
Recording recorded(std::unique_ptr<FakeHost> host, const Ask& ask) {
    Recording recording;
    Recorder recorder(std::move(host), recording);
    ask(recorder);
    return recording_from_json(parse_json(to_text(to_json(recording))));
}

std::string count(Backend& backend) {
    const std::vector<Question> batch = {Run{{{"count"}}}};
    return std::get<Output>(backend.exchange(batch, soon).at(0)).out;
}

std::string text_of(const std::vector<Answer>& answers) {
    std::string text;
    for (const auto& answer : answers)
        text += to_text(to_json(answer)) + "\n";
    return text;
}

}  // namespace

TEST_CASE("time-outs and tries of a recording are part of its questions, and come with it") {
    FakeHost host;
    host.limits_.network = std::chrono::seconds(7);
    host.limits_.dns_tries = 1;
    Recording recording;
    {
        auto recorder = Recorder(std::make_unique<FakeHost>(host), recording);
        CHECK(recorder.limits().dns_tries == 1);
    }

    const RecordingBackend replayed(recording_from_json(parse_json(to_text(to_json(recording)))));

    CHECK(replayed.limits().network == std::chrono::seconds(7));
    CHECK(replayed.limits().http == Limits{}.http);
    CHECK(replayed.limits().dns_tries == 1);
}

TEST_CASE("a recording answers what its host answered") {
    const std::vector<Question> batch = {
        Stat{"/etc/hosts"}, Read{"/etc/hosts"}, Read{"/none"}, ListFolder{"/etc"}, Run{{{"id"}}}};
    auto host = std::make_unique<FakeHost>();
    host->file("/etc/hosts", "127.0.0.1 \xff\n").command("id", "root");
    std::vector<Answer> live;
    const auto recording = recorded(std::move(host), [&](Backend& recorder) {
        live = recorder.exchange(batch, soon);
    });

    RecordingBackend replayed(recording);
    const auto again = replayed.exchange(batch, soon);

    CHECK(text_of(again) == text_of(live));
}

TEST_CASE("what was not recorded cannot be told") {
    RecordingBackend replayed(recorded(std::make_unique<FakeHost>(), [](Backend&) {}));

    const std::vector<Question> batch = {Read{"/etc/shadow"}};
    const auto answers = replayed.exchange(batch, soon);

    const auto& why = std::get<CannotTell>(answers.at(0));
    CHECK(why.kind == Kind::unsupported);
    CHECK(why.message == "not recorded: read /etc/shadow");
}

TEST_CASE("answers of a retry come again in order, the last one for ever") {
    const auto recording = recorded(std::make_unique<Counter>(), [](Backend& recorder) {
        REQUIRE(count(recorder) == "0");
        REQUIRE(count(recorder) == "1");
    });

    RecordingBackend replayed(recording);

    CHECK(count(replayed) == "0");
    CHECK(count(replayed) == "1");
    CHECK(count(replayed) == "1");
}

TEST_CASE("ages are judged by the clock of the recording") {
    std::vector<Instant> live;
    const auto recording = recorded(std::make_unique<Counter>(), [&](Backend& recorder) {
        live.push_back(recorder.now());
        for (int turn = 0; turn < 2; ++turn) {
            (void)count(recorder);
            live.push_back(recorder.now());
        }
    });

    RecordingBackend replayed(recording);
    std::vector<Instant> again = {replayed.now()};
    for (int turn = 0; turn < 2; ++turn) {
        (void)count(replayed);
        again.push_back(replayed.now());
    }

    CHECK(again == live);
    CHECK(live[2] - live[0] == 2h);
}

TEST_CASE("a recording can what its host could") {
    auto host = std::make_unique<FakeHost>();
    host->cannot(Ability::run, "nothing runs in an image");
    host->reads_are_free_ = true;

    const RecordingBackend replayed(recorded(std::move(host), [](Backend&) {}));

    CHECK_FALSE(replayed.can(Ability::run));
    CHECK(replayed.why_not(Ability::run) == "nothing runs in an image");
    CHECK(replayed.can(Ability::network));
    CHECK(replayed.reads_are_free());
    CHECK(replayed.identity().empty());
}

TEST_CASE("a recording is a file for its owner only") {
    const TemporaryFolder folder;
    const auto path = folder.file("web.recording");
    const auto recording =
        recorded(std::make_unique<Counter>(), [](Backend& recorder) { (void)count(recorder); });

    write_recording(recording, path);

    CHECK(to_text(to_json(read_recording(path))) == to_text(to_json(recording)));
    CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms(0600));
}

TEST_CASE("what is no recording is told by its name") {
    CHECK_THROWS_WITH(read_recording("/none"), Catch::Contains("/none: no such file"));
    CHECK_THROWS_WITH(
        recording_from_json(parse_json("{}")), Catch::Contains("this is no recording")
    );
    CHECK_THROWS_WITH(
        recording_from_json(parse_json(R"({"muster_recording": 2})")), Catch::Contains("format 2")
    );
    CHECK_THROWS_AS(
        recording_from_json(parse_json(
            R"({"muster_recording": 1, "questions": [{"question": {"read": {}}, "answers": []}]})"
        )),
        Broken
    );
}
