/* Stacks of linear layers (see stacks.h), part by part on all threads. */
#include "stacks.h"
#include "memory.h"
#include "threads.h"

typedef struct {
  linear l; /* of a stack */
  const multiplier *m;
  span changes;
  int64_t half;
  outputs_body then;
  const void *context;
} products;

static span changes_of(const multiplier *m, int64_t number) {
  return m->changes ? m->spans[number] : (span) {0, 0};
}

static linear linear_of(const multiplier *m, const layer *layers, int64_t count, const float *x, int64_t rows, float *y) {
  linear l = {.k = m->k, .layers = layers, .count = count, .x = x, .rows = rows, .y = y};
  return l;
}

static linear down_of(const multiplier *m, const change *c, const float *x) {
  return linear_of(m, &c->down, 1, x ? x + c->row * c->down.inputs : 0, c->rows, m->between);
}

static linear up_of(const multiplier *m, const change *c, float *y) {
  return linear_of(m, &c->up, 1, m->between, c->rows, y);
}

static int64_t numbers_of(const change *c) {
  return c->rows * c->up.outputs;
}

static void compute_changes(const products *p) {
  const multiplier *m = p->m;
  float *to = m->changed;
  for (int64_t i = p->changes.begin; i < p->changes.end; i++) {
    const change *c = &m->changes[i];
    linear down = down_of(m, c, p->l.x), up = up_of(m, c, to);
    compute_linear(&down, m->threads, m->memory);
    compute_linear(&up, m->threads, m->memory);
    to += numbers_of(c);
  }
}

/* To the outputs from begin to end. */
static void add_changes(const products *p, int64_t begin, int64_t end) {
  const float *changed = p->m->changed;
  for (int64_t i = p->changes.begin; i < p->changes.end; i++) {
    const change *c = &p->m->changes[i];
    int64_t from = most(begin, c->column), to = least(end, c->column + c->up.outputs);
    for (int64_t row = 0; from < to && row < c->rows; row++) {
      float *y = p->l.y + (c->row + row) * p->l.width + from;
      p->m->k->elements->add(y, changed + row * c->up.outputs + from - c->column, to - from, y);
    }
    changed += numbers_of(c);
  }
}

static void changed_outputs(const products *p, int64_t begin, int64_t end, int thread) {
  linear_outputs(&p->l, begin, end, thread);
  add_changes(p, begin, end);
}

static void outputs_part(const void *context, int64_t part, int thread) {
  const products *p = context;
  int64_t begin, end;
  linear_part(&p->l, part, &begin, &end);
  changed_outputs(p, begin, end, thread);
  if (p->then) {
    p->then(p->context, begin, end);
  }
}

static void pair_part(const void *context, int64_t part, int thread) {
  const products *p = context;
  int64_t begin = part * p->l.each, end = end_of_part(part, p->l.each, p->half);
  changed_outputs(p, begin, end, thread);
  changed_outputs(p, p->half + begin, p->half + end, thread);
  p->then(p->context, begin, end);
}

static linear stack_of(const multiplier *m, const stack *s, const float *x, float *y) {
  return linear_of(m, s->layers, s->count, x, m->rows, y);
}

static void prepare(products *p) {
  compute_changes(p);
  plan_linear(&p->l, p->m->threads, p->m->memory);
  prepare_linear(&p->l, p->m->threads);
}

void multiply(const multiplier *m, const stack *s, int64_t number, const float *x, float *y, outputs_body then, const void *context) {
  products p = {stack_of(m, s, x, y), m, changes_of(m, number), 0, then, context};
  prepare(&p);
  in_parts(m->threads, linear_parts(&p.l), outputs_part, &p);
}

void multiply_pairs(const multiplier *m, const stack *s, int64_t number, const float *x, float *y, int64_t half, outputs_body then,
                    const void *context) {
  products p = {stack_of(m, s, x, y), m, changes_of(m, number), half, then, context};
  prepare(&p);
  in_parts(m->threads, parts_of(half, p.l.each), pair_part, &p);
}

void add_columns(const multiplier *m, const float *y, int64_t width, int64_t begin, int64_t end, float *h) {
  for (int64_t row = 0; row < m->rows; row++) {
    float *to = h + row * width + begin;
    m->k->elements->add(to, y + row * width + begin, end - begin, to);
  }
}

/* ---- memory ---- */

static void need_changes(const multiplier *m, span changes, needs *n) {
  int64_t numbers = 0;
  for (int64_t i = changes.begin; i < changes.end; i++) {
    const change *c = &m->changes[i];
    linear down = down_of(m, c, 0), up = up_of(m, c, 0);
    n->products = most(n->products, most(plan_linear(&down, m->threads, 0), plan_linear(&up, m->threads, 0)));
    n->between = most(n->between, c->rows * c->down.outputs);
    numbers += numbers_of(c);
  }
  n->changed = most(n->changed, numbers);
}

void need_stack(const multiplier *m, const stack *s, int64_t number, needs *n) {
  linear l = stack_of(m, s, 0, 0);
  n->products = most(n->products, plan_linear(&l, m->threads, 0));
  need_changes(m, changes_of(m, number), n);
}

void divide_for_stacks(multiplier *m, const needs *n, char *memory, int64_t *used) {
  m->changed = take(memory, used, n->changed * (int64_t) sizeof(float));
  m->between = take(memory, used, n->between * (int64_t) sizeof(float));
  m->memory = take(memory, used, n->products);
}
