/* Products of the set in use: rows are prepared, then multiplied, part by part on all threads. */
#include "java.h"
#include "kernels.h"
#include "memory.h"
#include "threads.h"


typedef struct {
  const operation *o;
  const product *p;
  char *rooms;
  int64_t room;
} job;

static void prepare(const void *context, int64_t part, int thread __attribute__((unused))) {
  const job *j = context;
  j->o->prepare(j->p, part * j->o->rows, end_of_part(part, j->o->rows, j->p->rows));
}

static void multiply(const void *context, int64_t part, int thread) {
  const job *j = context;
  int64_t end = end_of_part(part, j->o->outputs, j->p->outputs);
  j->o->multiply(j->p, part * j->o->outputs, end, j->rooms + thread * j->room);
}

/* False where memory is short. */
static uint8_t run(const operations *all, product p) {
  if (p.rows == 0) {
    return 1;
  }
  const operation *o = p.rows < all->from ? all->few : all->many;
  int threads = thread_count();
  job j = {o, &p, 0, lines(o->room_bytes(&p))};
  int64_t prepared = lines(o->prepared_bytes(&p));
  char *memory = line_memory(prepared + threads * j.room);
  if (!memory) {
    return 0;
  }
  p.prepared = memory;
  j.rooms = memory + prepared;
  if (prepared > 0) {
    in_parts(threads, parts_of(p.rows, o->rows), prepare, &j);
  }
  in_parts(threads, parts_of(p.outputs, o->outputs), multiply, &j);
  free_line_memory(memory);
  return 1;
}

static product of(int64_t x, int64_t rows, int64_t weights, int64_t scales, int64_t y, int64_t outputs, int64_t inputs) {
  product p = {(const bfloat16 *) x, rows, (const void *) weights, (const void *) scales, (bfloat16 *) y, outputs, outputs, inputs, 0};
  return p;
}

/* boolean int8(x, rows, values, scales, y, outputs, inputs): false where memory is short. */
uint8_t JAVA(NativeProducts, int8)(JNI_CALLER, int64_t x, int64_t rows, int64_t values, int64_t scales, int64_t y,
                                   int64_t outputs, int64_t inputs) {
  return run(&kernels_in_use()->int8, of(x, rows, values, scales, y, outputs, inputs));
}

/* boolean int4(x, rows, packed, pairs, y, outputs, inputs) */
uint8_t JAVA(NativeProducts, int4)(JNI_CALLER, int64_t x, int64_t rows, int64_t packed, int64_t pairs, int64_t y,
                                   int64_t outputs, int64_t inputs) {
  return run(&kernels_in_use()->int4, of(x, rows, packed, pairs, y, outputs, inputs));
}

/* boolean bfloat16(x, rows, weight, y, outputs, inputs) */
uint8_t JAVA(NativeProducts, bfloat16)(JNI_CALLER, int64_t x, int64_t rows, int64_t weight, int64_t y, int64_t outputs,
                                       int64_t inputs) {
  return run(&kernels_in_use()->bfloat16, of(x, rows, weight, 0, y, outputs, inputs));
}
