/* How a thread waits for a number to change: for some time by looking, then asleep. */
#ifndef QWENVL4J_WAITING_H
#define QWENVL4J_WAITING_H

#include <stdatomic.h>
#include <stdint.h>

/* Sleeps unless the number is another one already; may also return without cause. */
void sleep_while(_Atomic uint32_t *number, uint32_t value);

/* Wakes all that sleep for this number. */
void wake(_Atomic uint32_t *number);

/* Nanoseconds since some moment. */
int64_t now(void);

/* Runs a thread that never ends, without the signals of the program; false where there can be no more. */
int start_thread(void *(*body)(void *), void *argument);

/* Tells the processor that this thread only looks. */
static inline void look(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

#endif
