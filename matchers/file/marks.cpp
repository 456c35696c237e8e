#include "matchers/file/marks.hpp"

#include "framework/platform/file_tools.hpp"
#include "framework/platform/packaged_files.hpp"

namespace muster::file_readers {

namespace {

Task<Value> has_flag(Host& host, Fact fact, char letter) {
    auto asked = inode_flags(host, fact.subject.name());
    const auto& flags = co_await asked;
    if (not flags)
        co_return absent;
    co_return flags->find(letter) != std::string::npos;
}

/// An empty text is none at all.
Value text_or_not_set(const std::optional<std::string>& text) {
    if (not text)
        return absent;
    return text->empty() ? not_set : Value(*text);
}

}  // namespace

Task<Value> immutable(Host& host, Fact fact) {
    return has_flag(host, std::move(fact), 'i');
}

Task<Value> append_only(Host& host, Fact fact) {
    return has_flag(host, std::move(fact), 'a');
}

Task<Value> capabilities(Host& host, Fact fact) {
    auto asked = file_capabilities(host, fact.subject.name());
    const auto& text = co_await asked;
    co_return text_or_not_set(text);
}

Task<Value> acl(Host& host, Fact fact) {
    auto asked = acl_entries(host, fact.subject.name());
    const auto& found = co_await asked;
    co_return found ? Value(set_of_texts(*found)) : absent;
}

Task<Value> xattr(Host& host, Fact fact) {
    auto asked = extended_attribute(host, fact.subject.name(), fact.parameter());
    const auto& found = co_await asked;
    if (not found.file_exists)
        co_return absent;
    co_return found.bytes ? Value(*found.bytes) : not_set;
}

Task<Value> selinux_label(Host& host, Fact fact) {
    auto asked = muster::selinux_label(host, fact.subject.name());
    const auto& text = co_await asked;
    co_return text_or_not_set(text);
}

Task<Value> package(Host& host, Fact fact) {
    return owning_package(host, fact.subject.name());
}

Task<Value> as_packaged(Host& host, Fact fact) {
    return muster::as_packaged(host, fact.subject.name());
}

}  // namespace muster::file_readers
