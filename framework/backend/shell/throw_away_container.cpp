#include "framework/backend/shell/throw_away_container.hpp"

#include "framework/backend/local/own_program.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/json/json.hpp"
#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <random>

namespace muster {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_output = 1UL << 20;

/// `$1` is the engine, `$2` the name of the container, `$3` the image. What it says of the start goes to us, if we are still
/// there; then it waits until we are gone, and nothing that a terminal sends reaches it.
constexpr const char* keeper_script = R"(
trap "" PIPE
command -v "$1" >/dev/null || { echo "keeper: missing"; exit; }
"$1" run --detach --name "$2" -- "$3" 2>&1 </dev/null
echo "keeper: $?"
cat >/dev/null
"$1" kill "$2" >/dev/null 2>&1
why=$("$1" rm --force --volumes "$2" 2>&1 >/dev/null) || echo "left: $why"
)";
constexpr std::string_view keeper_mark = "keeper: ";
constexpr std::string_view left_mark = "left: ";

std::string new_name() {
    std::random_device random;
    return fmt::format("muster-{}-{:08x}", ::getpid(), random());
}

/// `starting`, `healthy`, `unhealthy`; empty where the image has no check.
std::string health_in(const Json& state) {
    for (const auto* name : {"Health", "Healthcheck"}) {
        const auto* health = state.find(name);
        const auto status = health == nullptr ? "" : text_at(*health, "Status");
        if (not status.empty() and status != "none")
            return status;
    }
    return "";
}

/// The last line that says something: docker ends with where to read on.
std::string last_line(std::string_view text) {
    auto lines = lines_of(trimmed(text));
    std::erase_if(lines, [](std::string_view line) {
        return trimmed(line).empty() or line.starts_with("Run '") or line.starts_with("See '");
    });
    return lines.empty() ? "it says nothing" : escaped(trimmed(lines.back()));
}

}  // namespace

void require_image_name(std::string_view engine, const std::string& image) {
    if (image.empty() or image.starts_with('-') or image.find('\0') != std::string::npos)
        throw Broken(
            fmt::format("{}-image://{}: there is no such name", engine, escaped(image)),
            {},
            fmt::format("write {}-image://IMAGE", engine)
        );
}

ThrowAwayContainer::ThrowAwayContainer(
    std::string engine, const std::string& image, Deadline deadline
)
    : engine_(std::move(engine)),
      name_(new_name()),
      keepers_({"sh", "-c", keeper_script, "keeper", engine_, name_}, "keeper of " + name_) {
    try {
        start(image, deadline);
        wait_until_ready(image, deadline);
    } catch (...) {
        remove();
        throw;
    }
}

ThrowAwayContainer::~ThrowAwayContainer() {
    remove();
}

/// Lets the keeper remove the container, and waits for that.
void ThrowAwayContainer::remove() {
    if (keeper_ == nullptr)
        return;
    const Deadline end(30s);
    keeper_->close_input();
    std::string said;
    bool goes_on = keeper_->read_out(said);
    while (goes_on and not end.passed()) {
        keepers_.wait(end);
        goes_on = keeper_->read_out(said);
    }
    // Nobody else would say it: the run is over.
    if (const auto left = said.find(left_mark); left != std::string::npos)
        fmt::print(
            stderr,
            "muster: the container {} was not removed: {}\n",
            name_,
            last_line(std::string_view(said).substr(left + left_mark.size()))
        );
    // One that needs longer, for a start that hangs or for much to be removed, goes on by itself: ending it would leave the
    // container behind. So its channel is not closed.
    if (goes_on)
        (void)keeper_.release();
    keeper_.reset();
}

void ThrowAwayContainer::start(const std::string& image, Deadline deadline) {
    keeper_ = keepers_.start(image, deadline);
    std::string said;
    bool goes_on = true;
    while (said.find(keeper_mark) == std::string::npos) {
        if (not goes_on or said.size() > most_output or deadline.passed())
            throw CannotTell{
                Kind::failed,
                fmt::format("{} did not start the image {}", engine_, escaped(image))};
        keepers_.wait(deadline);
        goes_on = keeper_->read_out(said);
    }
    const auto mark = said.find(keeper_mark);
    const auto status = trimmed(std::string_view(said).substr(mark + keeper_mark.size()));
    if (status == "missing")
        throw CannotTell{
            Kind::missing_tool, fmt::format("there is no {} on this machine", engine_)};
    if (status != "0")
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "{} cannot start the image {}: {}",
                engine_,
                escaped(image),
                last_line(std::string_view(said).substr(0, mark))
            )};
}

void ThrowAwayContainer::wait_until_ready(const std::string& image, Deadline deadline) const {
    constexpr auto patience = 60s;
    constexpr int pause = 200;  // milliseconds
    const auto end = earlier(deadline, Deadline(patience));
    while (not is_ready(image, end)) {
        if (end.passed())
            throw CannotTell{
                Kind::timed_out,
                fmt::format("a container of {} was not healthy within 60 s", escaped(image))};
        (void)::poll(nullptr, 0, pause);
    }
}

/// What `inspect` says of the container's state.
Json ThrowAwayContainer::state(Deadline end) const {
    const auto text =
        said_by({engine_, "inspect", "--type", "container", name_}, most_output, "", end.left());
    const CannotTell nothing{Kind::unparsable, engine_ + " inspect tells of no container"};
    try {
        const auto json = parse_json(text);
        const auto* containers = json.as<Json::Array>();
        const auto* found = containers == nullptr or containers->empty()
                                ? nullptr
                                : containers->front().find("State");
        if (found == nullptr)
            throw nothing;
        return *found;
    } catch (const Broken&) {
        throw nothing;
    }
}

bool ThrowAwayContainer::is_ready(const std::string& image, Deadline end) const {
    const auto now = state(end);
    const auto status = text_at(now, "Status");
    if (status == "exited" or status == "stopped" or status == "dead")
        throw CannotTell{
            Kind::failed,
            fmt::format(
                "a container of {} ended at once: {}",
                escaped(image),
                last_line(said_by(
                    {"sh", "-c", R"(exec "$1" logs --tail 5 "$2" 2>&1)", "sh", engine_, name_},
                    most_output,
                    "",
                    end.left()
                ))
            ),
            "an image whose command ends has nothing that runs: verify it by oci: or "
            "docker-archive:"};
    const auto health = health_in(now);
    if (health.empty() or health == "healthy")
        return status == "running";
    if (engine_ != "podman")
        return false;
    try {  // podman leaves its checks to timers of systemd, which may be missing: they are run here
        (void)said_by({engine_, "healthcheck", "run", name_}, most_output, "", end.left());
        return true;
    } catch (const CannotTell&) {
        return false;
    }
}

}  // namespace muster
