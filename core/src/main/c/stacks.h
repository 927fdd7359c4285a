/*
 * Stacks of linear layers as the blocks of networks use them: with what adapters add for some rows, and with what becomes of a
 * part of the outputs while it is in the cache.
 */
#ifndef QWENVL4J_STACKS_H
#define QWENVL4J_STACKS_H

#include "products.h"

/* Layers that read the same rows, as Java lays them out: see NativeStack. */
typedef struct {
  int64_t count;
  layer layers[LAYERS];
} stack;

/* What an adapter adds to some rows of a stack, from one of its outputs on: up(down(x)). */
typedef struct {
  int64_t row, rows, column;
  layer down, up;
} change;

/* From begin to end. */
typedef struct {
  int64_t begin, end;
} span;

/* What the stacks of a call have in common. They are numbered. */
typedef struct {
  const kernels *k;
  int threads;
  int64_t rows;
  const change *changes; /* of all stacks, which have a span of them each; or null */
  const span *spans;
  float *changed, *between; /* what the changes of a stack add, one behind the other; what comes down for one of them */
  char *memory;             /* for products */
} multiplier;

/* Numbers and bytes that a call needs at the most for products and for what changes them. */
typedef struct {
  int64_t products, changed, between;
} needs;

/* What becomes of the outputs from begin to end, of all rows. */
typedef void (*outputs_body)(const void *context, int64_t begin, int64_t end);

/* y = x w^T + bias and what is added, [rows, outputs]; then the body, if any, for each part. */
void multiply(const multiplier *m, const stack *s, int64_t number, const float *x, float *y, outputs_body then, const void *context);

/* The same for outputs in two halves: the body is called for a part of the first when the same part of the second is there. */
void multiply_pairs(const multiplier *m, const stack *s, int64_t number, const float *x, float *y, int64_t half, outputs_body then,
                    const void *context);

/* Adds columns from begin to end of y to those of h, both [rows, width]. */
void add_columns(const multiplier *m, const float *y, int64_t width, int64_t begin, int64_t end, float *h);

/* Adds what a stack needs to what others do. */
void need_stack(const multiplier *m, const stack *s, int64_t number, needs *n);

/* Takes what is needed from memory, or only says how much that is where there is none: see memory.h. */
void divide_for_stacks(multiplier *m, const needs *n, char *memory, int64_t *used);

#endif
