// Walks by system calls and by find(1), GNU's and busybox's, held against each other and against find itself.
#include "framework/backend/local/local_backend.hpp"
#include "framework/backend/shell/step.hpp"
#include "framework/base/text.hpp"
#include "tests/framework/backend/shell/place.hpp"
#include "tests/framework/backend/shell/shells.hpp"
#include "tests/support/child.hpp"
#include "tests/support/skip.hpp"

#include <catch2/catch.hpp>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <numeric>

using namespace muster;
using namespace muster::tests;
using namespace std::chrono_literals;

namespace {

/// A tree with all that a walk is asked for, under names that mean something to somebody.
void plant(const Place& place) {
    for (const auto* folder : {"-deep/a b/c*", "open", "sticky", ".hidden", "plain"})
        (void)place.folder(folder);
    (void)place.file("-deep/a b/c*/x\ny", "12345");
    (void)place.file("-deep/-nouser", "");
    (void)place.file("bytes\xff\xfe", "");
    (void)place.file(".hidden/it's", "");
    (void)place.file("plain/open file", "");
    const auto setuid = place.file("plain/s;uid", "");
    const auto setgid = place.file("plain/3", "");
    const auto stranger = place.file("plain/stranger", "");
    (void)place.link("loop", "loop");
    (void)place.link("plain/to itself", "to itself");
    (void)place.link("dangling\n", "/no/where");
    (void)place.link("through a file", "plain/3/x");
    (void)place.link("fine", "plain");
    REQUIRE(::mkfifo((place / "fifo").c_str(), 0600) == 0);
    REQUIRE(::chown(stranger.c_str(), 54321, 54322) == 0);
    REQUIRE(::chmod((place / "open").c_str(), 0777) == 0);
    REQUIRE(::chmod((place / "sticky").c_str(), 01777) == 0);
    REQUIRE(::chmod((place / "plain/open file").c_str(), 0666) == 0);
    REQUIRE(::chmod(setuid.c_str(), 04711) == 0);
    REQUIRE(::chmod(setgid.c_str(), 02755) == 0);
}

std::vector<Question> all_sets_of(const std::string& folder) {
    std::vector<Question> batch;
    for (const auto set :
         {FileSet::all,
          FileSet::world_writable,
          FileSet::unowned,
          FileSet::ungrouped,
          FileSet::setuid,
          FileSet::setgid,
          FileSet::dangling_links})
        batch.emplace_back(Walk{.folder = folder, .set = set});
    return batch;
}

std::vector<Question> questions_about(const Place& place) {
    const auto& folder = place.path();
    auto batch = all_sets_of(folder);
    for (std::uint32_t depth = 1; depth < 4; ++depth)
        batch.emplace_back(Walk{.folder = folder, .depth = depth});
    batch.emplace_back(Walk{.folder = folder, .named = "*i*"});
    batch.emplace_back(Walk{.folder = folder, .named = "-nouser"});
    batch.emplace_back(Walk{.folder = folder, .set = FileSet::unowned, .named = "-nouser"});
    batch.emplace_back(Walk{.folder = folder, .type = FileType::pipe});
    batch.emplace_back(Walk{.folder = folder, .type = FileType::regular, .larger_than = 4});
    batch.emplace_back(Walk{.folder = folder, .type = FileType::regular, .larger_than = 5});
    batch.emplace_back(Walk{.folder = folder, .excluding = {place / "plain", place / "-d*"}});
    batch.emplace_back(Walk{.folder = folder, .excluding = {place / "*/* *"}});
    batch.emplace_back(Walk{.folder = folder, .excluding = {place / "**/c\\*"}});
    batch.emplace_back(Walk{.folder = folder, .pattern = folder + "/**/*y"});
    batch.emplace_back(Walk{.folder = folder, .depth = 2, .pattern = folder + "/*/s*"});
    batch.emplace_back(Walk{.folder = place / "fine"});
    batch.emplace_back(Walk{.folder = place / "-deep/a b/c*"});
    batch.emplace_back(Walk{.folder = place / "fifo"});
    batch.emplace_back(Walk{.folder = place / "none"});
    batch.emplace_back(Walk{.folder = place / "loop"});
    batch.emplace_back(Walk{.folder = "/etc", .named = "*.conf"});
    return batch;
}

std::string text_of(const Answer& answer) {
    if (const auto* why = std::get_if<CannotTell>(&answer))
        return std::string(name(why->kind)) + ": " + why->message;
    const auto& found = std::get<std::optional<Names>>(answer);
    return found ? join(found->names, "|") : "not there";
}

std::vector<std::string> texts_of(Backend& backend, const std::vector<Question>& batch) {
    std::vector<std::string> texts;
    for (const auto& answer : backend.exchange(batch, Deadline(60s)))
        texts.push_back(text_of(answer));
    return texts;
}

/// What a line of shell prints.
std::string printed_by(const std::string& line) {
    LocalBackend local;
    const std::vector<Question> batch = {Run{Command{{"sh", "-c", line}}}};
    return std::get<Output>(local.exchange(batch, Deadline(60s)).at(0)).out;
}

/// What find says itself, sorted.
std::string found_by_find(const std::string& words) {
    auto output = printed_by("find " + words + " -print0 | sort -z | tr '\\0' '|'");
    if (output.ends_with('|'))
        output.pop_back();
    return output;
}

/// A root folder with nothing but busybox, where find has no -nouser.
class BusyboxRoot {
public:
    BusyboxRoot() {
        const auto line =
            "cd '" + place_.path()
            + "' && mkdir -p bin dev etc srv && cp $(command -v busybox) bin/busybox && "
              "for library in $(ldd bin/busybox 2>/dev/null | grep -o '/[^ ]*'); do "
              "mkdir -p .${library%/*} && cp -n $library .$library; done; "
              "chroot . /bin/busybox --install -s /bin && "
              "mknod dev/null c 1 3 && chmod 666 dev/null && "
              "echo 'root:x:0:0::/:/bin/sh' >etc/passwd && echo root:x:0: >etc/group && "
              "cd srv && : >mine && : >his && chown 7:7 his";
        is_made_ = std::system(line.c_str()) == 0;
    }
    bool is_made() const { return is_made_; }
    const Place& place() const { return place_; }
    ShellBackend backend() const {
        return {std::make_unique<PipeConnection>(
            std::vector<std::string>{"chroot", place_.path(), "/bin/sh", "-c"}, "busybox"
        )};
    }

private:
    Place place_;
    bool is_made_ = false;
};

/// Mounted as long as the test takes.
class Mounted {
public:
    explicit Mounted(std::string path) : path_(std::move(path)) {
        is_made_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, nullptr) == 0;
    }
    Mounted(const std::string& from, std::string path) : path_(std::move(path)) {
        is_made_ = ::mount(from.c_str(), path_.c_str(), nullptr, MS_BIND, nullptr) == 0;
    }
    Mounted(const Mounted&) = delete;
    Mounted& operator=(const Mounted&) = delete;
    ~Mounted() {
        if (is_made_)
            (void)::umount2(path_.c_str(), MNT_DETACH);
    }
    bool is_made() const { return is_made_; }

private:
    std::string path_;
    bool is_made_ = false;
};

}  // namespace

