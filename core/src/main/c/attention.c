/* Attention (see kernels.h): a thread takes a head. */
#include "java.h"
#include "kernels.h"
#include "memory.h"
#include "threads.h"


typedef struct {
  const attention *a;
  float *rooms; /* for scores and a query, of each thread */
  int64_t positions, room;
} job;

static void one_head(const void *context, int64_t head, int thread) {
  const job *j = context;
  float *room = j->rooms + thread * j->room;
  kernels_in_use()->attend(j->a, head, room, room + j->positions);
}

static int64_t sixteens(int64_t count) {
  return (count + 15) / 16 * 16;
}

/*
 * boolean attend(sizes, q, keys, keyScales, values, valueScales, y): false where memory is short. sizes are rows, heads,
 * dim, past, kv_heads and capacity; scales are 0 where keys and values are bfloat16.
 */
uint8_t JAVA(NativeAttention, attend)(JNI_CALLER, int64_t sizes, int64_t q, int64_t keys, int64_t key_scales,
                                      int64_t values, int64_t value_scales, int64_t y) {
  const int64_t *size = (const int64_t *) sizes;
  attention a = {(const bfloat16 *) q, size[0], size[1], size[2], size[3], size[4], size[5],
                 {(const void *) keys, (const bfloat16 *) key_scales},
                 {(const void *) values, (const bfloat16 *) value_scales}, (bfloat16 *) y};
  job j = {&a, 0, sixteens(a.past + a.rows), sixteens(a.past + a.rows) + sixteens(a.dim)};
  int threads = thread_count();
  j.rooms = line_memory(threads * j.room * (int64_t) sizeof(float));
  if (!j.rooms) {
    return 0;
  }
  in_parts(threads, a.heads, one_head, &j);
  free_line_memory(j.rooms);
  return 1;
}
