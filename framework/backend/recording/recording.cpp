#include "framework/backend/recording/recording.hpp"

#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/json/fields.hpp"
#include "framework/host/question_codec.hpp"

#include <fmt/format.h>

#include <array>

namespace muster {

// Found by `fields` where it writes and reads members of these types.
static Json written(const Question& question) {
    return to_json(question);
}
static Json written(const Answer& answer) {
    return to_json(answer);
}
static void read(const Json& from, Question& question) {
    question = question_from_json(from);
}
static void read(const Json& from, Answer& answer) {
    answer = answer_from_json(from);
}

template<class Visitor>
void fields(Visitor& visit, TimedAnswer& one) {
    visit("at", one.at);
    visit("answer", one.answer);
}

template<class Visitor>
void fields(Visitor& visit, RecordedQuestion& one) {
    visit("question", one.question);
    visit("answers", one.answers);
}

template<class Visitor>
void fields(Visitor& visit, Limits& limits) {
    visit("network", limits.network);
    visit("http", limits.http);
    visit("dns_tries", limits.dns_tries);
}

template<class Visitor>
void fields(Visitor& visit, OwnProcess& one) {
    visit("pid", one.pid);
    visit("start_ticks", one.start_ticks);
}

template<class Visitor>
void fields(Visitor& visit, Recording& recording) {
    visit("target", recording.target);
    visit("address", recording.address);
    visit("begun", recording.begun);
    visit("cannot", recording.cannot);
    visit("reads_are_free", recording.reads_are_free);
    visit("limits", recording.limits);
    visit.if_any("own_processes", recording.own_processes);
    visit("questions", recording.questions);
}

std::string_view name(Ability ability) {
    constexpr std::array<std::string_view, 3> names = {"run", "network", "live"};
    return names.at(static_cast<std::size_t>(ability));
}

Json to_json(const Recording& recording) {
    auto json = Json::object();
    json.add("muster_recording", written(recording_format));
    auto content = written(recording);
    for (auto& [name, member] : std::get<Json::Object>(content.data))
        json.add(name, std::move(member));
    return json;
}

Recording recording_from_json(const Json& json) {
    const auto* format = json.find("muster_recording");
    if (format == nullptr)
        throw Broken("this is no recording", {}, "muster record TARGET makes one");
    if (read_integer(*format) != recording_format)
        throw Broken(
            fmt::format(
                "a recording of format {}; this Muster reads format {}",
                read_integer(*format),
                recording_format
            ),
            {},
            "record again"
        );
    Recording recording;
    read(json, recording);
    for (const auto& one : recording.questions)
        if (one.answers.empty())
            throw Broken("a question without an answer");
    return recording;
}

Recording read_recording(const std::string& path) {
    constexpr std::size_t largest = 1UL << 30;
    const auto content = read_file(path, largest);
    if (not content)
        throw Broken("no such file", {path, 0, 0}, "muster record TARGET -o FILE makes one");
    try {
        return recording_from_json(parse_json(*content, path));
    } catch (const Broken& broken) {
        if (not broken.where().file.empty())
            throw;
        throw Broken(broken.message(), {path, 0, 0}, broken.hint());
    }
}

void write_recording(const Recording& recording, const std::string& path) {
    constexpr unsigned only_the_owner = 0600;
    write_file(path, to_text(to_json(recording), 1) + "\n", only_the_owner);
}

}  // namespace muster
