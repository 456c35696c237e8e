// What a real Alertmanager makes of our alerts: package prometheus-alertmanager.

#include "framework/backend/local/local_backend.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"
#include "framework/fleet/alert/delivery.hpp"
#include "tests/framework/fleet/notices.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

using muster::AlertChannel;
using muster::Json;
using muster::Notice;
using muster::Posting;
using namespace muster::tests;  // NOLINT(google-build-using-namespace)

namespace {

using namespace std::chrono_literals;

muster::HttpReply asked(muster::Http request) {
    muster::LocalBackend here;
    const std::vector<muster::Question> batch = {std::move(request)};
    auto answers = here.exchange(batch, muster::Deadline(10s));
    return std::get<muster::HttpReply>(answers.at(0));
}

muster::HttpOutcome post(const Posting& posting) {
    const auto reply = asked(
        {.url = posting.url, .method = "POST", .headers = posting.headers, .body = posting.body}
    );
    return {reply.response.status, reply.trouble + reply.response.body};
}

/// A port of this machine that nobody listens on.
int free_port() {
    const muster::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(socket.number(), any, size) == 0);
    REQUIRE(::getsockname(socket.number(), any, &size) == 0);
    return ntohs(address.sin_port);
}

/// One that listens on the loopback interface alone until the end of the test.
class Alertmanager {
public:
    Alertmanager() {
        const auto port = std::to_string(free_port());
        url_ = "http://127.0.0.1:" + port;
        const auto configuration = folder_.write(
            "alertmanager.yml", "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n"
        );
        start(
            {"prometheus-alertmanager",
             "--config.file=" + configuration,
             "--storage.path=" + folder_.file("data"),
             "--web.listen-address=127.0.0.1:" + port,
             "--cluster.listen-address="}
        );
        wait_until_ready();
    }
    Alertmanager(const Alertmanager&) = delete;
    Alertmanager& operator=(const Alertmanager&) = delete;
    ~Alertmanager() {
        if (id_ > 0) {
            (void)::kill(id_, SIGKILL);
            (void)::waitpid(id_, nullptr, 0);
        }
    }

    const std::string& url() const { return url_; }

    /// The names of targets of the alerts that hold.
    std::vector<std::string> targets() const {
        std::vector<std::string> names;
        const auto all = alerts();
        for (const auto& alert : *all.as<Json::Array>())
            names.push_back(muster::text_at(*alert.find("labels"), "target"));
        std::ranges::sort(names);
        return names;
    }

    Json alerts() const {
        const auto reply = asked({.url = url_ + "/api/v2/alerts"});
        INFO(reply.trouble);
        REQUIRE(reply.response.status == 200);
        return muster::parse_json(reply.response.body);
    }

private:
    void start(std::vector<std::string> words) {
        std::vector<char*> pointers;
        for (auto& word : words)
            pointers.push_back(word.data());
        pointers.push_back(nullptr);
        posix_spawn_file_actions_t files{};
        REQUIRE(::posix_spawn_file_actions_init(&files) == 0);
        const auto log = folder_.file("log");
        (void)::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
        (void)::posix_spawn_file_actions_addopen(&files, 1, log.c_str(), O_WRONLY | O_CREAT, 0600);
        (void)::posix_spawn_file_actions_adddup2(&files, 1, 2);
        const int error =
            ::posix_spawnp(&id_, pointers[0], &files, nullptr, pointers.data(), environ);
        (void)::posix_spawn_file_actions_destroy(&files);
        INFO("this test needs the program prometheus-alertmanager, of the package of that name");
        REQUIRE(error == 0);
    }

    void wait_until_ready() const {
        constexpr int most_looks = 300;
        for (int look = 0; look < most_looks; ++look) {
            if (asked({.url = url_ + "/-/ready"}).response.status == 200)
                return;
            std::this_thread::sleep_for(100ms);
        }
        FAIL(muster::run_program({"cat", folder_.file("log")}).output);
    }

    muster::TemporaryFolder folder_;
    std::string url_;
    pid_t id_ = -1;
};

/// As of now: an Alertmanager compares with its own clock.
Notice now(Notice notice) {
    notice.at = muster::system_now();
    notice.since = notice.at - 1min;
    return notice;
}

}  // namespace

TEST_CASE("a real Alertmanager takes problems and their ends", "[alertmanager]") {
    const Alertmanager alertmanager;
    AlertChannel channel;
    channel.kind = AlertChannel::Kind::alertmanager;
    channel.url = alertmanager.url();
    const auto delivery = muster::usual_delivery(post);
    const auto tell = [&](std::vector<Notice> notices) {
        const auto undelivered = delivery->deliver(channel, message_of(std::move(notices)));
        INFO((undelivered ? undelivered->why : "delivered"));
        REQUIRE_FALSE(undelivered);
    };

    tell({now(notice_on("web1")), now(loss_of("db1", "db"))});
    CHECK(alertmanager.targets() == std::vector<std::string>{"db1", "web1"});

    auto reminder = now(notice_on("web1"));
    reminder.kind = Notice::Kind::reminder;
    tell({reminder, now(recovery_of(loss_of("db1", "db")))});
    CHECK(alertmanager.targets() == std::vector<std::string>{"web1"});

    tell({now(recovery_of(notice_on("web1")))});
    CHECK(alertmanager.targets().empty());
}

TEST_CASE("a real Alertmanager takes hostile texts", "[alertmanager]") {
    const Alertmanager alertmanager;
    AlertChannel channel;
    channel.kind = AlertChannel::Kind::alertmanager;
    channel.url = alertmanager.url();
    auto message = hostile_message();
    for (auto& notice : message.notices)
        notice = now(notice);

    const auto undelivered = muster::usual_delivery(post)->deliver(channel, message);

    INFO((undelivered ? undelivered->why : "delivered"));
    CHECK_FALSE(undelivered);
    CHECK(alertmanager.targets().size() == 2);
}

TEST_CASE("what a real Alertmanager refuses is not tried again", "[alertmanager]") {
    const Alertmanager alertmanager;

    const auto outcome = post(
        {alertmanager.url() + "/api/v2/alerts", {{"Content-Type", "application/json"}}, "[{}]", ""}
    );

    CHECK(outcome.status / 100 == 4);
}
