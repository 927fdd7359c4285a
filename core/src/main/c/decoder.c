/*
 * Decoder blocks over plain memory: any number of blocks in one call. Rows are float32 throughout; what products, caches and
 * attention round is said there (products.h, kernels.h).
 */
#include "attention.h"
#include "java.h"
#include "memory.h"
#include "products.h"
#include "threads.h"

/* The layers of a block, in the order in which they are computed. */
enum { QKV, OUT, BOTH, DOWN, STACKS };

/* Layers that read the same rows, as Java lays them out: see NativeDecoder. */
typedef struct {
  int64_t count;
  layer layers[LAYERS];
} stack;

typedef struct {
  int64_t hidden, heads, kv_heads, dim, inner;
  int64_t gate; /* where the gate begins among the outputs of "both": 0 or inner */
  double epsilon;
  const float *attention_norm, *q_norm, *k_norm, *inner_norm; /* q_norm and k_norm may be null */
  stack stacks[STACKS];
} block;

/* What an adapter adds to some rows of a stack, from one of its outputs on: up(down(x)). */
typedef struct {
  int64_t row, rows, column;
  layer down, up;
} change;

/* From begin to end. */
typedef struct {
  int64_t begin, end;
} span;

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
  const kernels *k;
  int threads;
  float *normed, *projected, *queries, *attended, *both, *inner, *result;
  float *changed, *between; /* what the changes of a stack add, one behind the other; what comes down for one of them */
  attention *attentions;    /* of the sequences */
  char *for_products;
} run;

static int64_t projected_width(const block *b) {
  return (b->heads + 2 * b->kv_heads) * b->dim;
}

/* ---- products ---- */

typedef struct {
  linear l; /* of a stack */
  const run *r;
  span changes;
} products;

static span changes_of(const run *r, int64_t layer, int which) {
  return r->s->changes ? r->s->spans[layer * STACKS + which] : (span) {0, 0};
}

static linear linear_of(const run *r, const layer *layers, int64_t count, const float *x, int64_t rows, float *y) {
  linear l = {.k = r->k, .layers = layers, .count = count, .x = x, .rows = rows, .y = y};
  return l;
}

static linear down_of(const run *r, const change *c, const float *x) {
  return linear_of(r, &c->down, 1, x ? x + c->row * c->down.inputs : 0, c->rows, r->between);
}

static linear up_of(const run *r, const change *c, float *y) {
  return linear_of(r, &c->up, 1, r->between, c->rows, y);
}

static int64_t numbers_of(const change *c) {
  return c->rows * c->up.outputs;
}

static void compute_changes(const products *p) {
  float *to = p->r->changed;
  for (int64_t i = p->changes.begin; i < p->changes.end; i++) {
    const change *c = &p->r->s->changes[i];
    linear down = down_of(p->r, c, p->l.x), up = up_of(p->r, c, to);
    compute_linear(&down, p->r->threads, p->r->for_products);
    compute_linear(&up, p->r->threads, p->r->for_products);
    to += numbers_of(c);
  }
}

/* To the outputs from begin to end. */
static void add_changes(const products *p, int64_t begin, int64_t end) {
  const float *changed = p->r->changed;
  for (int64_t i = p->changes.begin; i < p->changes.end; i++) {
    const change *c = &p->r->s->changes[i];
    int64_t from = most(begin, c->column), to = least(end, c->column + c->up.outputs);
    for (int64_t row = 0; from < to && row < c->rows; row++) {
      float *y = p->l.y + (c->row + row) * p->l.width + from;
      p->r->k->elements->add(y, changed + row * c->up.outputs + from - c->column, to - from, y);
    }
    changed += numbers_of(c);
  }
}

static void changed_outputs(const products *p, int64_t begin, int64_t end, int thread) {
  linear_outputs(&p->l, begin, end, thread);
  add_changes(p, begin, end);
}

static void outputs_of_part(const void *context, int64_t part, int thread) {
  const products *p = context;
  int64_t begin, end;
  linear_part(&p->l, part, &begin, &end);
  changed_outputs(p, begin, end, thread);
}

/* What a part of the outputs adds to the rows. */
static void add_part(const void *context, int64_t part, int thread) {
  const products *p = context;
  const run *r = p->r;
  int64_t begin, end, hidden = r->b->hidden;
  linear_part(&p->l, part, &begin, &end);
  changed_outputs(p, begin, end, thread);
  for (int64_t row = 0; row < r->s->rows; row++) {
    float *h = r->s->h + row * hidden + begin;
    r->k->elements->add(h, r->result + row * hidden + begin, end - begin, h);
  }
}

