/*
 * Linear layers that read the same rows: y = x w^T + bias, the outputs of the layers side by side. x and y are float32. Where
 * the weights are not, nor are bfloat16 that is widened, x, its product and the sum with the bias are rounded to bfloat16.
 */
#ifndef QWENVL4J_PRODUCTS_H
#define QWENVL4J_PRODUCTS_H

#include "kernels.h"

enum { LAYERS = 3 /* the most side by side */ };

enum { INT8, INT4, BFLOAT16, FLOAT32, WIDENED /* bfloat16, computed as float32 */ }; /* forms of weights */

/* As Java lays it out. */
typedef struct {
  int64_t form;
  const void *weights, *scales;
  const void *bias; /* float32 where the layer computes in it, otherwise bfloat16; or null */
  int64_t outputs, inputs, groups; /* groups of inputs: of int4, else 0 */
} layer;

typedef struct {
  const kernels *k;
  const layer *layers;
  int64_t count;
  const float *x;
  int64_t rows;
  float *y; /* [rows, outputs of all layers] */
  /* The plan. */
  int64_t width, each; /* outputs of all layers, and of a part */
  const operation *operations[LAYERS];
  product products[LAYERS];
  bfloat16 *rounded; /* x, where a layer needs it */
  char *rooms;       /* of the threads, each for an operation and for the outputs of a part */
  int64_t room;
} linear;

/* Plans with this work memory; how many bytes it takes, which is all that is wanted where there is none. */
int64_t plan_linear(linear *l, int threads, char *memory);

/* First of all: what the products need of the rows. */
void prepare_linear(const linear *l, int threads);

int64_t linear_parts(const linear *l);

/* The outputs of a part among those of all layers; they are of one layer. */
void linear_part(const linear *l, int64_t part, int64_t *begin, int64_t *end);

/* Some outputs of one layer, of all rows. */
void linear_outputs(const linear *l, int64_t begin, int64_t end, int thread);

/* All of it, with memory of the planned size. */
void compute_linear(linear *l, int threads, char *memory);

#endif
