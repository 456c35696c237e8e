#include "framework/backend/ssh/known_hosts.hpp"
#include "framework/base/crypto/base64.hpp"
#include "framework/base/crypto/digest.hpp"
#include "framework/base/file_descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace muster {

namespace {

[[noreturn]] void refuse(const std::string& file) {
    throw Broken(
        "the new host key cannot be written: " + std::generic_category().message(errno),
        {file, 0, 0}
    );
}

std::string field_for(const std::string& name, HostNames names) {
    if (names == HostNames::plain)
        return name;
    constexpr std::size_t salt_bytes = 20;
    const auto salt = random_bytes(salt_bytes);
    return "|1|" + to_base64(salt) + "|" + to_base64(hmac_sha1(salt, name));
}

bool ends_amid_a_line(int file) {
    char last = '\n';
    return lseek(file, -1, SEEK_END) >= 0 and read(file, &last, 1) == 1 and last != '\n';
}

}  // namespace

void remember_host_key(
    const std::string& file, const std::string& name, const PublicKey& key, HostNames names
) {
    if (const auto slash = file.rfind('/'); slash != std::string::npos and slash > 0)
        if (mkdir(file.substr(0, slash).c_str(), 0700) != 0 and errno != EEXIST)
            refuse(file);
    const FileDescriptor known(open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    if (not known)
        refuse(file);
    std::string line = ends_amid_a_line(known.number()) ? "\n" : "";
    line += field_for(name, names) + " " + key.type + " " + to_base64(key.blob) + "\n";
    // One write in append mode: two processes that learn hosts at once don't mix their lines.
    if (write(known.number(), line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        refuse(file);
}

}  // namespace muster
