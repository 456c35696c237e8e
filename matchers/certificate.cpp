// certificate(path): what a file of the target holds (framework/base/crypto/certificate.hpp). It is parsed here, and nothing
// but reading is done there.

#include "framework/base/crypto/certificate.hpp"

#include "framework/base/crypto/tls.hpp"
#include "framework/base/display.hpp"
#include "framework/base/error.hpp"
#include "framework/base/text.hpp"
#include "framework/host/controller_file.hpp"
#include "framework/host/resource.hpp"
#include "framework/model/remark.hpp"
#include "matchers/certificate/key.hpp"
#include "matchers/certificate/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace muster {

namespace {

/// The authorities that the target trusts; empty where it has none.
Task<std::string> trusted_by_target(Host& host) {
    std::vector<Pending<std::optional<Content>>> asked;
    for (const auto& file : trust_store_files())
        asked.push_back(host.read(file));
    for (auto& one : asked) {
        const auto& content = co_await one;
        if (content and not content->bytes.empty())
            co_return content->bytes;
    }
    co_return std::string();
}

struct Authorities {
    std::string pem;
    bool are_named = false;  ///< by the spec: these count, and be there none
};

Task<Authorities> authorities_for(Host& host, Subject subject) {
    if (const auto file = subject.qualifier_text("trusting"))
        co_return Authorities{controller_file(*file), true};
    auto& asked = host.once(trusted_by_target);
    const auto& pem = co_await asked;
    co_return Authorities{pem, false};
}

/// Certificates that were shown, the one that is meant first, or why there is none.
struct Held {
    TlsPeer shown;
    Value instead = absent;
};

/// The number of `.entry`, from 1.
std::size_t place_of(const Subject& subject) {
    return static_cast<std::size_t>(
        whole_number(subject.qualifier_text("entry").value_or("1")).value_or(1)
    );
}

Task<Held> held_by(Host& host, Subject subject) {
    const auto path = subject.name();
    auto asked = host.read(path);
    const auto& content = co_await asked;
    Held held;
    if (not content)
        co_return held;
    try {
        held.shown.chain = certificates_in(content->bytes);
    } catch (const Broken& broken) {
        throw CannotTell{Kind::unparsable, fmt::format("{}: {}", escaped(path), broken.what())};
    }
    const auto place = place_of(subject);
    if (held.shown.chain.empty()) {
        held.instead = with_remark(absent, escaped(path) + " holds no certificate");
    } else if (place > held.shown.chain.size()) {
        held.instead = with_remark(
            absent, fmt::format("{} holds {} certificates", escaped(path), held.shown.chain.size())
        );
        held.shown.chain.clear();
    } else {
        const auto first = held.shown.chain.begin();
        std::rotate(
            first,
            first + static_cast<std::ptrdiff_t>(place) - 1,
            first + static_cast<std::ptrdiff_t>(place)
        );
    }
    co_return held;
}

Task<Value> plain(Host& host, Fact fact) {
    auto asked = held_by(host, fact.subject);
    const auto& held = co_await asked;
    co_return held.shown.chain.empty() ? held.instead
                                       : certificate_value(fact, held.shown, host.now());
}

Task<Value> trusted(Host& host, Fact fact) {
    auto asked = held_by(host, fact.subject);
    auto asking_for_authorities = authorities_for(host, fact.subject);
    const auto& held = co_await asked;
    const auto& authorities = co_await asking_for_authorities;
    if (held.shown.chain.empty())
        co_return held.instead;
    const TrustStore store(authorities.pem);
    auto shown = held.shown;
    if (authorities.are_named or store.count() > 0) {
        shown.distrust = distrust_of(shown.chain, store, host.now());
        shown.trust = shown.distrust.empty() ? Trust::yes : Trust::no;
    }
    co_return certificate_value(fact, shown, host.now());
}

Task<Value> of_key(Host& host, Fact fact) {
    auto asked = held_by(host, fact.subject);
    auto telling = public_half_of(host, fact.parameter());
    const auto& held = co_await asked;
    if (held.shown.chain.empty())
        co_return held.instead;
    const auto& public_half = co_await telling;
    co_return matches_key(held.shown, public_half, fact.parameter());
}

std::string broken_path(const Subject& subject) {
    if (not subject.name().starts_with('/'))
        return "a path begins with /";
    const auto entry = subject.qualifier_text("entry");
    const auto number = whole_number(entry.value_or("1"));
    return number and *number >= 1 ? "" : "entries are counted from 1";
}

Resource certificate() {
    Resource resource;
    resource.entry = {
        .name = "certificate",
        .summary = "A certificate in a file of the target.",
        .absence = "is not there",
        .subject =
            {{.name = "path", .meaning = "absolute: PEM with one certificate or several, or DER"}},
        .qualifiers =
            {{.name = "entry",
              .parameters = {{.name = "number", .type = Type::number, .meaning = "from 1"}},
              .meaning = "the second, the third … of a file"},
             {.name = "trusting",
              .parameters = {{.name = "ca_file", .meaning = "PEM, a file of the controller"}},
              .meaning = "trusts these authorities instead of the target's"}},
        .attributes = certificate_attributes("an authority vouches for it and its dates"),
        .example = R"(expect(certificate("/etc/ssl/site.pem").days_left >= 14);
expect(certificate("/etc/ssl/site.pem").covers("www.example.org"));
expect(certificate("/etc/ssl/site.pem").matches_key("/etc/ssl/private/site.key"));)",
        .yaml_example = R"(- certificate: /etc/ssl/site.pem
  days_left: {">=": 14}
  covers: {www.example.org: true}
  matches_key: {/etc/ssl/private/site.key: true})",
        .details = "The file is read and parsed by Muster; nothing is run on the target. The other "
                   "certificates of the file help to reach an authority: of the target's own "
                   "(/etc/ssl/certs/ca-certificates.crt and its like), or of `.trusting`. Dates "
                   "are judged by the controller's "
                   "clock. `trusted` looks at no name: `covers` does. A file without a certificate "
                   "in it is told as one that is "
                   "not there.",
        .broken_subject = broken_path,
    };
    for (const auto& attribute : resource.entry.attributes)
        resource.readers.push_back(
            {attribute.name,
             attribute.name == "matches_key" ? of_key
             : attribute.name == "trusted"   ? trusted
                                             : plain}
        );
    return resource;
}

}  // namespace

std::span<const Resource> certificate_resources() {
    static const Resource resource = certificate();
    return {&resource, 1};
}

}  // namespace muster
