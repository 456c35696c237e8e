#pragma once

// Other people's servers, for as long as a test needs them.

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace muster::tests {

/// A program in the foreground that is ended with this.
class Daemon {
public:
    explicit Daemon(std::vector<std::string> words);
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;
    ~Daemon();

private:
    pid_t process_ = -1;
};

/// Asks again for up to five seconds; false: it never was.
bool soon(const std::function<bool()>& is_so);

}  // namespace muster::tests
