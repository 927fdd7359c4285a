/*
 * Decoder blocks for a few rows, over plain memory: what Java's DecoderBlock computes from small operations, here one call
 * for any number of blocks. Rows are float32 between the blocks; what products read and write is bfloat16, rounded in the same
 * places as there.
 */
#include "java.h"
#include "kernels.h"
#include "memory.h"
#include "threads.h"


enum { LAYERS = 3 /* the most in a stack */ };

/* A linear layer as Java lays it out: see NativeDecoder. */
typedef struct {
  int64_t form; /* as in NativeProbes: int8, int4, bfloat16 */
  const void *weights, *scales;
  const bfloat16 *bias; /* or null */
  int64_t outputs, inputs;
} layer;

/* Layers that read the same rows, their outputs side by side. */
typedef struct {
  int64_t count;
  layer layers[LAYERS];
} stack;

typedef struct {
  int64_t hidden, heads, kv_heads, dim, inner;
  int64_t gate; /* where the gate begins among the outputs of "both": 0 or inner */
  double epsilon;
  const float *attention_norm, *q_norm, *k_norm, *inner_norm; /* q_norm and k_norm may be null */
  stack qkv, out, both, down;
} block;

/* Keys and values of a layer; see kernels.h. */
typedef struct {
  void *keys;
  bfloat16 *key_scales;
  void *values;
  bfloat16 *value_scales;
} cache;

typedef struct {
  int64_t rows, past, capacity;
  const cache *caches; /* of the layers */
} sequence;

typedef struct {
  int64_t rows;
  float *h;                       /* [rows, hidden] */
  const float *cosines, *sines;   /* [rows, dim] */
  const float *factors;           /* of queries, [rows]; or null */
  int64_t count;
  sequence sequences[];
} step;

/* Of a call: all blocks have the same sizes. */
typedef struct {
  const step *s;
  const block *b;
  int64_t layer;
  const kernels *k;
  int threads;
  bfloat16 *normed, *projected, *queries, *attended, *both, *inner, *result;
  char *prepared, *rooms;
  int64_t room;
} run;

static int64_t width(const stack *s) {
  int64_t outputs = 0;
  for (int64_t i = 0; i < s->count; i++) {
    outputs += s->layers[i].outputs;
  }
  return outputs;
}

static int64_t projected_width(const block *b) {
  return (b->heads + 2 * b->kv_heads) * b->dim;
}

/* ---- products ---- */

typedef struct {
  const run *r;
  const stack *s;
  product products[LAYERS];
  const operation *operations[LAYERS];
  int64_t each;      /* outputs of a part */
  int64_t columns;   /* that parts are made of */
  bfloat16 *y;
  void (*finish)(const run *r, int64_t begin, int64_t end); /* or null */
} products;

static const operation *operation_for(const kernels *k, const layer *l, int64_t rows) {
  const operations *all = l->form == 0 ? &k->int8 : l->form == 1 ? &k->int4 : &k->bfloat16;
  return rows < all->from ? all->few : all->many;
}

static product product_of(const layer *l, const bfloat16 *x, int64_t rows, bfloat16 *y, int64_t stride) {
  product p = {.x = x, .rows = rows, .weights = l->weights, .scales = l->scales, .y = y, .stride = stride, .outputs = l->outputs, .inputs = l->inputs};
  return p;
}

static void prepare_rows(const void *context, int64_t part, int thread __attribute__((unused))) {
  const products *all = context;
  for (int64_t i = 0; i < all->s->count; i++) {
    const operation *o = all->operations[i];
    const product *p = &all->products[i];
    int shared = i > 0 && p->prepared == all->products[0].prepared;
    if (o->prepare && !shared && part * o->rows < p->rows) {
      o->prepare(p, part * o->rows, end_of_part(part, o->rows, p->rows));
    }
  }
}

/* Outputs of the stack, all of one layer. */
static void outputs_between(const products *all, int64_t begin, int64_t end, int thread) {
  int64_t first = 0, i = 0;
  while (begin >= first + all->s->layers[i].outputs) {
    first += all->s->layers[i++].outputs;
  }
  const product *p = &all->products[i];
  all->operations[i]->multiply(p, begin - first, end - first, all->r->rooms + thread * all->r->room);
  const bfloat16 *bias = all->s->layers[i].bias;
  for (int64_t row = 0; bias && row < p->rows; row++) {
    all->r->k->steps->add_bias(all->y + row * p->stride + begin, bias + begin - first, end - begin);
  }
}

static int64_t parts_of_layers(const products *all) {
  int64_t parts = 0;
  for (int64_t i = 0; i < all->s->count; i++) {
    parts += parts_of(all->s->layers[i].outputs, all->each);
  }
  return parts;
}