TEST_CASE("a walk finds the same by system calls and by find, on every shell") {
    if (::geteuid() != 0)
        return skip("not root");
    const Place place;
    plant(place);
    const auto batch = questions_about(place);
    LocalBackend local;
    const auto expected = texts_of(local, batch);

    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);

        const auto answers = texts_of(backend, batch);

        for (std::size_t i = 0; i < batch.size(); ++i) {
            INFO(shell << ": " << describe(batch[i]));
            CHECK(answers[i] == expected[i]);
        }
    }
}

TEST_CASE("a walk finds what find finds") {
    if (::geteuid() != 0)
        return skip("not root");
    const Place place;
    plant(place);
    LocalBackend local;
    const auto answers = texts_of(local, all_sets_of(place.path()));
    const auto tree = place.path() + " -mindepth 1 ";

    CHECK(answers[0] == found_by_find(tree));
    CHECK(answers[1] == place / "open" + "|" + place / "plain/open file");
    CHECK(answers[2] == found_by_find(tree + "-nouser"));
    CHECK(answers[3] == found_by_find(tree + "-nogroup"));
    CHECK(answers[4] == found_by_find(tree + "-type f -perm -4000"));
    CHECK(answers[5] == found_by_find(tree + "-type f -perm -2000"));
    CHECK(answers[2] == place / "plain/stranger");
    CHECK(
        answers[6]
        == place / "dangling\n" + "|" + place / "loop" + "|" + place / "plain/to itself" + "|"
               + place / "through a file"
    );
}

