/*
 * For LD_PRELOAD: ends the process, as kill -9 does, before the n-th of those calls of all its threads by which something
 * becomes durable, or is undone. strace can do the same, at twice the time, as every system call stops for it.
 *
 *   KILL_AT_CALL   the n, from 1 on
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

static void count_call(void) {
  const char *at = getenv("KILL_AT_CALL");
  if (at && atomic_fetch_add(&calls, 1) + 1 == atoi(at)) kill(getpid(), SIGKILL);
}

#define COUNTED(type, name, parameters, arguments)                     \
  type name parameters {                                               \
    static type(*next) parameters;                                     \
    if (!next) next = (type(*) parameters)dlsym(RTLD_NEXT, #name);     \
    count_call();                                                      \
    return next arguments;                                             \
  }

COUNTED(ssize_t, pwrite64, (int fd, const void *octets, size_t size, off64_t at), (fd, octets, size, at))
COUNTED(int, fsync, (int fd), (fd))
COUNTED(int, fdatasync, (int fd), (fd))
COUNTED(int, ftruncate64, (int fd, off64_t size), (fd, size))
COUNTED(int, rename, (const char *from, const char *to), (from, to))
COUNTED(int, unlink, (const char *path), (path))
COUNTED(int, unlinkat, (int directory, const char *path, int flags), (directory, path, flags))
COUNTED(int, mkdir, (const char *path, mode_t mode), (path, mode))