/* The same columns of gate and up, and what becomes of them. */
static void pair_part(const void *context, int64_t part, int thread) {
  const products *p = context;
  const run *r = p->r;
  int64_t inner = r->b->inner, begin = part * p->l.each, end = end_of_part(part, p->l.each, inner);
  changed_outputs(p, begin, end, thread);
  changed_outputs(p, inner + begin, inner + end, thread);
  for (int64_t row = 0; row < r->s->rows; row++) {
    const float *first = r->both + row * 2 * inner + begin, *second = first + inner;
    const float *gate = r->b->gate ? second : first, *up = r->b->gate ? first : second;
    r->k->elements->gated(gate, up, end - begin, r->inner + row * inner + begin);
  }
}

static linear stack_of(const run *r, const block *b, int which, const float *x, float *y) {
  return linear_of(r, b->stacks[which].layers, b->stacks[which].count, x, r->s->rows, y);
}

static void multiply(const run *r, int which, const float *x, float *y, part_body body) {
  products p = {stack_of(r, r->b, which, x, y), r, changes_of(r, r->layer, which)};
  compute_changes(&p);
  plan_linear(&p.l, r->threads, r->for_products);
  prepare_linear(&p.l, r->threads);
  in_parts(r->threads, body == pair_part ? parts_of(r->b->inner, p.l.each) : linear_parts(&p.l), body, &p);
}

/* ---- between the products ---- */

static void norm_for_attention(const void *context, int64_t row, int thread __attribute__((unused))) {
  const run *r = context;
  const block *b = r->b;
  r->k->elements->rms_norm(r->s->h + row * b->hidden, b->attention_norm, b->hidden, (float) b->epsilon, r->normed + row * b->hidden);
}

static void norm_for_inner(const void *context, int64_t row, int thread __attribute__((unused))) {
  const run *r = context;
  const block *b = r->b;
  r->k->elements->rms_norm(r->s->h + row * b->hidden, b->inner_norm, b->hidden, (float) b->epsilon, r->normed + row * b->hidden);
}

/* A head, normed where there is a weight, turned by the angles of its position, times a factor. */
static void turn(const run *r, int64_t row, int64_t head, const float *weight, float factor, float *y) {
  const block *b = r->b;
  const elements *e = r->k->elements;
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
  keep(r->k->elements, key, b->dim, a->keys, group, position);
  keep(r->k->elements, r->projected + row * projected_width(b) + (b->heads + b->kv_heads + group) * b->dim, b->dim, a->values,
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
  in_parts(r->threads, r->s->rows * r->b->kv_heads, turn_part, r);
  return attend(r->k, r->attentions, r->s->count, r->threads);
}

/* False where memory is short. */
static int run_block(const run *r) {
  in_parts(r->threads, r->s->rows, norm_for_attention, r);
  multiply(r, QKV, r->normed, r->projected, outputs_of_part);
  if (!attend_all(r)) {
    return 0;
  }
  multiply(r, OUT, r->attended, r->result, add_part);
  in_parts(r->threads, r->s->rows, norm_for_inner, r);
  multiply(r, BOTH, r->normed, r->both, pair_part);
  multiply(r, DOWN, r->inner, r->result, add_part);
  return 1;
}

/* ---- memory ---- */

/* Numbers and bytes that a call needs at the most for products and for what changes them. */
typedef struct {
  int64_t products, changed, between;
} needs;

static void need_changes(const run *r, span changes, needs *n) {
  int64_t numbers = 0;
  for (int64_t i = changes.begin; i < changes.end; i++) {
    const change *c = &r->s->changes[i];
    linear down = down_of(r, c, 0), up = up_of(r, c, 0);
    n->products = most(n->products, most(plan_linear(&down, r->threads, 0), plan_linear(&up, r->threads, 0)));
    n->between = most(n->between, c->rows * c->down.outputs);
    numbers += numbers_of(c);
  }
  n->changed = most(n->changed, numbers);
}

static void need_block(const run *r, const block *b, int64_t layer, needs *n) {
  for (int which = 0; which < STACKS; which++) {
    linear l = stack_of(r, b, which, 0, 0);
    n->products = most(n->products, plan_linear(&l, r->threads, 0));
    need_changes(r, changes_of(r, layer, which), n);
  }
}

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
  r->changed = take(memory, &used, n->changed * (int64_t) sizeof(float));
  r->between = take(memory, &used, n->between * (int64_t) sizeof(float));
  r->for_products = take(memory, &used, n->products);
  return used;
}

/*
 * boolean run(step, blocks, first, end): blocks are addresses, of which those from first to end are computed over the rows of
 * the step; false where memory is short.
 */
uint8_t JAVA(NativeDecoder, run)(JNI_CALLER, int64_t step_address, int64_t blocks, int64_t first, int64_t end) {
  const block *const *all = (const block *const *) blocks;
  run r = {.s = (const step *) step_address, .b = all[first], .k = kernels_in_use(), .threads = thread_count()};
  needs n = {0, 0, 0};
  int done = 1;
  for (int64_t i = first; i < end; i++) {
    need_block(&r, all[i], i, &n);
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