TEST_CASE("all that is asked about one folder is one walk") {
    auto batch = all_sets_of("/srv");
    batch.emplace_back(Walk{.folder = "/srv", .depth = 1});
    batch.emplace_back(Walk{.folder = "/srv", .other_file_systems = true});
    batch.emplace_back(Walk{.folder = "/var"});
    std::vector<std::size_t> places(batch.size());
    std::iota(places.begin(), places.end(), std::size_t{0});

    const auto plan = plan_steps(batch, places, {}, Joining::yes);

    REQUIRE(plan.steps.size() == 3);
    CHECK(plan.steps[0].places.size() == 8);
}

TEST_CASE("the sets of /usr are those of find") {
    LocalBackend local;
    auto shell = backend_on("dash");
    std::vector<Question> batch;
    for (const auto set :
         {FileSet::setuid, FileSet::setgid, FileSet::world_writable, FileSet::unowned})
        batch.emplace_back(Walk{.folder = "/usr", .set = set});
    const auto answers = texts_of(local, batch);

    CHECK(answers == texts_of(shell, batch));
    CHECK(answers[0] == found_by_find("/usr -xdev -type f -perm -4000"));
    CHECK(answers[1] == found_by_find("/usr -xdev -type f -perm -2000"));
    CHECK(answers[3] == found_by_find("/usr -xdev -nouser"));
}

TEST_CASE("what is mounted below is walked only when asked for; a folder below itself is told once"
) {
    if (::geteuid() != 0)
        return skip("not root");
    const Place place;
    (void)place.folder("mnt");
    (void)place.folder("itself/below");
    const Mounted other(place / "mnt");
    const Mounted again(place / "itself", place / "itself/below");
    if (not other.is_made() or not again.is_made())
        return skip("nothing can be mounted here");
    (void)place.file("mnt/inside", "");
    const std::vector<Question> batch = {
        Walk{.folder = place.path()}, Walk{.folder = place.path(), .other_file_systems = true}};
    LocalBackend local;

    const auto expected = texts_of(local, batch);

    CHECK(expected[0] == place / "itself" + "|" + place / "mnt");
    CHECK(expected[1] == expected[0] + "|" + place / "mnt/inside");
    for (const auto& shell : all_shells()) {
        auto backend = backend_on(shell);
        INFO(shell);
        CHECK(texts_of(backend, batch) == expected);
    }
}

TEST_CASE("a folder that cannot be entered: who would have entered it cannot tell, with its name") {
    if (::geteuid() != 0)
        return skip("not root");
    const Place place;
    (void)place.folder("a/clo\nsed");
    (void)place.file("a/x", "");
    (void)place.link("link", place / "a/clo\nsed/x");
    REQUIRE(::chmod((place / "a/clo\nsed").c_str(), 0700) == 0);
    const auto& top = place.path();
    const std::vector<Question> batch = {
        Walk{.folder = top},
        Walk{.folder = top, .depth = 2},
        Walk{.folder = top, .depth = 1},
        Walk{.folder = top, .set = FileSet::setuid, .depth = 2},
        Walk{.folder = top, .excluding = {top + "/a/clo*"}},
        Walk{.folder = top, .depth = 2, .pattern = top + "/*/x"},
        Walk{.folder = top, .set = FileSet::dangling_links, .depth = 1},
        Walk{.folder = top, .named = "x"},
        Walk{.folder = place / "a/clo\nsed"},
    };
    const auto told_by = [&](const std::function<std::vector<std::string>()>& ask) {
        return as_ordinary_user([&] { return join(ask(), "\n"); });
    };

    const auto near = told_by([&] {
        LocalBackend local;
        return texts_of(local, batch);
    });

    const auto closed = "denied: permission denied reading the folder " + top + "/a/clo\\nsed";
    CHECK(near.starts_with(
        closed + "\n" + top + "/a|" + top + "/a/clo\nsed|" + top + "/a/x|" + top + "/link\n"
    ));
    CHECK(
        near.find("denied: permission denied following the link " + top + "/link")
        != std::string::npos
    );
    for (const auto& shell : all_shells()) {
        INFO(shell);
        auto far = told_by([&] {
            auto backend = backend_on(shell);
            return texts_of(backend, batch);
        });
        for (auto at = far.find(" walking "); at != std::string::npos; at = far.find(" walking "))
            far.replace(at, 9, " reading the folder ");
        CHECK(far == near);
    }
}

