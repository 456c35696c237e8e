#pragma once

#include <catch2/catch.hpp>

#include <sys/types.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

namespace muster::tests {

/// Whether the process whose number stands in the file still lives, after a moment at most.
inline bool lives(const std::string& file) {
    pid_t process = 0;
    std::ifstream(file) >> process;
    REQUIRE(process > 0);
    for (int i = 0; i < 200; ++i) {
        std::ifstream status("/proc/" + std::to_string(process) + "/stat");
        std::string text;
        std::getline(status, text);
        if (text.empty() or text.find(") Z ") != std::string::npos)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace muster::tests
