/*
 * Work in parts on this library's own team of threads, which lives as long as the process. A thread without work looks for
 * some for a while, then sleeps. Only one caller has the team at a time; others meanwhile do their parts alone. A
 * caller does parts too and waits for nobody who has not begun: a processor that others hold, or that a quota denies,
 * costs its share and no more.
 */
#ifndef QWENVL4J_THREADS_H
#define QWENVL4J_THREADS_H

#include <stdint.h>

/* Does one part; thread counts from 0. Parts run at once, each is done once. */
typedef void (*part_body)(const void *context, int64_t part, int thread);

/* Returns when all parts are done by up to so many threads. Which thread does what must not matter for the result. */
void in_parts(int threads, int64_t parts, part_body body, const void *context);

/* Parts of so many items each (the last may have fewer), and where one of them ends. */
static inline int64_t parts_of(int64_t items, int64_t each) {
  return (items + each - 1) / each;
}

static inline int64_t end_of_part(int64_t part, int64_t each, int64_t items) {
  return (part + 1) * each < items ? (part + 1) * each : items;
}

/* Threads that may work at once for a caller. */
int thread_count(void);

#endif
