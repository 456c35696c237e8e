#pragma once

#include "framework/backend/recording/recording.hpp"

#include <memory>
#include <unordered_map>

namespace muster {

/// Passes every question on and keeps it with its answer.
class Recorder : public BackendAround {
public:
    /// `recording` gets what is asked from now on; it outlives the recorder.
    Recorder(std::unique_ptr<Backend> backend, Recording& recording);

    std::vector<Answer> exchange(std::span<const Question> batch, Deadline deadline) override;
    /// Nothing: a recording holds the questions about the platform, whether it is remembered or not.
    std::string identity() const override { return ""; }
    /// When the last batch was back: the same instant for what is judged now and what is replayed.
    Instant now() const override { return now_; }

private:
    Recording& recording_;
    Instant now_;
    std::unordered_map<std::string, std::size_t> places_;  ///< of questions, by their keys
};

}  // namespace muster
