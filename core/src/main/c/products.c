/* Linear layers (see products.h) by the products of the set in use: rows are prepared, then multiplied, part by part. */
#include "products.h"
#include "java.h"
#include "memory.h"
#include "threads.h"

enum {
  ROWS_AT_ONCE = 32, /* that a thread prepares: a multiple of what each operation takes */
  PARTS_EACH = 2,    /* for a thread, at least */
  OUTPUTS_AT_LEAST = 64 /* of a part: a multiple of what each operation takes */
};

static const operation *operation_for(const kernels *k, const layer *l, int64_t rows) {
  const operations *all = l->form == INT8   ? &k->int8
                          : l->form == INT4 ? &k->int4
                          : l->form == BFLOAT16 ? &k->bfloat16
                          : l->form == WIDENED ? &k->widened
                                               : &k->float32;
  return rows < all->from ? all->few : all->many;
}

/* Whether the layer computes in float32. */
static int is_wide(const layer *l) {
  return l->form == FLOAT32 || l->form == WIDENED;
}

/* Of a part, at the end of a thread's room. */
static int64_t narrow_bytes(const linear *l) {
  return lines(l->rows * l->each * (int64_t) sizeof(bfloat16));
}

/* Whether layer i reads the rows as they are prepared for the first one. */
static int shares_rows(const linear *l, int64_t i) {
  return i > 0 && l->operations[i] == l->operations[0] && l->layers[i].groups == l->layers[0].groups;
}

/* What layer i does, and what it needs: rows are prepared once for layers that do the same. */
static void plan_layer(linear *l, int64_t i, char *memory, int64_t *used) {
  const layer *of = &l->layers[i];
  const operation *o = l->operations[i];
  product p = {.x = l->rounded, .x32 = l->x, .rows = l->rows, .weights = of->weights, .scales = of->scales,
               .y32 = l->y ? l->y + l->width : 0, .outputs = of->outputs, .inputs = of->inputs, .groups = of->groups};
  p.prepared = shares_rows(l, i) ? l->products[0].prepared : take(memory, used, o->prepared_bytes(&p));
  l->products[i] = p;
  l->room = most(l->room, lines(o->room_bytes(&p)));
  l->width += of->outputs;
}

/* Smaller parts where there are too few for all threads. */
static void share_parts(linear *l, int threads) {
  while (l->each > OUTPUTS_AT_LEAST && linear_parts(l) < PARTS_EACH * threads) {
    l->each = parts_of(l->each / 2, OUTPUTS_AT_LEAST) * OUTPUTS_AT_LEAST;
  }
}

int64_t plan_linear(linear *l, int threads, char *memory) {
  int64_t used = 0;
  int rounds = 0;
  l->width = l->each = l->room = 0;
  for (int64_t i = 0; i < l->count; i++) {
    l->operations[i] = operation_for(l->k, &l->layers[i], l->rows);
    l->each = most(l->each, l->operations[i]->outputs);
    rounds |= !is_wide(&l->layers[i]);
  }
  share_parts(l, threads);
  l->rounded = rounds ? take(memory, &used, l->rows * l->layers[0].inputs * (int64_t) sizeof(bfloat16)) : 0;
  for (int64_t i = 0; i < l->count; i++) {
    plan_layer(l, i, memory, &used);
  }
  for (int64_t i = 0; i < l->count; i++) {
    l->products[i].stride = l->width;
  }
  l->room += rounds ? narrow_bytes(l) : 0;
  l->rooms = take(memory, &used, threads * l->room);
  return used;
}

static void prepare_rows(const void *context, int64_t part, int thread __attribute__((unused))) {
  const linear *l = context;
  int64_t inputs = l->layers[0].inputs, begin = part * ROWS_AT_ONCE, end = end_of_part(part, ROWS_AT_ONCE, l->rows);
  if (l->rounded) {
    l->k->elements->round(l->x + begin * inputs, (end - begin) * inputs, l->rounded + begin * inputs);
  }
  for (int64_t i = 0; i < l->count; i++) {
    const operation *o = l->operations[i];
    for (int64_t row = begin; o->prepare && !shares_rows(l, i) && row < end; row += o->rows) {
      o->prepare(&l->products[i], row, least(row + o->rows, end));
    }
  }
}

