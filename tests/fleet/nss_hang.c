// A name service that never answers (nss(5)): what a directory does whose server went away without a word.
#include <nss.h>
#include <pwd.h>
#include <unistd.h>

enum nss_status _nss_hang_getpwnam_r(
    const char* name, struct passwd* result, char* buffer, size_t size, int* error
) {
    (void)name, (void)result, (void)buffer, (void)size, (void)error;
    for (;;)
        pause();
}
