/*
 * An encoder block over plain memory, in one call: sequences one behind the other, each of whose rows sees all rows of its own
 * sequence. Rows are float32 throughout; what products and attention round is said there (products.h, kernels.h).
 */
#include "attention.h"
#include "java.h"
#include "memory.h"
#include "stacks.h"
#include "threads.h"

#include <string.h>

enum { ROWS_AT_ONCE = 8 /* that a thread norms or turns */ };

/* The layers of a block, in the order in which they are computed. */
enum { QKV, OUT, UP, DOWN, STACKS };

/* The activations, as Java numbers them. */
enum { GELU, GELU_TANH };

typedef struct {
  const float *weight, *bias;
  double epsilon;
} norm;

/* Queries, keys and values of a head have dim numbers each. As Java lays it out: see NativeEncoder. */
typedef struct {
  int64_t hidden, heads, dim, inner;
  int64_t head, kind; /* from a head to the next and from queries to keys and to values, among the outputs of "qkv" */
  int64_t activation;
  norm attention_norm, inner_norm;
  stack stacks[STACKS];
} block;

typedef struct {
  int64_t rows;
  float *h;                     /* [rows, hidden] */
  const float *cosines, *sines; /* [rows, dim]; or null */
  const change *changes;        /* of all stacks, which have a span of them each; or null */
  const span *spans;
  int64_t narrow, count; /* whether attention may round to bfloat16; sequences */
  int64_t lengths[];     /* rows of each sequence */
} step;

typedef struct {
  const step *s;
  const block *b;
  multiplier m;
  float *normed, *projected, *attended, *inner, *result;
  attention *attentions; /* of the sequences */
} run;

/* ---- vectors of rows ---- */

static void norm_rows(const run *r, const norm *n, int64_t part) {
  int64_t hidden = r->b->hidden;
  for (int64_t row = part * ROWS_AT_ONCE; row < end_of_part(part, ROWS_AT_ONCE, r->s->rows); row++) {
    r->m.k->elements->layer_norm(r->s->h + row * hidden, n->weight, n->bias, hidden, (float) n->epsilon, r->normed + row * hidden);
  }
}

static void norm_for_attention(const void *context, int64_t part, int thread __attribute__((unused))) {
  const run *r = context;
  norm_rows(r, &r->b->attention_norm, part);
}

static void norm_for_inner(const void *context, int64_t part, int thread __attribute__((unused))) {
  const run *r = context;
  norm_rows(r, &r->b->inner_norm, part);
}

static int64_t projected_width(const block *b) {
  return 3 * b->heads * b->dim;
}

/* Turns a head by the angles of its row, in place. */
static void turn(const run *r, int64_t row, float *x) {
  int64_t dim = r->b->dim;
  float turned[MOST_FEATURES];
  r->m.k->elements->rotate(x, r->s->cosines + row * dim, r->s->sines + row * dim, dim, turned);
  memcpy(x, turned, dim * sizeof(float));
}

/* Queries and keys. */
static void turn_rows(const void *context, int64_t part, int thread __attribute__((unused))) {
  const run *r = context;
  const block *b = r->b;
  for (int64_t row = part * ROWS_AT_ONCE; row < end_of_part(part, ROWS_AT_ONCE, r->s->rows); row++) {
    float *queries = r->projected + row * projected_width(b), *keys = queries + b->kind;
    for (int64_t head = 0; head < b->heads; head++) {
      turn(r, row, queries + head * b->head);
      turn(r, row, keys + head * b->head);
    }
  }
}

static void in_row_parts(const run *r, part_body body) {
  in_parts(r->m.threads, parts_of(r->s->rows, ROWS_AT_ONCE), body, r);
}

/* ---- attention ---- */

static memory positions_at(const block *b, const float *numbers) {
  memory m = {.kept = KEPT_FLOAT32, .numbers = numbers, .row = projected_width(b), .head = b->head};
  return m;
}

