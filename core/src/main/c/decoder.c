/*
 * Decoder blocks over plain memory: any number of blocks in one call. Rows are float32 throughout; what products, caches and
 * attention round is said there (products.h, kernels.h).
 */
#include "attention.h"
#include "java.h"
#include "memory.h"
#include "stacks.h"
#include "threads.h"

/* The layers of a block, in the order in which they are computed. */
enum { QKV, OUT, BOTH, DOWN, STACKS };

typedef struct {
  int64_t hidden, heads, kv_heads, dim, inner;
  int64_t gate; /* where the gate begins among the outputs of "both": 0 or inner */
  double epsilon;
  const float *attention_norm, *q_norm, *k_norm, *inner_norm; /* q_norm and k_norm may be null */
  stack stacks[STACKS];
} block;

/* Addresses of keys and values of a layer, and of their scales. */
typedef struct {
  int64_t keys, key_scales, values, value_scales;
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
  const change *changes;          /* of all stacks of all blocks, which have a span of them each; or null */
  const span *spans;
  int64_t count, kept;            /* sequences, and how their caches are kept: see kernels.h */
  sequence sequences[];
} step;

/* Of a call: all blocks have the same sizes. */
typedef struct {
  const step *s;
  const block *b;
  int64_t layer;
  multiplier m;
  float *normed, *projected, *queries, *attended, *both, *inner, *result;
  attention *attentions; /* of the sequences */
} run;

static int64_t projected_width(const block *b) {
  return (b->heads + 2 * b->kv_heads) * b->dim;
}

/* ---- products ---- */

/* What a part of the outputs adds to the rows. */
static void add_outputs(const void *context, int64_t begin, int64_t end) {
  const run *r = context;
  add_columns(&r->m, r->result, r->b->hidden, begin, end, r->s->h);
}

/* The same columns of gate and up, and what becomes of them. */
static void join_pair(const void *context, int64_t begin, int64_t end) {
  const run *r = context;
  int64_t inner = r->b->inner;
  for (int64_t row = 0; row < r->s->rows; row++) {
    const float *first = r->both + row * 2 * inner + begin, *second = first + inner;
    const float *gate = r->b->gate ? second : first, *up = r->b->gate ? first : second;
    r->m.k->elements->gated(gate, up, end - begin, r->inner + row * inner + begin);
  }
}

static const stack *stack_of(const run *r, int which) {
  return &r->b->stacks[which];
}

/* Of a stack among those of all blocks. */
static int64_t number_of(const run *r, int which) {
  return r->layer * STACKS + which;
}

static void multiply_rows(const run *r, int which, const float *x, float *y, outputs_body then) {
  multiply(&r->m, stack_of(r, which), number_of(r, which), x, y, then, r);
}

/* ---- between the products ---- */

static void norm_for_attention(const void *context, int64_t row, int thread __attribute__((unused))) {
  const run *r = context;
  const block *b = r->b;
  r->m.k->elements->rms_norm(r->s->h + row * b->hidden, b->attention_norm, b->hidden, (float) b->epsilon, r->normed + row * b->hidden);
}

static void norm_for_inner(const void *context, int64_t row, int thread __attribute__((unused))) {
  const run *r = context;
  const block *b = r->b;
  r->m.k->elements->rms_norm(r->s->h + row * b->hidden, b->inner_norm, b->hidden, (float) b->epsilon, r->normed + row * b->hidden);
}

/* A head, normed where there is a weight, turned by the angles of its position, times a factor. */
static void turn(const run *r, int64_t row, int64_t head, const float *weight, float factor, float *y) {
  const block *b = r->b;
  const elements *e = r->m.k->elements;
  const float *x = r->projected + row * projected_width(b) + head * b->dim;
  float normed[MOST_FEATURES];
  if (weight) {
    e->rms_norm(x, weight, b->dim, (float) b->epsilon, normed);
    x = normed;
  }
  e->rotate(x, r->s->cosines + row * b->dim, r->s->sines + row * b->dim, b->dim, y);
  if (factor != 1) {
    e->scale(y, factor, b->dim, y);
  }
}

