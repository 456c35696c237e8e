#include "tests/support/certificates.hpp"

#include "framework/base/crypto/base64.hpp"
#include "framework/base/file_descriptor.hpp"
#include "framework/base/text.hpp"

#include <stdexcept>
#include <vector>

namespace muster {

namespace {

void openssl(std::vector<std::string> words) {
    words.insert(words.begin(), "openssl");
    if (const auto run = run_program(words); run.status != 0)
        throw std::runtime_error(words.at(1) + ": " + run.output);
}

void make_key(const std::string& file) {
    openssl({"genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", file});
}

std::string extensions_of(const Wish& wish) {
    auto lines = wish.more;
    if (not wish.names.empty())
        lines += "\nsubjectAltName=" + wish.names;
    return lines + "\n";
}

}  // namespace

Authority::Authority(const std::string& name)
    : own_{folder_.file("ca.pem"), folder_.file("ca.key")} {
    make_key(own_.key);
    openssl(
        {"req",
         "-x509",
         "-key",
         own_.key,
         "-days",
         "3650",
         "-subj",
         "/CN=" + name,
         "-out",
         own_.certificate}
    );
}

std::string Authority::pem() const {
    return read_file(own_.certificate).value();
}

CertificateFiles Authority::issue(const Wish& wish) const {
    const auto stem = "issued" + std::to_string(++count_);
    const CertificateFiles made{folder_.file(stem + ".pem"), folder_.file(stem + ".key")};
    const auto request = folder_.file(stem + ".csr");
    make_key(made.key);
    openssl({"req", "-new", "-key", made.key, "-subj", wish.subject, "-out", request});
    openssl(
        {"x509",
         "-req",
         "-in",
         request,
         "-CA",
         own_.certificate,
         "-CAkey",
         own_.key,
         "-set_serial",
         "0x0A1B2C",
         "-days",
         std::to_string(wish.days),
         "-extfile",
         folder_.write(stem + ".ext", extensions_of(wish)),
         "-out",
         made.certificate}
    );
    return made;
}

CertificateFiles Authority::self_signed(const Wish& wish) const {
    const auto stem = "self" + std::to_string(++count_);
    const CertificateFiles made{folder_.file(stem + ".pem"), folder_.file(stem + ".key")};
    make_key(made.key);
    openssl(
        {"req",
         "-x509",
         "-key",
         made.key,
         "-days",
         std::to_string(wish.days),
         "-subj",
         wish.subject,
         "-addext",
         "subjectAltName=" + wish.names,
         "-out",
         made.certificate}
    );
    return made;
}

std::string der_of(const std::string& pem_file) {
    std::string base64;
    bool is_inside = false;
    const auto content = read_file(pem_file).value();
    for (const auto line : lines_of(content)) {
        if (line.starts_with("-----END"))
            break;
        if (is_inside)
            base64 += line;
        is_inside = is_inside or line.starts_with("-----BEGIN");
    }
    return from_base64(base64).value();
}

}  // namespace muster
