#include "framework/platform/keepalived.hpp"

#include "framework/base/text.hpp"

#include <fmt/format.h>

#include <set>

namespace muster {

namespace {

constexpr std::string_view folder = "/etc/keepalived/";
constexpr std::size_t most_files = 1000;

std::string_view without_comment(std::string_view line) {
    return line.substr(0, line.find_first_of("#!"));
}

/// Words of a line; braces are words of their own.
std::vector<std::string> words_in(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    const auto end_word = [&] {
        if (not word.empty())
            words.push_back(std::exchange(word, {}));
    };
    for (const char letter : without_comment(line)) {
        const bool is_brace = letter == '{' or letter == '}';
        if (is_brace or letter == ' ' or letter == '\t' or letter == '\r')
            end_word();
        else
            word += letter;
        if (is_brace)
            words.emplace_back(1, letter);
    }
    end_word();
    return words;
}

bool opens_addresses(const std::string& word) {
    return word == "virtual_ipaddress" or word == "virtual_ipaddress_excluded";
}

/// Follows the blocks of a file, line by line. The first word of a statement names the block that it opens, also where
/// the brace stands on the next line; in a block of addresses it is one, and the words behind it are about it.
class KeepalivedReader {
public:
    void read(const std::vector<std::string>& words) {
        if (words.size() > 1 and words[0].starts_with("include")) {  // and includer, includew …
            file.includes.push_back(words[1]);
            file.says_more = file.says_more or is_amid_addresses();
            return;
        }
        std::string first;
        for (const auto& word : words) {
            if (word == "{") {
                blocks_.push_back(first.empty() ? before_ : first);
                first.clear();
            } else if (word == "}") {
                if (not blocks_.empty())
                    blocks_.pop_back();
                first.clear();
            } else if (first.empty()) {
                first = word;
                read_first(word);
            }
        }
        before_ = first;
    }

    KeepalivedFile file;

private:
    bool is_amid_addresses() const {
        return not blocks_.empty() and opens_addresses(blocks_.back());
    }

    void read_first(const std::string& word) {
        // $VAR, @host and @^host before a line, ~SEQ(…)
        const bool is_more = word.find_first_of("$@~\\") != std::string::npos;
        file.says_more = file.says_more or is_more;
        if (is_amid_addresses() and not is_more)
            file.addresses.push_back(word);
    }

    std::string before_;  ///< of the line before, if nothing closed it
    std::vector<std::string> blocks_;
};

}  // namespace

KeepalivedFile keepalived_file_from(std::string_view text) {
    KeepalivedReader reader;
    for (const auto line : lines_of(text))
        reader.read(words_in(line));
    return std::move(reader.file);
}

Task<KeepalivedFile> keepalived_addresses(Host& host) {
    KeepalivedFile whole;
    std::vector<std::string> patterns(1, std::string(folder) + "keepalived.conf");
    std::set<std::string> seen;
    while (not patterns.empty()) {
        const auto pattern = patterns.back();
        patterns.pop_back();
        auto reading = host.read_matching(pattern);
        const auto& files = co_await reading;
        for (const auto& file : files) {
            if (not seen.insert(file.path).second)
                continue;
            if (const auto* why = std::get_if<CannotTell>(&file.bytes))
                throw *why;
            if (seen.size() > most_files)
                throw CannotTell{
                    Kind::too_large,
                    fmt::format("keepalived.conf includes more than {} files", most_files)};
            auto said = keepalived_file_from(std::get<std::string>(file.bytes));
            whole.says_more = whole.says_more or said.says_more;
            whole.addresses.insert(
                whole.addresses.end(), said.addresses.begin(), said.addresses.end()
            );
            const auto beside = file.path.substr(0, file.path.rfind('/') + 1);
            for (auto& include : said.includes)
                patterns.push_back(include.starts_with('/') ? include : beside + include);
        }
    }
    co_return whole;
}

}  // namespace muster