static void multiply_part(const void *context, int64_t part, int thread) {
  const products *all = context;
  int64_t first = 0;
  for (int64_t i = 0; i < all->s->count; i++) {
    int64_t outputs = all->s->layers[i].outputs, parts = parts_of(outputs, all->each);
    if (part < parts) {
      int64_t begin = first + part * all->each, end = first + end_of_part(part, all->each, outputs);
      outputs_between(all, begin, end, thread);
      if (all->finish) {
        all->finish(all->r, begin, end);
      }
      return;
    }
    part -= parts;
    first += outputs;
  }
}

/* The same columns of gate and up, and what becomes of them. */
static void multiply_pair(const void *context, int64_t part, int thread) {
  const products *all = context;
  const run *r = all->r;
  int64_t inner = r->b->inner, begin = part * all->each, end = end_of_part(part, all->each, inner);
  outputs_between(all, begin, end, thread);
  outputs_between(all, inner + begin, inner + end, thread);
  for (int64_t row = 0; row < r->s->rows; row++) {
    const bfloat16 *first = r->both + row * 2 * inner + begin, *second = first + inner;
    const bfloat16 *gate = r->b->gate ? second : first, *up = r->b->gate ? first : second;
    r->k->steps->gate(gate, up, end - begin, r->inner + row * inner + begin);
  }
}

static void multiply(const run *r, const stack *s, const bfloat16 *x, bfloat16 *y,
                     void (*finish)(const run *r, int64_t begin, int64_t end), part_body body) {
  products all = {.r = r, .s = s, .y = y, .finish = finish};
  int64_t rows = r->s->rows, stride = width(s), preparing = 1;
  char *prepared = r->prepared;
  for (int64_t i = 0, first = 0; i < s->count; first += s->layers[i++].outputs) {
    const layer *l = &s->layers[i];
    const operation *o = all.operations[i] = operation_for(r->k, l, rows);
    all.products[i] = product_of(l, x, rows, y + first, stride);
    int same = i > 0 && o == all.operations[0];
    all.products[i].prepared = same ? all.products[0].prepared : prepared;
    prepared += same ? 0 : lines(o->prepared_bytes(&all.products[i]));
    all.each = o->outputs > all.each ? o->outputs : all.each;
    preparing = o->prepare && parts_of(rows, o->rows) > preparing ? parts_of(rows, o->rows) : preparing;
  }
  in_parts(r->threads, preparing, prepare_rows, &all);
  in_parts(r->threads, body == multiply_pair ? parts_of(r->b->inner, all.each) : parts_of_layers(&all), body, &all);
}

/* ---- between the products ---- */

static void norm_for_attention(const void *context, int64_t row, int thread __attribute__((unused))) {
  const run *r = context;
  const block *b = r->b;
  r->k->steps->norm(r->s->h + row * b->hidden, b->attention_norm, b->hidden, (float) b->epsilon, r->normed + row * b->hidden);
}

static void norm_for_inner(const void *context, int64_t row, int thread __attribute__((unused))) {
  const run *r = context;
  const block *b = r->b;
  r->k->steps->norm(r->s->h + row * b->hidden, b->inner_norm, b->hidden, (float) b->epsilon, r->normed + row * b->hidden);
}

static void add_result(const run *r, int64_t begin, int64_t end) {
  int64_t hidden = r->b->hidden;
  for (int64_t row = 0; row < r->s->rows; row++) {
    r->k->steps->add(r->s->h + row * hidden + begin, r->result + row * hidden + begin, end - begin);
  }
}

static void turn(const run *r, int64_t row, int64_t head, const float *weight, float factor, bfloat16 *y) {
  const block *b = r->b;
  r->k->steps->turn(r->projected + row * projected_width(b) + head * b->dim, b->dim, weight, (float) b->epsilon,
                    r->s->cosines + row * b->dim, r->s->sines + row * b->dim, factor, y);
}

static void keep(const run *r, const bfloat16 *x, void *numbers, bfloat16 *scales, int64_t at) {
  int64_t dim = r->b->dim;
  if (scales) {
    scales[at] = r->k->steps->pack(x, dim, (int8_t *) numbers + at * dim);
  } else {
    for (int64_t i = 0; i < dim; i++) {
      ((bfloat16 *) numbers)[at * dim + i] = x[i];
    }
  }
}

