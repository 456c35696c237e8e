// The archive of {fmt} that Debian does not have, made from its headers (libfmt-dev), so that a release
// is one file. Header-only use was the alternative: it costs each source that formats about three
// seconds more. What is instantiated here is what fmt/format.h leaves to its library: what it declares
// `extern template`, and the template members that its inline functions call.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {

template FMT_API auto dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template FMT_API auto dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template FMT_API locale_ref::locale_ref(const std::locale&);
template FMT_API auto locale_ref::get<std::locale>() const -> std::locale;
template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template FMT_API auto thousands_sep_impl(locale_ref) -> thousands_sep_result<wchar_t>;
template FMT_API auto decimal_point_impl(locale_ref) -> char;
template FMT_API auto decimal_point_impl(locale_ref) -> wchar_t;
template FMT_API void buffer<char>::append(const char*, const char*);
template FMT_API void buffer<wchar_t>::append(const wchar_t*, const wchar_t*);
template FMT_API void vformat_to(
    buffer<char>&, string_view, basic_format_args<buffer_context<char>>, locale_ref
);

}  // namespace detail
FMT_END_NAMESPACE