TEST_CASE("beyond a limit of a walk nothing can be told, and the limit is named") {
    const Place place;
    for (int i = 0; i < 30; ++i)
        (void)place.file("f" + std::to_string(i), "");
    const std::vector<Question> batch = {
        Walk{.folder = place.path()},
        Walk{.folder = place.path(), .named = "f1*"},
        Walk{.folder = place.path(), .set = FileSet::setuid}};
    const auto check = [&](Limits limits, const std::vector<std::string>& expected) {
        LocalBackend local(limits);
        ShellOptions options;
        options.limits = limits;
        auto shell = backend_on("dash", options);
        CHECK(texts_of(local, batch) == expected);
        CHECK(texts_of(shell, batch) == expected);
    };
    const auto passed =
        "too large: " + place.path() + " holds more than 29 entries, the limit of a walk";
    std::string few;
    for (const auto* name :
         {"f1", "f10", "f11", "f12", "f13", "f14", "f15", "f16", "f17", "f18", "f19"})
        few += (few.empty() ? "" : "|") + place / name;

    check({.walked = 29}, {passed, passed, passed});
    check(
        {.found = 11},
        {"too large: walk " + place.path() + " finds more than 11 entries, the limit of results",
         few,
         ""}
    );
}

TEST_CASE("a walk that takes too long is given up, for all that is asked of its folder") {
    LocalBackend local({.walk = 1ms});
    ShellOptions options;
    options.limits.walk = 1ms;
    auto shell = backend_on("dash", options);
    const std::vector<Question> batch = {
        Walk{.folder = "/usr"}, Walk{.folder = "/usr", .set = FileSet::setuid}};

    for (const auto& texts : {texts_of(local, batch), texts_of(shell, batch)}) {
        CHECK(texts[0].starts_with("timed out: walk"));
        CHECK(texts[1].starts_with("timed out: walk"));
    }
}

TEST_CASE("busybox's own find finds what system calls do") {
    if (::geteuid() != 0)
        return skip("not root");
    const BusyboxRoot root;
    if (not root.is_made())
        return skip("no root folder could be made");
    const Place place;
    plant(place);
    const auto copy =
        "cp -a --parents " + place.path() + " " + root.place().path() + " && echo done";
    REQUIRE(printed_by(copy) == "done\n");
    auto batch = questions_about(place);
    std::erase_if(batch, [](const Question& question) {
        return std::get<Walk>(question).folder == "/etc";
    });
    LocalBackend local;
    auto backend = root.backend();

    const auto expected = texts_of(local, batch);
    const auto answers = texts_of(backend, batch);

    for (std::size_t i = 0; i < batch.size(); ++i) {
        INFO(describe(batch[i]));
        CHECK(answers[i] == expected[i]);
    }
}

TEST_CASE("where find has no -nouser the files of names do, if there are no other names") {
    if (::geteuid() != 0)
        return skip("not root");
    const BusyboxRoot root;
    if (not root.is_made())
        return skip("no root folder could be made");
    const std::vector<Question> batch = {
        Walk{.folder = "/srv", .set = FileSet::unowned},
        Walk{.folder = "/srv", .set = FileSet::ungrouped},
        Walk{.folder = "/srv", .set = FileSet::unowned, .named = "-nouser"},
        Walk{.folder = "/srv"}};
    auto backend = root.backend();

    CHECK(
        texts_of(backend, batch)
        == std::vector<std::string>{"/srv/his", "/srv/his", "", "/srv/his|/srv/mine"}
    );

    (void)root.place().file("etc/nsswitch.conf", "passwd: files ldap\ngroup: files\n");
    const auto texts = texts_of(backend, batch);
    CHECK(texts[0].starts_with("missing tool: walk /srv, unowned needs a find"));
    CHECK(texts[1] == "/srv/his");
    CHECK(texts[3] == "/srv/his|/srv/mine");
}