static attention attention_of(const run *r, int64_t first_row, int64_t rows) {
  const block *b = r->b;
  const float *queries = r->projected + first_row * projected_width(b);
  attention a = {.q = queries, .q_row = projected_width(b), .q_head = b->head, .rows = rows, .heads = b->heads,
                 .kv_heads = b->heads, .dim = b->dim, .seen = rows,
                 .keys = positions_at(b, queries + b->kind), .values = positions_at(b, queries + 2 * b->kind),
                 .narrow = r->s->narrow != 0, .y = r->attended + first_row * b->heads * b->dim};
  return a;
}

static int attend_all(const run *r) {
  int64_t first = 0;
  for (int64_t i = 0; i < r->s->count; i++) {
    r->attentions[i] = attention_of(r, first, r->s->lengths[i]);
    first += r->s->lengths[i];
  }
  return attend(r->m.k, r->attentions, r->s->count, r->m.threads);
}

/* ---- products ---- */

/* What a part of the outputs adds to the rows. */
static void add_outputs(const void *context, int64_t begin, int64_t end) {
  const run *r = context;
  add_columns(&r->m, r->result, r->b->hidden, begin, end, r->s->h);
}

static void activate(const void *context, int64_t begin, int64_t end) {
  const run *r = context;
  const elements *e = r->m.k->elements;
  for (int64_t row = 0; row < r->s->rows; row++) {
    float *x = r->inner + row * r->b->inner + begin;
    (r->b->activation == GELU ? e->gelu : e->gelu_tanh)(x, end - begin, x);
  }
}

static void multiply_rows(const run *r, int which, const float *x, float *y, outputs_body then) {
  multiply(&r->m, &r->b->stacks[which], which, x, y, then, r);
}

/* False where memory is short. */
static int run_block(const run *r) {
  in_row_parts(r, norm_for_attention);
  multiply_rows(r, QKV, r->normed, r->projected, 0);
  if (r->s->cosines) {
    in_row_parts(r, turn_rows);
  }
  if (!attend_all(r)) {
    return 0;
  }
  multiply_rows(r, OUT, r->attended, r->result, add_outputs);
  in_row_parts(r, norm_for_inner);
  multiply_rows(r, UP, r->normed, r->inner, activate);
  multiply_rows(r, DOWN, r->inner, r->result, add_outputs);
  return 1;
}

/* ---- memory ---- */

/* Divides the memory, or only says how much is needed where there is none. What is not needed at the same time has one place. */
static int64_t divide(run *r, const needs *n, char *memory) {
  const block *b = r->b;
  int64_t used = 0, rows = r->s->rows * (int64_t) sizeof(float);
  r->normed = r->result = take(memory, &used, rows * b->hidden);
  r->projected = r->inner = take(memory, &used, rows * most(projected_width(b), b->inner));
  r->attended = take(memory, &used, rows * b->heads * b->dim);
  r->attentions = take(memory, &used, r->s->count * (int64_t) sizeof(attention));
  divide_for_stacks(&r->m, n, memory, &used);
  return used;
}

/* boolean run(step, block): computes the block over the rows of the step; false where memory is short. */
uint8_t JAVA(NativeEncoder, run)(JNI_CALLER, int64_t step_address, int64_t block_address) {
  const step *s = (const step *) step_address;
  run r = {.s = s, .b = (const block *) block_address,
           .m = {.k = kernels_in_use(), .threads = thread_count(), .rows = s->rows, .changes = s->changes, .spans = s->spans}};
  needs n = {0, 0, 0};
  for (int which = 0; which < STACKS; which++) {
    need_stack(&r.m, &r.b->stacks[which], which, &n);
  }
  char *memory = work_memory(divide(&r, &n, 0));
  if (!memory) {
    return 0;
  }
  divide(&r, &n, memory);
  int done = run_block(&r);
  give_work_memory(memory);
  return (uint8_t) done;
}
