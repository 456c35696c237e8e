#pragma once

// A password or passphrase on its way from where it is kept to where it is needed. It can't be printed,
// copied or compared, and its bytes are gone when it is.

#include <string.h>

#include <string>
#include <string_view>
#include <utility>

namespace muster {

class Secret {
public:
    Secret() = default;
    /// Takes the bytes over and wipes `text`.
    explicit Secret(std::string&& text) : text_(text) { wipe(text); }
    Secret(Secret&& other) noexcept : text_(other.text_) { wipe(other.text_); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe(text_);
            text_ = other.text_;
            wipe(other.text_);
        }
        return *this;
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe(text_); }

    /// For the call that hands it over, and nothing else. Ends with a NUL, like c_str().
    std::string_view revealed() const { return text_; }
    bool empty() const { return text_.empty(); }
    /// A second holder of the same secret; said in so many words, so that a review sees it.
    Secret duplicate() const { return Secret(std::string(text_)); }

    /// Overwrites and empties `text`, its spare room too; the compiler can't leave that out.
    static void wipe(std::string& text) {
        text.resize(text.capacity());
        explicit_bzero(text.data(), text.size());
        text.clear();
    }

private:
    // A move of a std::string would leave the bytes of a short one behind: always copied, then wiped.
    std::string text_;
};

}  // namespace muster
