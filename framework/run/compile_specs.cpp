// Specs become programs, once: the cache of compiled specs.
//
// An entry is a folder named by the digest of all that is known beforehand: the file's path and bytes,
// the flags, the compiler, our libraries. What the file includes is known only after it was compiled, so
// the entry lists those files with their digests, and is used only if each is still the same.
#include "framework/backend/local/local_backend.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/error.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/run/compiler_message.hpp"
#include "framework/run/spec_program.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>

namespace muster {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto compile_deadline = 300s;

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables
    return value == nullptr ? "" : value;
}

std::string digest_of_file(const std::string& path) {
    const auto content = read_file(path);
    return content ? hex_digest(DigestAlgorithm::sha256, *content) : "missing";
}

/// Time and size of a library: it is relinked when it was rebuilt.
std::string library_identity(const std::string& flag) {
    struct stat status {};
    if (not flag.starts_with('/') or ::stat(flag.c_str(), &status) != 0)
        return flag;
    return fmt::format(
        "{} {} {}.{}", flag, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec
    );
}

std::string key_of(const SpecFile& file, const Toolchain& toolchain, const std::string& compiler) {
    Digester digester(DigestAlgorithm::sha256);
    const auto add = [&](std::string_view text) {
        digester.add(fmt::format("{}:", text.size()));
        digester.add(text);
    };
    add(file.absolute);
    add(read_file(file.absolute).value_or(""));
    add(compiler);
    for (const auto& flag : toolchain.compile_flags)
        add(flag);
    for (const auto& flag : toolchain.link_flags)
        add(library_identity(flag));
    return digester.hex();
}

/// The files of a make rule `program: a.cpp b.hpp \` (blanks in names are `\ `).
std::vector<std::string> files_of_rule(std::string_view rule) {
    std::vector<std::string> files;
    std::string word;
    const auto finish = [&] {
        if (not word.empty())
            files.push_back(std::exchange(word, {}));
    };
    rule.remove_prefix(std::min(rule.find(": ") + 1, rule.size()));
    for (std::size_t i = 0; i < rule.size(); ++i) {
        const char letter = rule[i];
        const char next = i + 1 < rule.size() ? rule[i + 1] : '\n';
        if (letter == '\\' and (next == ' ' or next == '#' or next == '\\'))
            word += rule[++i];
        else if (letter == '$' and next == '$')
            word += rule[++i];
        else if (letter == '\\' or letter == '\n' or letter == ' ')
            finish();
        else
            word += letter;
    }
    finish();
    return files;
}

/// The compiler's own headers change only with the compiler, which is in the key.
bool belongs_to_compiler(const std::string& path) {
    return path.starts_with("/usr/include/c++/") or path.starts_with("/usr/lib/gcc/")
           or path.starts_with("/usr/include/x86_64-linux-gnu/")
           or path.starts_with("/usr/lib/llvm");
}

std::string inputs_text(const std::string& rule) {
    std::string text;
    for (const auto& path : files_of_rule(rule))
        if (not belongs_to_compiler(path))
            text += digest_of_file(path) + " " + path + "\n";
    return text;
}

bool inputs_unchanged(const std::string& entry) {
    const auto inputs = read_file(entry + "/inputs");
    if (not inputs)
        return false;
    return std::ranges::all_of(lines_of(*inputs), [](std::string_view line) {
        const auto blank = line.find(' ');
        return blank != std::string_view::npos
               and digest_of_file(std::string(line.substr(blank + 1))) == line.substr(0, blank);
    });
}

std::string temporary_entry(const std::string& cache) {
    auto folder = cache + "/new.XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr)
        throw Broken(
            fmt::format("{}: compiled specs cannot be kept there", cache), {}, "set XDG_CACHE_HOME"
        );
    return folder;
}

Run compiler_run(const SpecFile& file, const Toolchain& toolchain, const std::string& aside) {
    Command command{{toolchain.compiler}};
    auto& words = command.words;
    words.insert(words.end(), toolchain.compile_flags.begin(), toolchain.compile_flags.end());
    for (const auto& word :
         {std::string("-MD"),
          std::string("-MF"),
          aside + "/rule",
          std::string("-MT"),
          std::string("program"),
          std::string("-fdiagnostics-color=never"),
          file.absolute,
          std::string("-o"),
          aside + "/program"})
        words.push_back(word);
    words.insert(words.end(), toolchain.link_flags.begin(), toolchain.link_flags.end());
    command.deadline = compile_deadline;
    return {std::move(command), Origin::ours};
}

