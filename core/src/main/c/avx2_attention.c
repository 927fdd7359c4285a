/* Attention; AVX2 with FMA. */
#define WIDTH 8
#define AT_ONCE 4

#include "attend.h"
#include "attend_many.h"

const attention_way AVX2_FEW_ROWS = FEW_ROWS_OF_ATTENTION;
const attention_way AVX2_MANY_ROWS = MANY_ROWS_OF_ATTENTION;
