// A clock that can be set while a program runs: preloaded (LD_PRELOAD), it adds the seconds that the file CLOCK_OFFSET
// holds (8 bytes, signed, in the byte order of the machine) to the time of day. The clock that never jumps is left alone, as setting a
// real clock leaves it. It takes no lock and waits for nothing, so a program runs with it as without.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *offset;

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("CLOCK_OFFSET");
    int file = name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return;
    }
    void *found = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    offset = found == MAP_FAILED ? NULL : found;
    close(file);
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int result = (int) syscall(SYS_clock_gettime, which, now);
    if (result == 0 && offset != NULL && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += *offset;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void) zone;
    struct timespec exact;
    if (clock_gettime(CLOCK_REALTIME, &exact) != 0) {
        return -1;
    }
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *kept) {
    struct timespec exact;
    time_t now = clock_gettime(CLOCK_REALTIME, &exact) == 0 ? exact.tv_sec : (time_t) -1;
    if (kept != NULL) {
        *kept = now;
    }
    return now;
}
