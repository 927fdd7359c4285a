/* How fast a unit of the processor multiplies what stands in its registers: what the products of many rows are measured by. */
#ifndef QWENVL4J_LIMITS_H
#define QWENVL4J_LIMITS_H

#include "kernels.h"

enum { CHAINS = 12 /* sums that do not wait for each other */ };

/* A function that does rounds of PRODUCT(sum, x) and returns how many operations on weights they were. */
#define LIMIT(NAME, VECTOR, REGISTER, PRODUCT, OPERATIONS)                                 \
  int64_t NAME(int64_t rounds) {                                                           \
    VECTOR sums[CHAINS] = {0}, x = {0};                                                    \
    __asm__("" : "+" REGISTER(x));                                                         \
    for (int64_t round = 0; round < rounds; round++) {                                     \
      UNROLL for (int i = 0; i < CHAINS; i++) {                                            \
        sums[i] = PRODUCT(sums[i], x);                                                     \
        __asm__ volatile("" : "+" REGISTER(sums[i]));                                      \
      }                                                                                    \
    }                                                                                      \
    return rounds * CHAINS * (OPERATIONS);                                                 \
  }

#endif
