#include "framework/backend/ssh/known_hosts_in_memory.hpp"

#include "framework/base/error.hpp"

#include <fmt/format.h>

#include <sys/mman.h>
#include <unistd.h>

namespace muster {

KnownHostsInMemory::KnownHostsInMemory(std::string_view content)
    : file_(::memfd_create("known_hosts", MFD_CLOEXEC)),
      path_(fmt::format("/proc/{}/fd/{}", ::getpid(), file_.number())) {
    const bool is_written = file_
                            and ::write(file_.number(), content.data(), content.size())
                                    == static_cast<ssize_t>(content.size());
    if (not is_written)
        throw Broken("host keys cannot be kept in memory");
}

}  // namespace muster