void check_compiled(const SpecFile& file, const Answer& answer) {
    if (const auto* why = std::get_if<CannotTell>(&answer))
        throw Broken("could not be compiled: " + why->message, {file.path, 0, 0});
    const auto& output = std::get<Output>(answer);
    if (output.exit_status == 0)
        return;
    auto message = output.err;
    for (auto at = message.find(file.absolute); at != std::string::npos;
         at = message.find(file.absolute, at + file.path.size()))
        message.replace(at, file.absolute.size(), file.path);
    const auto hint = compile_hint(message);
    throw Broken(
        fmt::format(
            "does not compile\n{}{}", essence_of(message), hint.empty() ? "" : "\nhint: " + hint
        ),
        {file.path, 0, 0}
    );
}

/// Puts a compiled entry in its place. What stands there already (its inputs have changed, or another run was
/// faster) changes places with it in one step, so that nobody finds none, or half of one.
void publish(const std::string& aside, const std::string& entry) {
    std::error_code error;
    fs::rename(aside, entry, error);
    if (not error)
        return;
    const bool swapped =
        ::renameat2(AT_FDCWD, aside.c_str(), AT_FDCWD, entry.c_str(), RENAME_EXCHANGE) == 0;
    if (not swapped) {
        // A file system that cannot do that (NFS): for a moment there is none.
        fs::remove_all(entry, error);
        fs::rename(aside, entry, error);
        if (error and not fs::exists(entry + "/program"))
            throw Broken(
                fmt::format("{}: compiled specs cannot be kept there: {}", entry, error.message())
            );
    }
    fs::remove_all(aside, error);
}

struct Job {
    const SpecFile* file;
    std::string entry;
    std::string aside;
};

void compile(const std::vector<Job>& jobs, const Toolchain& toolchain) {
    std::vector<Question> batch;
    for (const auto& job : jobs)
        batch.emplace_back(compiler_run(*job.file, toolchain, job.aside));
    LocalBackend here;
    const auto answers = here.exchange(batch, Deadline(compile_deadline));
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        check_compiled(*jobs[i].file, answers[i]);
        write_file(
            jobs[i].aside + "/inputs", inputs_text(read_file(jobs[i].aside + "/rule").value_or(""))
        );
        publish(jobs[i].aside, jobs[i].entry);
    }
}

}  // namespace

std::string spec_cache_folder() {
    const auto cache = environment("XDG_CACHE_HOME");
    if (not cache.empty())
        return cache + "/muster/specs";
    const auto home = environment("HOME");
    return (home.empty() ? fmt::format("/tmp/muster-{}", ::getuid()) : home + "/.cache/muster")
           + "/specs";
}

std::vector<SpecProgram> compile_specs(
    const std::vector<SpecFile>& files, const Toolchain& toolchain
) {
    const auto cache = spec_cache_folder();
    fs::create_directories(cache);
    const auto compiler = compiler_identity(toolchain);
    std::vector<SpecProgram> programs;
    std::vector<Job> jobs;
    for (const auto& file : files) {
        const auto entry = cache + "/" + key_of(file, toolchain, compiler);
        if (not fs::exists(entry + "/program") or not inputs_unchanged(entry))
            jobs.push_back({&file, entry, temporary_entry(cache)});
        programs.push_back({file, {entry + "/program"}});
    }
    if (jobs.empty())
        return programs;
    try {
        compile(jobs, toolchain);
    } catch (const Broken&) {
        std::error_code ignored;  // what cannot be removed is only clutter
        for (const auto& job : jobs)
            fs::remove_all(job.aside, ignored);
        throw;
    }
    return programs;
}

void build_suite(
    const std::vector<SpecFile>& files, const Toolchain& toolchain, const std::string& output
) {
    Command command{{toolchain.compiler}};
    auto& words = command.words;
    words.insert(words.end(), toolchain.compile_flags.begin(), toolchain.compile_flags.end());
    for (const auto& file : files)
        words.push_back(file.absolute);
    const auto aside = output + ".new";
    words.insert(words.end(), {"-o", fs::absolute(aside).string()});
    words.insert(words.end(), toolchain.suite_flags.begin(), toolchain.suite_flags.end());
    command.deadline = compile_deadline;
    LocalBackend here;
    const std::vector<Question> batch = {Run{std::move(command), Origin::ours}};
    check_compiled(files.front(), here.exchange(batch, Deadline(compile_deadline)).at(0));
    fs::rename(aside, output);
}

}  // namespace muster
