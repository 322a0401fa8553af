// A wall clock that goes faster, for one process: put before the C library by LD_PRELOAD, it stands in for the functions
// that tell the time of day. FAST_CLOCK_RATE says how many seconds of it pass in one. It begins with the true time.
//
// Clocks that only measure how long something takes are left alone, and so is every wait: timers, keep-alives and pauses
// last as long as ever. Debian's libfaketime divides waits by its rate too, and never ends one that lasts until a moment of
// such a clock.
#define _GNU_SOURCE
#include "fast_clock.h"

#include <dlfcn.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t second = 1000000000;

static int (*true_clock)(clockid_t, struct timespec *);
static int (*true_wait)(sem_t *, const struct timespec *);
static int64_t start, rate = 1;

static int64_t nanoseconds(const struct timespec *time) { return time->tv_sec * second + time->tv_nsec; }

static struct timespec time_of(int64_t nanoseconds) {
  return (struct timespec){.tv_sec = nanoseconds / second, .tv_nsec = nanoseconds % second};
}

// Others may ask before this library is set up.
static int ask(clockid_t clock, struct timespec *time) {
  return true_clock ? true_clock(clock, time) : (int)syscall(SYS_clock_gettime, clock, time);
}

static int64_t true_now(void) {
  struct timespec time;
  ask(CLOCK_REALTIME, &time);
  return nanoseconds(&time);
}

static int64_t fast(int64_t now) { return start ? start + (now - start) * rate : now; }

__attribute__((constructor)) static void set_up(void) {
  true_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  true_wait = (int (*)(sem_t *, const struct timespec *))dlsym(RTLD_NEXT, "sem_timedwait");
  const char *text = getenv("FAST_CLOCK_RATE");
  if (text) rate = atoll(text);
  start = true_now();
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = ask(clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) *time = time_of(fast(nanoseconds(time)));
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now = time_of(fast(true_now()));
  *time = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  return 0;
}

time_t time(time_t *result) {
  time_t now = fast(true_now()) / second;
  if (result) *result = now;
  return now;
}

// The one wait that threads of the runtime do until a time of day: it lasts as long as was meant.
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until) {
  int64_t now = true_now();
  struct timespec end = time_of(now + nanoseconds(until) - fast(now));
  return true_wait(semaphore, &end);
}
