#pragma once

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

/// A check of bench/run, as its file has it: a line each, fields separated by tabs (checks.py).
struct Check {
    std::string kind;
    std::string name;
    std::string attribute;
    std::string value;
};

inline std::vector<Check> checks_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<Check> checks;
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        Check check;
        std::getline(fields, check.kind, '\t');
        std::getline(fields, check.name, '\t');
        std::getline(fields, check.attribute, '\t');
        std::getline(fields, check.value, '\t');
        checks.push_back(check);
    }
    return checks;
}

template<class Work>
double milliseconds_of(const Work& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

/// Ends the program unless all checks hold: a contender that is wrong has no time worth telling.
inline void demand(std::size_t held, std::size_t count) {
    if (held == count)
        return;
    fmt::print(stderr, "{} of {} checks hold\n", held, count);
    std::exit(1);  // NOLINT(concurrency-mt-unsafe)
}
