// fuzz --list | fuzz TARGET [--seconds N] [--seed N] [FILE…]
//
// Runs the files, or else the target's seeds and then changes of them until the time is over. The seed of the
// random numbers is told, so that a run can be repeated; what an input was that ended the program is kept in
// fuzz-TARGET.input.
//
// Built with -fsanitize-coverage=trace-pc (preset `fuzz`), an input that reaches code which none before it
// reached is changed further; without, all changes begin with the seeds.

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/mutation.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

extern "C" {
// Of the sanitizers' runtime, where there is one.
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());
void __sanitizer_cov_trace_pc();
}

namespace {

using namespace muster::fuzz;
using muster::tests::mutated;
using muster::tests::Random;

/// An input that takes longer is a fault: parsers are linear.
constexpr unsigned longest_seconds = 20;

std::array<std::uint8_t, 1U << 16> reached{};
std::size_t reached_count = 0;

std::string input_in_work;  // what is kept when the program ends by it
std::string kept_name;

/// Called while a signal is handled: system calls and nothing else.
void keep_input() {
    const int file = ::open(kept_name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 or ::write(file, input_in_work.data(), input_in_work.size()) < 0)
        return;
    (void)::close(file);
}

void end_by_signal(int number) {
    keep_input();
    ::signal(number, SIG_DFL);
    ::raise(number);
}

struct Options {
    std::string target;
    std::chrono::seconds time{5};
    std::uint64_t seed = 0;
    std::vector<std::string> files;
};

std::optional<Target> find(const std::string& name) {
    for (const auto& file : muster::fuzz_table())
        for (const auto& target : file)
            if (target.name == name)
                return target;
    return std::nullopt;
}

int list() {
    for (const auto& file : muster::fuzz_table())
        for (const auto& target : file)
            std::cout << target.name << '\n';
    return 0;
}

Options options_from(int count, char** words) {
    Options options;
    options.seed = std::random_device()();
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--seconds" and i + 1 < count)
            options.time = std::chrono::seconds(std::stoul(words[++i]));
        else if (word == "--seed" and i + 1 < count)
            options.seed = std::stoull(words[++i]);
        else if (options.target.empty())
            options.target = word;
        else
            options.files.push_back(word);
    }
    return options;
}

void run_once(const Target& target, std::string input) {
    input_in_work = std::move(input);
    ::alarm(longest_seconds);
    target.run(input_in_work);
    ::alarm(0);
}

void run_files(const Target& target, const std::vector<std::string>& files) {
    for (const auto& path : files) {
        std::ostringstream content;
        content << std::ifstream(path, std::ios::binary).rdbuf();
        run_once(target, content.str());
    }
}

std::size_t run_changes(const Target& target, const Options& options) {
    Random random(options.seed);
    auto pool = target.seeds;
    pool.emplace_back();
    for (const auto& seed : pool)
        run_once(target, seed);
    const auto end = std::chrono::steady_clock::now() + options.time;
    std::size_t runs = pool.size();
    for (; std::chrono::steady_clock::now() < end; ++runs) {
        const auto before = reached_count;
        run_once(target, mutated(pool[random() % pool.size()], pool, random));
        if (reached_count > before)
            pool.push_back(input_in_work);
    }
    return runs;
}

}  // namespace

// Called at every edge of what is built with trace-pc; this file is not.
void __sanitizer_cov_trace_pc() {
    const auto place = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
    auto& seen = reached.at((place ^ (place >> 16U)) % reached.size());
    reached_count += seen == 0 ? 1 : 0;
    seen = 1;
}

int main(int count, char** words) {
    const auto options = options_from(count, words);
    if (options.target == "--list")
        return list();
    const auto target = find(options.target);
    if (not target) {
        std::cerr << "fuzz: no target \"" << options.target << "\"; fuzz --list has them\n";
        return 64;
    }
    kept_name = "fuzz-" + options.target + ".input";
    if (__sanitizer_set_death_callback != nullptr)
        __sanitizer_set_death_callback(keep_input);
    for (const int number : {SIGABRT, SIGALRM, SIGSEGV})
        ::signal(number, end_by_signal);
    std::cout << options.target << ", seed " << options.seed << ": " << std::flush;
    if (target->prepare != nullptr)
        target->prepare();
    if (not options.files.empty()) {
        run_files(*target, options.files);
        std::cout << options.files.size() << " files\n";
        return 0;
    }
    std::cout << run_changes(*target, options) << " inputs, " << reached_count << " edges\n";
    return 0;
}
