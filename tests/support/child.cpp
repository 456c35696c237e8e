#include "tests/support/child.hpp"

#include "framework/base/file_descriptor.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace muster::tests {

std::string in_child(const std::function<std::string()>& act) {
    auto pipe = Pipe::make();
    const auto child = ::fork();
    if (child == 0) {
        const auto text = act();
        for (std::size_t sent = 0; sent < text.size();) {
            const auto size =
                ::write(pipe.writing.number(), text.data() + sent, text.size() - sent);
            if (size <= 0)
                break;
            sent += static_cast<std::size_t>(size);
        }
        ::_exit(0);
    }
    pipe.writing.close();
    std::string text;
    std::array<char, 4096> piece{};
    while (true) {
        const auto size = ::read(pipe.reading.number(), piece.data(), piece.size());
        if (size <= 0)
            break;
        text.append(piece.data(), static_cast<std::size_t>(size));
    }
    (void)::waitpid(child, nullptr, 0);
    return text;
}

std::string as_ordinary_user(const std::function<std::string()>& act) {
    return in_child([&] {
        constexpr unsigned nobody = 65534;
        const bool changed = ::geteuid() != 0 or (::setgid(nobody) == 0 and ::setuid(nobody) == 0);
        return changed ? act() : std::string("cannot become an ordinary user");
    });
}

}  // namespace muster::tests
