#include "framework/platform/rpm_verification.hpp"

#include "framework/platform/rpm_files.hpp"
#include "framework/platform/rpm_header.hpp"

#include <fmt/format.h>

#include <sys/stat.h>

namespace muster {

namespace {

// rpmfi.h, rpmvf.h
constexpr std::uint32_t missing_is_well = 8;
enum Verified : std::uint32_t {
    digest_counts = 1,
    link_counts = 4,
    owner_counts = 8,
    group_counts = 16,
    mode_counts = 64
};
enum State : std::uint32_t {
    normal = 0,
    replaced = 1,
    not_installed = 2,
    net_shared = 3,
    wrong_color = 4
};

/// PGPHASHALGO_…, which are those of RFC 4880, 9.4, as far as anything here computes them.
DigestAlgorithm algorithm_from(std::uint32_t number) {
    switch (number) {
    case 1: return DigestAlgorithm::md5;
    case 2: return DigestAlgorithm::sha1;
    case 8: return DigestAlgorithm::sha256;
    case 10: return DigestAlgorithm::sha512;
    default:
        throw CannotTell{
            Kind::unsupported, fmt::format("digests of kind {} are not known here", number)};
    }
}

CannotTell does_not_fit() {
    return {
        Kind::unparsable, "an entry of rpm's database has lists of files that do not fit together"};
}

/// One of a list that may be missing as a whole.
template<class T>
T one_of(const std::vector<T>& list, std::size_t place, T otherwise) {
    if (list.empty())
        return otherwise;
    if (place >= list.size())
        throw does_not_fit();
    return list[place];
}

std::uint32_t type_bits(FileType type) {
    switch (type) {
    case FileType::regular: return S_IFREG;
    case FileType::directory: return S_IFDIR;
    case FileType::symlink: return S_IFLNK;
    case FileType::socket: return S_IFSOCK;
    case FileType::pipe: return S_IFIFO;
    case FileType::block_device: return S_IFBLK;
    case FileType::character_device: return S_IFCHR;
    case FileType::unknown: return 0;
    }
    return 0;
}

/// What of a file is compared, as rpm's verify.c has it.
std::uint32_t compared_of(const RpmFile& file) {
    auto compared = file.verified;
    if (file.state == wrong_color)
        compared &= ~std::uint32_t{digest_counts};
    if (file.state == replaced)  // by a file of another package: it is there, that is all
        compared = 0;
    return compared & ~(S_ISLNK(file.mode) ? mode_counts : link_counts);
}

/// An image may have no names; "root" has one number everywhere.
bool is_owned_by(const std::string& packaged, const std::string& name, std::uint32_t id) {
    return packaged.empty() or packaged == name or (packaged == "root" and id == 0);
}

bool has_same_status(const RpmFile& file, const FileStatus& status, std::uint32_t compared) {
    const bool same_type = (file.mode & S_IFMT) == type_bits(status.type);
    if ((compared & mode_counts) != 0
        and (not same_type or (file.mode & 07777U) != status.permissions))
        return false;
    if ((compared & owner_counts) != 0 and not is_owned_by(file.owner, status.owner, status.uid))
        return false;
    return (compared & group_counts) == 0 or is_owned_by(file.group, status.group, status.gid);
}

Task<bool> is_as_packaged(Host& host, RpmFile file, DigestAlgorithm algorithm) {
    const auto compared = compared_of(file);
    const bool counts_digest =
        (compared & digest_counts) != 0 and S_ISREG(file.mode) and not file.digest.empty();
    const bool counts_link = (compared & link_counts) != 0 and S_ISLNK(file.mode);
    auto looking = host.stat(file.path, Follow::no);
    std::optional<Pending<std::optional<DigestText>>> reading;
    std::optional<Pending<std::optional<LinkText>>> reading_link;
    if (counts_digest)
        reading = host.digest(file.path, algorithm);
    if (counts_link)
        reading_link = host.readlink(file.path);
    const auto& entry = co_await looking;
    if (not entry)
        co_return (file.flags & missing_is_well) != 0;
    auto status = *entry;
    if (S_ISDIR(file.mode) and status.type == FileType::symlink) {  // a folder may have been moved
        auto following = host.stat(file.path);
        const auto& target = co_await following;
        if (target and target->type == FileType::directory)
            status = *target;
    }
    if (not has_same_status(file, status, compared))
        co_return false;
    if (reading) {
        const auto& digest = co_await *reading;
        co_return digest and digest->hex == file.digest;
    }
    if (reading_link) {
        const auto& link = co_await *reading_link;
        co_return link and link->is_link and link->text == file.link;
    }
    co_return true;
}

}  // namespace

RpmFiles rpm_files_from(std::string_view header) {
    const RpmHeader tags(header);
    const auto names = tags.texts(RpmTag::base_names);
    const auto folders = tags.texts(RpmTag::folder_names);
    const auto indexes = tags.numbers(RpmTag::folder_indexes);
    const auto modes = tags.numbers(RpmTag::file_modes);
    const auto owners = tags.texts(RpmTag::file_users);
    const auto groups = tags.texts(RpmTag::file_groups);
    const auto digests = tags.texts(RpmTag::file_digests);
    const auto links = tags.texts(RpmTag::file_links);
    const auto flags = tags.numbers(RpmTag::file_flags);
    const auto verified = tags.numbers(RpmTag::file_verify_flags);
    const auto states = tags.numbers(RpmTag::file_states);
    const auto algorithm = tags.numbers(RpmTag::file_digest_algorithm);
    RpmFiles all;
    if (not algorithm.empty())
        all.algorithm = algorithm_from(algorithm.front());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto folder = one_of(indexes, i, ~0U);
        if (folder >= folders.size())
            throw does_not_fit();
        all.files.push_back({
            .path = folders[folder] + names[i],
            .mode = static_cast<std::uint16_t>(one_of(modes, i, 0U)),
            .owner = one_of(owners, i, std::string()),
            .group = one_of(groups, i, std::string()),
            .digest = one_of(digests, i, std::string()),
            .link = one_of(links, i, std::string()),
            .flags = one_of(flags, i, 0U),
            .verified = one_of(verified, i, ~0U),
            .state = one_of(states, i, 0U),
        });
    }
    return all;
}

Task<PackageVerification> verify_rpm_files(Host& host, PackageName name) {
    auto& reading = host.once(rpm_headers);
    const auto& headers = co_await reading;
    std::vector<std::string> paths;
    std::vector<Task<bool>> comparing;
    for (const auto& header : headers) {
        if (RpmHeader(header).text(RpmTag::name) != name.name
            or not is_called(rpm_record_from(header), name))
            continue;
        const auto listed = rpm_files_from(header);
        for (const auto& file : listed.files) {
            if (file.is_configuration() or file.is_ghost() or file.state == not_installed
                or file.state == net_shared)
                continue;
            paths.push_back(file.path);
            comparing.push_back(is_as_packaged(host, file, listed.algorithm));
        }
    }
    auto verifying = verification_of(host, std::move(paths), std::move(comparing));
    co_return co_await verifying;
}

}  // namespace muster
