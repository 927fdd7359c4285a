/* What the machine itself can do, with the threads that the kernels use: the ceilings of "bench". */
#include "java.h"
#include "kernels.h"
#include "threads.h"

#include <stdatomic.h>

enum { STREAMS = 4, STREAM = 1 << 18 };

typedef struct {
  const char *from;
  _Atomic uint64_t sum;
} reading;

/* Some streams at a time: more of the memory's answers are under way. */
static void read_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  reading *r = (reading *) context;
  const char *from = r->from + part * STREAMS * STREAM;
  uint64_t sums[LINE / 8] = {0};
  for (int64_t at = 0; at < STREAM; at += LINE) {
    for (int64_t stream = 0; stream < STREAMS; stream++) {
      const uint64_t *line = (const uint64_t *) (from + stream * STREAM + at);
      __builtin_prefetch((const char *) line + AHEAD, 0, 3);
      UNROLL for (int i = 0; i < LINE / 8; i++) { sums[i] += line[i]; }
    }
  }
  uint64_t sum = 0;
  for (int i = 0; i < LINE / 8; i++) { sum += sums[i]; }
  r->sum += sum;
}

/* long read(from, bytes): reads whole MiB; the sum of what was read. */
int64_t JAVA(NativeProbes, read)(JNI_CALLER, int64_t from, int64_t bytes) {
  reading r = {(const char *) from, 0};
  in_parts(thread_count(), bytes / (STREAMS * STREAM), read_part, &r);
  return (int64_t) r.sum;
}

typedef struct {
  const operations *of;
  int64_t rounds;
  _Atomic int64_t done;
} arithmetic;

static void compute(const void *context, int64_t part __attribute__((unused)), int thread __attribute__((unused))) {
  arithmetic *a = (arithmetic *) context;
  a->done += a->of->limit(a->rounds);
}

/* long multiply(form, rounds): on all threads; how many operations it was. Forms as in products.h. */
int64_t JAVA(NativeProbes, multiply)(JNI_CALLER, int32_t form, int64_t rounds) {
  const kernels *k = kernels_in_use();
  const operations *forms[] = {&k->int8, &k->int4, &k->bfloat16, &k->float32, &k->widened};
  arithmetic a = {forms[form], rounds, 0};
  int threads = thread_count();
  in_parts(threads, threads, compute, &a);
  return a.done;
}
