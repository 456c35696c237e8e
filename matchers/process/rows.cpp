#include "matchers/process/rows.hpp"

#include "framework/platform/processes.hpp"
#include "matchers/process/fitting.hpp"

namespace muster {

Task<std::vector<Subject>> process_rows(Host& host, Subject plural) {
    auto asked = all_fitting(host, plural);
    auto& arguments_asked = host.once(process_arguments);
    const auto& found = co_await asked;
    const auto& table = co_await arguments_asked;
    std::vector<Subject> rows;
    rows.reserve(found.processes.size());
    for (const auto& process : found.processes) {
        const auto words = table.find(process.pid);
        if (words == table.end())
            continue;  // it has just ended
        auto name = full_name(process.name, words->second);
        rows.push_back({"process", {Value(std::move(name)), Value(process.pid)}});
    }
    co_return rows;
}

}  // namespace muster
