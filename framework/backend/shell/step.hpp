#pragma once

// One thing that a lane's shell is asked to do, and how its answer reads. Pure data and text: a step
// knows nothing of lanes, a test needs no shell.

#include "framework/backend/shell/frame_decoder.hpp"
#include "framework/host/question.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace muster {

/// Questions that are answered by one call of a function of the prelude: one, or many that share a
/// process (stat(1) of forty files).
struct Step {
    std::vector<std::size_t> places;  ///< of the questions in the batch
    std::string before;               ///< lines that the call leans on
    std::string function;             ///< "m_stat"
    std::string arguments;            ///< quoted, each with a blank in front
    Nanoseconds allowed{0};           ///< how long it may take
    std::uint64_t out_limit = 0;      ///< bytes on standard output
    std::uint64_t err_limit = 64UL * 1024;
    unsigned cost = 1;         ///< about how many processes it takes
    bool is_authors = false;   ///< runs what an author wrote: only on a command lane, never twice
    bool is_dialogue = false;  ///< goes on until it is told to stop by a line of input
    std::string mark = {};     ///< of a dialogue: enough has come
    bool is_one_work = false;  ///< of joined questions: alone, each would take as long
    std::string query = {};    ///< of a dialogue with a name server: enough is a reply to it
    unsigned attempts = 0;     ///< how often a lane was lost over it
};

/// Of a file that is read together with others; a larger one is asked for again alone.
constexpr std::uint64_t most_joined_content = 64UL * 1024;

/// What came back for a step, in order.
struct StepResult {
    std::vector<Section> out;
    std::vector<Section> err;
    Nanoseconds duration{0};
};

struct StepLimits {
    Limits limits;
    Nanoseconds fact = std::chrono::seconds(20);  ///< for a question that runs nothing of a spec
    std::string denied_hint;                      ///< "try --sudo", where that can help
};

struct StepPlan {
    std::vector<Step> steps;
    std::map<std::size_t, Answer>
        known;  ///< what needs no asking: a path with a NUL in it is not there
};

/// The steps for the questions at `places`. With Joining::no every question gets a step of its own.
enum class Joining { yes, no };
StepPlan plan_steps(
    std::span<const Question> batch,
    std::span<const std::size_t> places,
    const StepLimits& limits,
    Joining joining
);

/// The text for a lane; answers are marked with numbers from `first` on.
std::string script_of(std::span<const Step> steps, std::size_t first);

/// The answers for `step.places`, in order; nothing for a question that has to be asked again alone,
/// which happens to joined ones only.
std::vector<std::optional<Answer>> answers_from(
    const Step& step,
    std::span<const Question> batch,
    const StepResult& result,
    const StepLimits& limits
);

}  // namespace muster
