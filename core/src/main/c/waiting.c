#define _GNU_SOURCE
#include "waiting.h"

#include <pthread.h>
#include <time.h>

#ifndef _WIN32
#include <signal.h>
#endif

#ifdef __linux__
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void sleep_while(_Atomic uint32_t *number, uint32_t value) {
  syscall(SYS_futex, number, FUTEX_WAIT_PRIVATE, value, 0, 0, 0);
}

void wake(_Atomic uint32_t *number) {
  syscall(SYS_futex, number, FUTEX_WAKE_PRIVATE, INT_MAX, 0, 0, 0);
}
#else
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

void sleep_while(_Atomic uint32_t *number, uint32_t value) {
  pthread_mutex_lock(&lock);
  if (*number == value) {
    pthread_cond_wait(&changed, &lock);
  }
  pthread_mutex_unlock(&lock);
}

void wake(_Atomic uint32_t *number __attribute__((unused))) {
  pthread_mutex_lock(&lock);
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}
#endif

int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int start_thread(void *(*body)(void *), void *argument) {
  pthread_t thread;
#ifndef _WIN32
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
#endif
  int failed = pthread_create(&thread, 0, body, argument);
#ifndef _WIN32
  pthread_sigmask(SIG_SETMASK, &before, 0);
#endif
  return !failed && !pthread_detach(thread);
}
