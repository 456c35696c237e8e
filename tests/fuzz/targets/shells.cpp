// What a shell on a target sends back: frames in any pieces, and answers that make no sense.

#include "framework/backend/shell/far_streams.hpp"
#include "framework/backend/shell/login.hpp"
#include "framework/backend/shell/step.hpp"
#include "framework/model/cannot_tell.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <numeric>

namespace muster::fuzz {

namespace {

constexpr std::string_view mark = "0123456789abcdef";

/// The same bytes, at once and in pieces of a few, give the same sections.
void frames(std::string_view input) {
    FrameDecoder whole{std::string(mark)};
    FrameDecoder pieces{std::string(mark)};
    whole.feed(input);
    for (std::size_t at = 0; at < input.size(); at += 7)
        pieces.feed(input.substr(at, 7));
    FUZZ_ASSERT(whole.is_garbled() == pieces.is_garbled());
    while (true) {
        const auto one = whole.take();
        const auto other = pieces.take();
        FUZZ_ASSERT(one.has_value() == other.has_value());
        if (not one)
            break;
        FUZZ_ASSERT(one->words == other->words and one->bytes == other->bytes);
    }
}

const std::vector<Question>& questions() {
    static const std::vector<Question> all = {
        Stat{"/etc/passwd"},
        Stat{"/etc/group"},
        Stat{"/etc/x", Follow::no},
        Read{"/etc/passwd"},
        ReadMatching{"/etc/*.conf"},
        ReadMatching{"/etc/hosts"},
        ListFolder{"/etc"},
        Glob{"/etc/*"},
        ReadLink{"/x"},
        ReadLink{"/x", Links::all},
        Digest{"/etc/passwd", DigestAlgorithm::sha256},
        Run{Command{{"id"}}},
        ProbeTcp{"127.0.0.1", 22},
        Talk{"127.0.0.1", 22, "", "x", "y"},
        Read{"/proc/sys/kernel/ostype"},
        Read{"/proc/sys/kernel/osrelease"},
        Walk{.folder = "/srv"},
        Walk{.folder = "/srv", .set = FileSet::dangling_links},
        Dns{.server = "192.0.2.53", .name = "example.org", .over = Over::udp},
        Dns{.server = "192.0.2.53", .name = "example.org", .over = Over::tcp},
    };
    return all;
}

/// Sections made of the input, a line each, as answers to every step: bytes, then words after a bar. A line that begins
/// with ! is of standard error; $ is a NUL and ^ the end of a line.
StepResult result_from(std::string_view input) {
    StepResult result;
    while (not input.empty()) {
        const auto end = std::min(input.find('\n'), input.size());
        auto line = input.substr(0, end);
        input.remove_prefix(std::min(input.size(), end + 1));
        const auto cut = line.find('|');
        const bool is_error = line.starts_with('!');
        Section section{std::string(line.substr(0, cut)), line.size() > 600, ""};
        section.bytes.erase(0, is_error ? 1 : 0);
        std::replace(section.bytes.begin(), section.bytes.end(), '$', '\0');
        std::replace(section.bytes.begin(), section.bytes.end(), '^', '\n');
        section.words = cut == std::string_view::npos ? "" : std::string(line.substr(cut + 1));
        auto& stream = is_error ? result.err : result.out;
        stream.push_back(std::move(section));
    }
    return result;
}

void answers(std::string_view input) {
    static const StepLimits limits;
    std::vector<std::size_t> places(questions().size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    static const auto plan = plan_steps(questions(), places, limits, Joining::yes);
    const auto result = result_from(input);
    if (result.out.empty())  // a lane gives no step back without its last section
        return;
    for (const auto& step : plan.steps)
        FUZZ_ASSERT(answers_from(step, questions(), result, limits).size() == step.places.size());
}

/// What comes before a shell listens: standard output, a NUL, standard error.
void logins(std::string_view input) {
    const auto cut = std::min(input.find('\0'), input.size());
    const auto out = input.substr(0, cut);
    const auto err = input.substr(std::min(input.size(), cut + 1));
    Login login{std::string(mark), "fedcba9876543210", "root@web"};
    const Output said{.exit_status = 0, .signal = "", .out = std::string(out), .err = ""};
    (void)addresses_from_getent(Answer(said));
    try {
        if (login.look(out, err) == Login::Next::listen)
            FUZZ_ASSERT(login.heard() <= out.size());
        (void)login.look(out, err);
        (void)login.ended(out, err);
    } catch (const CannotTell&) {
        return;  // a password that was refused
    }
}

}  // namespace

}  // namespace muster::fuzz

namespace muster {

std::vector<fuzz::Target> shells_targets() {
    using namespace fuzz;
    return {
        {"frames", frames, {"\n0123456789abcdef 1 data\nbytes\n0123456789abcdef 1 end 0\n"}},
        {"answers",
         answers,
         {"|data\n81a4 1 0 0 root root 12 1 2 3 4|end 0\n!|end",
          "|name\n/etc/a.conf$|data\nx|item 0\n|end 0\n!|item",
          "|gone\n!cat: /x: No such file or directory|end",
          "|kind directory\n|end 0\n!|end",
          "|data\n+hello|closed\n|end 0\n!|end",
          "|data\n81a4 0 0 12 1 2 3 1700000000 1700000000^2023-11-14 22:13:20.5 +0000^"
          "2023-11-14 22:13:20 +0000^root^root^/etc/passwd^|end 0\n"
          "!stat: /etc/group: No such file or directory|end",
          "|data\n==> /proc/sys/kernel/ostype <==^Linux^^==> /proc/sys/kernel/osrelease <==^6.1^"
          "|end 0\n!|end",
          "|data\nn2$0$/srv/a$1$/srv/b$d1$/srv/c$|end 1\n!find: '/srv/\\303x': Permission "
          "denied|end",
          "|dig\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1^;; flags: qr ra; QUERY: 1"
          "|closed\n|end 0\n!|end"}},
        {"logins",
         logins,
         {"Welcome\n0123456789abcdef\nx",
          std::string(1, '\0') + "[sudo] fedcba9876543210 root sudo: a password is required",
          "192.0.2.1 STREAM web\n::1 DGRAM\n"}},
    };
}

}  // namespace muster
