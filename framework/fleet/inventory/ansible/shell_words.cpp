#include "framework/fleet/inventory/ansible/shell_words.hpp"

namespace muster {

namespace {

class Words {
public:
    Words(std::string_view line, Comments comments, const Location& where)
        : line_(line), comments_(comments), where_(where) {}

    std::vector<std::string> all() {
        while (at_ < line_.size())
            step(line_[at_++]);
        if (quote_ != '\0')
            throw Broken("a quote is not closed", where_);
        end_word();
        return std::move(words_);
    }

private:
    void step(char sign) {
        if (quote_ == '\'' or quote_ == '"')
            within_quotes(sign);
        else if (sign == ' ' or sign == '\t' or sign == '\n')
            end_word();
        else if (sign == '#' and comments_ == Comments::end_it)
            at_ = line_.size();
        else if (sign == '\'' or sign == '"')
            open_quote(sign);
        else
            add(sign == '\\' and at_ < line_.size() ? line_[at_++] : sign);
    }

    void within_quotes(char sign) {
        if (sign == quote_)
            quote_ = '\0';
        else if (sign == '\\' and quote_ == '"' and at_ < line_.size() and (line_[at_] == '"' or line_[at_] == '\\'))
            add(line_[at_++]);
        else
            add(sign);
    }

    void open_quote(char sign) {
        quote_ = sign;
        in_word_ = true;
    }

    void add(char sign) {
        word_ += sign;
        in_word_ = true;
    }

    void end_word() {
        if (in_word_)
            words_.push_back(std::move(word_));
        word_.clear();
        in_word_ = false;
    }

    std::string_view line_;
    Comments comments_;
    const Location& where_;
    std::size_t at_ = 0;
    char quote_ = '\0';
    bool in_word_ = false;
    std::string word_;
    std::vector<std::string> words_;
};

}  // namespace

std::vector<std::string> shell_words(
    std::string_view line, Comments comments, const Location& where
) {
    return Words(line, comments, where).all();
}

}  // namespace muster
