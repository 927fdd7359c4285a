#include "threads.h"

#include <stdatomic.h>

/* Of libgomp, the OpenMP library that LibTorch has loaded: what "#pragma omp parallel" of gcc calls. */
extern void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);
extern int omp_get_thread_num(void);
extern int omp_get_max_threads(void);

typedef struct {
  part_body body;
  const void *context;
  int64_t parts;
  _Atomic int64_t next;
} job;

static void work(void *argument) {
  job *j = argument;
  for (int64_t part = j->next++; part < j->parts; part = j->next++) {
    j->body(j->context, part, omp_get_thread_num());
  }
}

void in_parts(int64_t parts, part_body body, const void *context) {
  int threads = thread_count();
  job j = {body, context, parts, 0};
  GOMP_parallel(work, &j, (unsigned) (parts < threads ? parts : threads), 0);
}

int thread_count(void) {
  return omp_get_max_threads();
}