/* A key-value head of a row, which is written to the cache, and the queries that read it. */
static void turn_part(const void *context, int64_t part, int thread __attribute__((unused))) {
  const run *r = context;
  const block *b = r->b;
  int64_t row = part / b->kv_heads, group = part % b->kv_heads, shared = b->heads / b->kv_heads, first = 0, i = 0;
  for (; row >= first + r->s->sequences[i].rows; i++) {
    first += r->s->sequences[i].rows;
  }
  const attention *a = &r->attentions[i];
  int64_t position = r->s->sequences[i].past + row - first;
  float key[MOST_FEATURES];
  turn(r, row, b->heads + group, b->k_norm, 1, key);
  keep(r->m.k->elements, key, b->dim, a->keys, group, position);
  keep(r->m.k->elements, r->projected + row * projected_width(b) + (b->heads + b->kv_heads + group) * b->dim, b->dim, a->values,
       group, position);
  for (int64_t head = group * shared; head < (group + 1) * shared; head++) {
    turn(r, row, head, b->q_norm, r->s->factors ? r->s->factors[row] : 1, r->queries + (row * b->heads + head) * b->dim);
  }
}

static attention attention_of(const run *r, const sequence *q, int64_t first_row) {
  const block *b = r->b;
  const cache *c = q->caches + r->layer;
  int64_t size = b->heads * b->dim;
  attention a = {.q = r->queries + first_row * size, .q_row = size, .q_head = b->dim, .rows = q->rows, .heads = b->heads,
                 .kv_heads = b->kv_heads, .dim = b->dim, .seen = q->past + 1, .more = 1,
                 .keys = cache_of(r->s->kept, c->keys, c->key_scales, b->dim, q->capacity),
                 .values = cache_of(r->s->kept, c->values, c->value_scales, b->dim, q->capacity),
                 .narrow = r->s->kept != KEPT_FLOAT32, .y = r->attended + first_row * size};
  return a;
}

static int attend_all(const run *r) {
  int64_t first = 0;
  for (int64_t i = 0; i < r->s->count; i++) {
    r->attentions[i] = attention_of(r, &r->s->sequences[i], first);
    first += r->s->sequences[i].rows;
  }
  in_parts(r->m.threads, r->s->rows * r->b->kv_heads, turn_part, r);
  return attend(r->m.k, r->attentions, r->s->count, r->m.threads);
}

/* False where memory is short. */
static int run_block(const run *r) {
  in_parts(r->m.threads, r->s->rows, norm_for_attention, r);
  multiply_rows(r, QKV, r->normed, r->projected, 0);
  if (!attend_all(r)) {
    return 0;
  }
  multiply_rows(r, OUT, r->attended, r->result, add_outputs);
  in_parts(r->m.threads, r->s->rows, norm_for_inner, r);
  multiply_pairs(&r->m, stack_of(r, BOTH), number_of(r, BOTH), r->normed, r->both, r->b->inner, join_pair, r);
  multiply_rows(r, DOWN, r->inner, r->result, add_outputs);
  return 1;
}

/* ---- memory ---- */

/* Divides the memory, or only says how much is needed where there is none. */
static int64_t divide(run *r, const needs *n, char *memory) {
  const block *b = r->b;
  int64_t used = 0, rows = r->s->rows * (int64_t) sizeof(float), query = b->heads * b->dim;
  r->normed = take(memory, &used, rows * b->hidden);
  r->projected = take(memory, &used, rows * projected_width(b));
  r->queries = take(memory, &used, rows * query);
  r->attended = take(memory, &used, rows * query);
  r->both = take(memory, &used, rows * 2 * b->inner);
  r->inner = take(memory, &used, rows * b->inner);
  r->result = take(memory, &used, rows * b->hidden);
  r->attentions = take(memory, &used, r->s->count * (int64_t) sizeof(attention));
  divide_for_stacks(&r->m, n, memory, &used);
  return used;
}

/*
 * boolean run(step, blocks, first, end): blocks are addresses, of which those from first to end are computed over the rows of
 * the step; false where memory is short.
 */
uint8_t JAVA(NativeDecoder, run)(JNI_CALLER, int64_t step_address, int64_t blocks, int64_t first, int64_t end) {
  const block *const *all = (const block *const *) blocks;
  const step *s = (const step *) step_address;
  run r = {.s = s, .m = {.k = kernels_in_use(), .threads = thread_count(), .rows = s->rows, .changes = s->changes, .spans = s->spans}};
  needs n = {0, 0, 0};
  int done = 1;
  for (r.layer = first; r.layer < end; r.layer++) {
    r.b = all[r.layer];
    for (int which = 0; which < STACKS; which++) {
      need_stack(&r.m, stack_of(&r, which), number_of(&r, which), &n);
    }
  }
  char *memory = work_memory(divide(&r, &n, 0));
  if (!memory) {
    return 0;
  }
  divide(&r, &n, memory);
  for (r.layer = first; done && r.layer < end; r.layer++) {
    r.b = all[r.layer];
    done = run_block(&r);
  }
  give_work_memory(memory);
  return (uint8_t) done;
}
