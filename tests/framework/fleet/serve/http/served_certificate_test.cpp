#include "framework/fleet/serve/http/http_server.hpp"
#include "tests/framework/fleet/serve/http/http_client.hpp"
#include "tests/support/certificates.hpp"

#include <catch2/catch.hpp>

using muster::Authority;
using muster::CertificateFiles;
using muster::HttpServer;
using muster::read_file;
using muster::run_program;
using muster::ServeOptions;
using muster::TemporaryFolder;
using muster::tests::echo;
using muster::tests::RawClient;

namespace {

const auto nobody = [](const std::string&) {};

/// Where a server finds its certificate, whichever it is.
class Place {
public:
    void put(const CertificateFiles& files) const {
        (void)folder_.write("web.pem", read_file(files.certificate).value());
        (void)folder_.write("web.key", read_file(files.key).value());
    }
    void put_key(std::string_view content) const { (void)folder_.write("web.key", content); }
    ServeOptions options() const {
        return {
            .certificate = folder_.file("web.pem"),
            .key = folder_.file("web.key"),
            .where = {"fleet.yaml", 4, 1}};
    }

private:
    TemporaryFolder folder_;
};

std::string curl(
    const Authority& authority, const HttpServer& server, const std::vector<std::string>& more
) {
    std::vector<std::string> words = {
        "curl", "-sS", "--max-time", "30", "--noproxy", "*", "--cacert", authority.file()};
    words.insert(words.end(), more.begin(), more.end());
    words.push_back("https://127.0.0.1:" + std::to_string(server.port()) + "/x");
    return run_program(words).output;
}

/// The subject of the certificate that a server shows.
std::string subject_shown(const HttpServer& server) {
    const auto place = "127.0.0.1:" + std::to_string(server.port());
    const auto shown = run_program({"openssl", "s_client", "-connect", place}).output;
    const auto begin = shown.find("subject=");
    return begin == std::string::npos ? shown
                                      : shown.substr(begin, shown.find('\n', begin) - begin);
}

}  // namespace

TEST_CASE("with a certificate TLS is spoken, and nothing else") {
    const Authority authority;
    const Place place;
    place.put(authority.issue());
    HttpServer server(place.options(), echo, nobody);

    CHECK(curl(authority, server, {}) == "GET /x who=, \n");
    CHECK(curl(authority, server, {"--tlsv1.2", "--tls-max", "1.2"}) == "GET /x who=, \n");
    const auto once = "https://127.0.0.1:" + std::to_string(server.port()) + "/first";
    CHECK(curl(authority, server, {once}) == "GET /first who=, \nGET /x who=, \n");
    RawClient clear(server.port());
    REQUIRE(clear.send(muster::tests::request_to("/")));
    clear.end_sending();
    CHECK(clear.rest().find("HTTP/1.1") == std::string::npos);
    CHECK(curl(authority, server, {}) == "GET /x who=, \n");
}

TEST_CASE("hands that are not shaken in time are let go") {
    const Authority authority;
    const Place place;
    place.put(authority.issue());
    auto options = place.options();
    options.limits.request = std::chrono::milliseconds(100);
    HttpServer server(options, echo, nobody);

    RawClient silent(server.port());
    CHECK(silent.rest().empty());
}

TEST_CASE("a renewed certificate is shown after a reload, and a broken one is not") {
    const Authority authority;
    const Place place;
    place.put(authority.issue({.subject = "/CN=old"}));
    HttpServer server(place.options(), echo, nobody);
    CHECK(subject_shown(server) == "subject=CN = old");

    const auto renewed = authority.issue({.subject = "/CN=new"});
    place.put(renewed);
    CHECK(subject_shown(server) == "subject=CN = old");
    server.reload();
    CHECK(subject_shown(server) == "subject=CN = new");
    CHECK(curl(authority, server, {}) == "GET /x who=, \n");

    place.put_key(read_file(authority.key()).value());
    CHECK_THROWS_WITH(
        server.reload(),
        Catch::StartsWith("fleet.yaml:4:1: the key ") and Catch::Contains("mismatch")
    );
    CHECK(subject_shown(server) == "subject=CN = new");
}

TEST_CASE("a certificate that cannot be served is refused at the start") {
    const Authority authority;
    const Place place;
    place.put(authority.issue());
    auto no_key = place.options();
    no_key.key.clear();
    auto no_file = place.options();
    no_file.certificate += ".old";
    CHECK_THROWS_WITH(
        HttpServer(no_key, echo, nobody), "fleet.yaml:4:1: a certificate needs its key"
    );
    CHECK_THROWS_WITH(
        HttpServer(no_file, echo, nobody), Catch::StartsWith("fleet.yaml:4:1: there is no file ")
    );

    place.put_key("nothing");
    CHECK_THROWS_WITH(
        HttpServer(place.options(), echo, nobody), Catch::StartsWith("fleet.yaml:4:1: the key ")
    );
}

TEST_CASE("a key with a passphrase is refused, and nobody is asked for one") {
    const Authority authority;
    const Place place;
    const auto files = authority.issue();
    place.put(files);
    const TemporaryFolder folder;
    const auto locked = folder.file("locked.key");
    const auto made = run_program(
        {"openssl", "pkey", "-in", files.key, "-aes256", "-passout", "pass:x", "-out", locked}
    );
    REQUIRE(made.status == 0);
    place.put_key(read_file(locked).value());

    CHECK_THROWS_WITH(
        HttpServer(place.options(), echo, nobody), Catch::Contains("without a passphrase")
    );
}

TEST_CASE("events are streamed through TLS as well") {
    const Authority authority;
    const Place place;
    place.put(authority.issue());
    HttpServer server(
        place.options(),
        [](const muster::HttpRequest&) {
            return muster::HttpAnswer{.body = muster::event_text("hello", "1"), .stream = true};
        },
        nobody
    );
    std::string output;
    std::thread reader([&] { output = curl(authority, server, {"-N"}); });
    const bool came = muster::tests::comes_true([&] { return server.readers() == 1; });
    server.stop();
    reader.join();

    CHECK(came);
    CHECK(output.starts_with("event: hello\ndata: 1\n\n"));
}
