#pragma once

#include "framework/backend/shell/pipe_connection.hpp"
#include "framework/base/json/json.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace muster {

/// Throws Broken for what can be no image's name.
void require_image_name(std::string_view engine, const std::string& image);

/// A container that is started of an image for us alone. It is removed when this object ends, and when this process ends,
/// however that comes about: a keeper, a process of its own and of no terminal, starts it, waits for our end of a pipe to
/// close, and removes it. What cannot be removed is told on standard error.
class ThrowAwayContainer {
public:
    /// Starts what the image starts, and waits until that is ready: it runs, and its health check, where the image has one,
    /// says that it is healthy. Throws CannotTell: no such image, it ended, it was not ready within a minute.
    ThrowAwayContainer(std::string engine, const std::string& image, Deadline deadline);
    ThrowAwayContainer(const ThrowAwayContainer&) = delete;
    ThrowAwayContainer& operator=(const ThrowAwayContainer&) = delete;
    ~ThrowAwayContainer();

    const std::string& name() const { return name_; }

private:
    void start(const std::string& image, Deadline deadline);
    void wait_until_ready(const std::string& image, Deadline deadline) const;
    Json state(Deadline end) const;
    bool is_ready(const std::string& image, Deadline end) const;
    void remove();

    std::string engine_;
    std::string name_;
    PipeConnection keepers_;
    std::unique_ptr<Channel> keeper_;
};

}  // namespace muster
