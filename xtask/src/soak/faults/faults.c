/* A disk that fails and a clock that jumps, for one process: loaded with LD_PRELOAD.
 *
 * Calls that write are caught by the kernel (seccomp) and brought to a signal handler here, so that it makes no
 * difference whether a program calls the C library or the kernel itself. The handler counts those that match,
 * lets some fail, and makes the others itself. Clocks are read without the kernel's help, so that the functions of the
 * C library are replaced.
 *
 *   FAULT_CALL    write, sync, rename or open (open: for writing)
 *   FAULT_PATH    a part of the file's path
 *   FAULT_FROM    the first call that matches is number 1
 *   FAULT_FOR     how many fail from there on; all, where it is not set
 *   FAULT_HOW     ENOSPC, EIO, short (half is written) or slow (a millisecond)
 *   FAULT_COUNTS  a file of 16 bytes: how many calls matched, how many were hit, as two 64-bit numbers; with
 *                 FAULT_CLOCK alone, how often the clock was looked at
 *   FAULT_CLOCK   seconds by which the clock of the day jumps forward and back
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_MACHINE AUDIT_ARCH_AARCH64
#else
#error "the registers of this machine are not known here"
#endif

/* In the sixth argument, which none of these calls has: made by the handler, to be let through. */
#define OURS 0x5ca1ab1eu

enum call { NONE, WRITE, SYNC, RENAME, OPEN };
enum how { FAIL, SHORT, SLOW };

static enum call fault_call;
static enum how fault_how;
static int fault_error;
static const char *fault_path;
static uint64_t fault_from, fault_for;
static uint64_t *counts;
static time_t clock_jump;

static const struct { long number; enum call call; } CALLS[] = {
    {SYS_write, WRITE},      {SYS_pwrite64, WRITE},   {SYS_writev, WRITE},     {SYS_pwritev, WRITE},
    {SYS_ftruncate, WRITE},  {SYS_fsync, SYNC},       {SYS_fdatasync, SYNC},   {SYS_renameat, RENAME},
    {SYS_renameat2, RENAME}, {SYS_openat, OPEN},
#ifdef SYS_rename
    {SYS_rename, RENAME},    {SYS_open, OPEN},
#endif
};
#define CALL_COUNT (sizeof CALLS / sizeof *CALLS)

static int is_meant(long number, const long *a) {
    char path[4096];
    const char *one = path, *two = NULL;
    switch (number) {
#ifdef SYS_rename
    case SYS_rename: one = (const char *)a[0]; two = (const char *)a[1]; break;
    case SYS_open: one = (const char *)a[0]; break;
#endif
    case SYS_renameat:
    case SYS_renameat2: one = (const char *)a[1]; two = (const char *)a[3]; break;
    case SYS_openat: one = (const char *)a[1]; break;
    default: {
        char link[32] = "/proc/self/fd/", digits[16];
        int length = 0;
        unsigned file = (unsigned)a[0];
        do digits[length++] = (char)('0' + file % 10); while (file /= 10);
        char *end = link + strlen(link);
        while (length) *end++ = digits[--length];
        *end = 0;
        long got = readlink(link, path, sizeof path - 1);
        if (got < 0) return 0;
        path[got] = 0;
    }
    }
    if (number == SYS_openat && !(a[2] & (O_WRONLY | O_RDWR | O_CREAT))) return 0;
#ifdef SYS_open
    if (number == SYS_open && !(a[1] & (O_WRONLY | O_RDWR | O_CREAT))) return 0;
#endif
    return strstr(one, fault_path) || (two && strstr(two, fault_path));
}

static long half(long number, const long *a) {
    if (number == SYS_writev || number == SYS_pwritev) {
        const struct iovec *part = (const struct iovec *)a[1];
        size_t length = part->iov_len > 1 ? part->iov_len / 2 : part->iov_len;
        if (number == SYS_writev)
            return syscall(SYS_write, a[0], part->iov_base, length, 0L, 0L, OURS);
        return syscall(SYS_pwrite64, a[0], part->iov_base, length, a[3], 0L, OURS);
    }
    long length = a[2] > 1 && number != SYS_ftruncate ? a[2] / 2 : a[2];
    return syscall(number, a[0], a[1], length, a[3], a[4], OURS);
}