void prepare_linear(const linear *l, int threads) {
  in_parts(threads, parts_of(l->rows, ROWS_AT_ONCE), prepare_rows, l);
}

int64_t linear_parts(const linear *l) {
  int64_t parts = 0;
  for (int64_t i = 0; i < l->count; i++) {
    parts += parts_of(l->layers[i].outputs, l->each);
  }
  return parts;
}

void linear_part(const linear *l, int64_t part, int64_t *begin, int64_t *end) {
  int64_t first = 0, i = 0;
  for (int64_t parts; part >= (parts = parts_of(l->layers[i].outputs, l->each)); i++) {
    part -= parts;
    first += l->layers[i].outputs;
  }
  *begin = first + part * l->each;
  *end = first + end_of_part(part, l->each, l->layers[i].outputs);
}

/* As many outputs at a time as the operation has room for: other layers' parts may be larger. */
static void multiply_outputs(const operation *o, const product *p, int64_t begin, int64_t end, char *room) {
  for (int64_t n = begin; n < end; n += o->outputs) {
    o->multiply(p, n, least(n + o->outputs, end), room);
  }
}

/* Outputs from begin to end of layer i, which are narrow until they have been added to the bias. */
static void multiply_narrow(const linear *l, int64_t i, int64_t begin, int64_t end, char *room) {
  product p = l->products[i];
  const bfloat16 *bias = l->layers[i].bias;
  const bfloat16 *products = (bfloat16 *) (room + l->room - narrow_bytes(l));
  p.y = (bfloat16 *) products - begin; /* output n is written to y[n] */
  if (l->layers[i].form != INT4) {     /* whose parts are whole blocks */
    p.outputs = end;                   /* tiles may be wider than the part */
  }
  p.stride = end - begin;
  multiply_outputs(l->operations[i], &p, begin, end, room);
  for (int64_t row = 0; row < l->rows; row++) {
    const bfloat16 *x = products + row * p.stride;
    float *y = p.y32 + row * l->width + begin;
    if (bias) {
      l->k->elements->widen_with_bias(x, bias + begin, end - begin, y);
    } else {
      l->k->elements->widen(x, end - begin, y);
    }
  }
}

static void multiply_wide(const linear *l, int64_t i, int64_t begin, int64_t end, char *room) {
  const product *p = &l->products[i];
  const float *bias = l->layers[i].bias;
  multiply_outputs(l->operations[i], p, begin, end, room);
  for (int64_t row = 0; bias && row < l->rows; row++) {
    float *y = p->y32 + row * p->stride;
    for (int64_t n = begin; n < end; n++) {
      y[n] += bias[n];
    }
  }
}

void linear_outputs(const linear *l, int64_t begin, int64_t end, int thread) {
  char *room = l->rooms + thread * l->room;
  int64_t i = 0;
  for (; begin >= l->layers[i].outputs; i++) {
    begin -= l->layers[i].outputs;
    end -= l->layers[i].outputs;
  }
  (is_wide(&l->layers[i]) ? multiply_wide : multiply_narrow)(l, i, begin, end, room);
}

static void outputs_of_part(const void *context, int64_t part, int thread) {
  int64_t begin, end;
  linear_part(context, part, &begin, &end);
  linear_outputs(context, begin, end, thread);
}

void compute_linear(linear *l, int threads, char *memory) {
  plan_linear(l, threads, memory);
  if (l->rows > 0) {
    prepare_linear(l, threads);
    in_parts(threads, linear_parts(l), outputs_of_part, l);
  }
}

/*
 * boolean run(layers, count, x, rows, y): layers of the same inputs, their outputs side by side in the rows of y; each is {form,
 * weights, scales, bias, outputs, inputs, groups}. False where memory is short.
 */
uint8_t JAVA(NativeLinear, run)(JNI_CALLER, int64_t of, int64_t count, int64_t x, int64_t rows, int64_t y) {
  linear l = {.k = kernels_in_use(), .layers = (const layer *) of, .count = count, .x = (const float *) x, .rows = rows, .y = (float *) y};
  int threads = thread_count();
  char *memory = work_memory(plan_linear(&l, threads, 0));
  if (!memory) {
    return 0;
  }
  compute_linear(&l, threads, memory);
  give_work_memory(memory);
  return 1;
}
