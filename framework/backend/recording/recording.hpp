#pragma once

// What was asked of a target and what it said, kept in a file, so that specs can be judged again without
// the target: to write them, to test a resource, to show a colleague what a host said.
//
// A recording holds whatever the questions and answers held: contents of files, outputs and inputs of
// commands. Passwords that Muster asks for (login, sudo) are no part of any question and never get here;
// what a spec itself gives a command as input or what a target's files say does. Files are written 0600.

#include "framework/base/clock.hpp"
#include "framework/base/json/json.hpp"
#include "framework/host/backend.hpp"

#include <map>
#include <string>
#include <vector>

namespace muster {

/// The newest format that we write and the only one we read.
constexpr int recording_format = 1;

struct TimedAnswer {
    Instant at{};  ///< by the clock by which ages are judged, when the batch was back
    Answer answer;
};

/// One question and every answer it got, in order: a retry asks again.
struct RecordedQuestion {
    Question question;
    std::vector<TimedAnswer> answers;
};

struct Recording {
    std::string target;   ///< its name in reports
    std::string address;  ///< where Muster connected; empty when nowhere
    Instant begun{};
    std::map<std::string, std::string> cannot;  ///< abilities the target lacks, and why
    bool reads_are_free = false;
    Limits limits = {};  ///< those that are part of questions: time-outs and tries
    std::vector<OwnProcess> own_processes = {};
    std::vector<RecordedQuestion> questions;  ///< in the order in which they were first asked
};

Json to_json(const Recording& recording);

/// Throws Broken when it is none, or one of another format.
Recording recording_from_json(const Json& json);

/// Throws Broken with the file's name when it is missing, too large (1 GiB) or no recording.
Recording read_recording(const std::string& path);

/// Written aside and renamed, for its owner only. Throws Broken.
void write_recording(const Recording& recording, const std::string& path);

std::string_view name(Ability ability);  ///< "run"

}  // namespace muster