/* What the call gives: as the kernel would have it, so a negative number for an error. */
static long answer(long number, const long *a) {
    int hit = 0;
    for (size_t i = 0; i < CALL_COUNT; i++) {
        if (CALLS[i].number == number && CALLS[i].call == fault_call && is_meant(number, a)) {
            uint64_t place = __atomic_add_fetch(&counts[0], 1, __ATOMIC_SEQ_CST);
            hit = place >= fault_from && place - fault_from < fault_for;
        }
    }
    if (hit) {
        __atomic_add_fetch(&counts[1], 1, __ATOMIC_SEQ_CST);
        if (fault_how == FAIL) return -fault_error;
        if (fault_how == SLOW) nanosleep(&(struct timespec){0, 1000000}, NULL);
    }
    long got = hit && fault_how == SHORT ? half(number, a)
                                         : syscall(number, a[0], a[1], a[2], a[3], a[4], OURS);
    return got < 0 ? -errno : got;
}

static void caught(int signal, siginfo_t *info, void *context) {
    (void)signal;
    int kept = errno;
    mcontext_t *machine = &((ucontext_t *)context)->uc_mcontext;
#if defined(__x86_64__)
    greg_t *r = machine->gregs;
    long a[5] = {r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8]};
    r[REG_RAX] = answer(info->si_syscall, a);
#else
    unsigned long long *r = machine->regs;
    long a[5] = {(long)r[0], (long)r[1], (long)r[2], (long)r[3], (long)r[4]};
    r[0] = (unsigned long long)answer(info->si_syscall, a);
#endif
    errno = kept;
}

static void give_up(const char *why) {
    /* The test must not go on as if there were faults. */
    if (write(2, why, strlen(why)) < 0) { }
    _exit(97);
}

static void catch_calls(void) {
    struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_NODEFER};
    struct sock_filter filter[9 + CALL_COUNT];
    size_t n = 0;
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_MACHINE, 1, 0);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < CALL_COUNT; i++) {
        filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)CALLS[i].number,
                                                   (unsigned char)(CALL_COUNT - i), 0);
    }
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    /* The lower half of the sixth argument, where the lower half comes first. */
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5]));
    filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OURS, 0, 1);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
    struct sock_fprog program = {.len = (unsigned short)n, .filter = filter};
    if (sigaction(SIGSYS, &action, NULL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        give_up("faults: the kernel does not let calls be caught\n");
}

__attribute__((constructor)) static void start(void) {
    const char *jump = getenv("FAULT_CLOCK"), *call = getenv("FAULT_CALL"), *how = getenv("FAULT_HOW");
    const char *file = getenv("FAULT_COUNTS"), *from = getenv("FAULT_FROM"), *many = getenv("FAULT_FOR");
    if (!call && !jump) return;
    int opened = file ? open(file, O_RDWR) : -1;
    counts = opened < 0 ? MAP_FAILED : mmap(NULL, 16, PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
    if (counts == MAP_FAILED) give_up("faults: FAULT_COUNTS cannot be mapped\n");
    close(opened);
    if (jump) clock_jump = (time_t)atoll(jump);
    if (!call) return;
    fault_call = !strcmp(call, "write") ? WRITE : !strcmp(call, "sync") ? SYNC
               : !strcmp(call, "rename") ? RENAME : !strcmp(call, "open") ? OPEN : NONE;
    fault_path = getenv("FAULT_PATH");
    if (fault_call == NONE || !fault_path || !from || !how) give_up("faults: a variable is missing\n");
    fault_from = strtoull(from, NULL, 10);
    fault_for = many ? strtoull(many, NULL, 10) : UINT64_MAX;
    fault_how = !strcmp(how, "short") ? SHORT : !strcmp(how, "slow") ? SLOW : FAIL;
    fault_error = !strcmp(how, "ENOSPC") ? ENOSPC : EIO;
    catch_calls();
}

static void jumped(time_t *seconds) {
    /* What looks at the clock before all is set up sees it as it is. */
    switch (clock_jump ? __atomic_add_fetch(&counts[0], 1, __ATOMIC_SEQ_CST) % 3 : 0) {
    case 1: *seconds += clock_jump; break;
    case 2: *seconds -= clock_jump; break;
    }
}

int clock_gettime(clockid_t id, struct timespec *time) {
    int failed = (int)syscall(SYS_clock_gettime, id, time);
    if (!failed && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) jumped(&time->tv_sec);
    return failed;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    int failed = clock_gettime(CLOCK_REALTIME, &now);
    if (!failed) *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return failed;
}

time_t time(time_t *place) {
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}
