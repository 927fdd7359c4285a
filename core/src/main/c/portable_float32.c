/* float32 weights; C for any processor, which the compiler makes SSE or NEON. */
#define WIDTH 4
#define ROWS 3

#include "float32.h"

const operation PORTABLE_FLOAT32 = FLOAT32_OPERATION;