/* A key-value head of a sequence, and the queries that read it. */
static void attend_group(const void *context, int64_t part, int thread) {
  const run *r = context;
  const block *b = r->b;
  const sequence *q = r->s->sequences + part / b->kv_heads;
  int64_t group = part % b->kv_heads, shared = b->heads / b->kv_heads, first = 0;
  for (const sequence *before = r->s->sequences; before < q; before++) {
    first += before->rows;
  }
  const cache *c = q->caches + r->layer;
  char *room = r->rooms + thread * r->room;
  for (int64_t row = first; row < first + q->rows; row++) {
    int64_t at = group * q->capacity + q->past + row - first;
    turn(r, row, b->heads + group, b->k_norm, 1, (bfloat16 *) room);
    keep(r, (bfloat16 *) room, c->keys, c->key_scales, at);
    keep(r, r->projected + row * projected_width(b) + (b->heads + b->kv_heads + group) * b->dim, c->values, c->value_scales, at);
    for (int64_t head = group * shared; head < (group + 1) * shared; head++) {
      turn(r, row, head, b->q_norm, r->s->factors ? r->s->factors[row] : 1, r->queries + (row * b->heads + head) * b->dim);
    }
  }
  int64_t offset = first * b->heads * b->dim, seen = (q->past + q->rows + 15) / 16 * 16;
  attention a = {r->queries + offset, q->rows, b->heads, b->dim, q->past, b->kv_heads, q->capacity,
                 {c->keys, c->key_scales}, {c->values, c->value_scales}, r->attended + offset};
  for (int64_t head = group * shared; head < (group + 1) * shared; head++) {
    r->k->attend(&a, head, (float *) room, (float *) room + seen);
  }
}

static void run_block(const run *r) {
  const block *b = r->b;
  in_parts(r->threads, r->s->rows, norm_for_attention, r);
  multiply(r, &b->qkv, r->normed, r->projected, 0, multiply_part);
  in_parts(r->threads, r->s->count * b->kv_heads, attend_group, r);
  multiply(r, &b->out, r->attended, r->result, add_result, multiply_part);
  in_parts(r->threads, r->s->rows, norm_for_inner, r);
  multiply(r, &b->both, r->normed, r->both, 0, multiply_pair);
  multiply(r, &b->down, r->inner, r->result, add_result, multiply_part);
}

/* ---- memory ---- */

/* What preparing the rows and multiplying them takes at most. */
static void measure(run *r, const stack *s, int64_t *prepared) {
  int64_t bytes = 0;
  for (int64_t i = 0; i < s->count; i++) {
    const operation *o = operation_for(r->k, &s->layers[i], r->s->rows);
    product p = product_of(&s->layers[i], 0, r->s->rows, 0, 0);
    int64_t room = lines(o->room_bytes(&p));
    r->room = room > r->room ? room : r->room;
    bytes += lines(o->prepared_bytes(&p));
  }
  *prepared = bytes > *prepared ? bytes : *prepared;
}

static void *take(char *memory, int64_t *used, int64_t bytes) {
  void *taken = memory ? memory + *used : 0;
  *used += lines(bytes);
  return taken;
}

/* Divides the memory, or only says how much is needed where there is none. */
static int64_t divide(run *r, int64_t prepared, char *memory) {
  const block *b = r->b;
  int64_t used = 0, rows = r->s->rows * (int64_t) sizeof(bfloat16), query = b->heads * b->dim;
  r->normed = take(memory, &used, rows * b->hidden);
  r->projected = take(memory, &used, rows * projected_width(b));
  r->queries = take(memory, &used, rows * query);
  r->attended = take(memory, &used, rows * query);
  r->both = take(memory, &used, rows * 2 * b->inner);
  r->inner = take(memory, &used, rows * b->inner);
  r->result = take(memory, &used, rows * b->hidden);
  r->prepared = take(memory, &used, prepared);
  r->rooms = take(memory, &used, r->threads * r->room);
  return used;
}

static int64_t attention_room(const step *s, const block *b) {
  int64_t most = 0;
  for (const sequence *q = s->sequences; q < s->sequences + s->count; q++) {
    most = q->past + q->rows > most ? q->past + q->rows : most;
  }
  return lines((most + b->dim + 32) * (int64_t) sizeof(float));
}

/*
 * boolean run(step, blocks, first, end): blocks are addresses, of which those from first to end are computed over the rows of
 * the step; false where memory is short.
 */
uint8_t JAVA(NativeDecoder, run)(JNI_CALLER, int64_t step_address, int64_t blocks, int64_t first, int64_t end) {
  const block *const *all = (const block *const *) blocks;
  run r = {.s = (const step *) step_address, .b = all[first], .k = kernels_in_use(), .threads = thread_count()};
  int64_t prepared = 0;
  r.room = attention_room(r.s, r.b);
  for (int64_t i = first; i < end; i++) {
    measure(&r, &all[i]->qkv, &prepared);
    measure(&r, &all[i]->out, &prepared);
    measure(&r, &all[i]->both, &prepared);
    measure(&r, &all[i]->down, &prepared);
  }
  char *memory = line_memory(divide(&r, prepared, 0));
  if (!memory) {
    return 0;
  }
  divide(&r, prepared, memory);
  for (r.layer = first; r.layer < end; r.layer++) {
    r.b = all[r.layer];
    run_block(&r);
  }
  free_line_memory(memory);
  return 1;
}
