/* Attention; AVX-512. */
#define WIDTH 16
#define AT_ONCE 8

#include "attend.h"
#include "attend_many.h"

const attention_way AVX512_FEW_ROWS = FEW_ROWS_OF_ATTENTION;
const attention_way AVX512_MANY_ROWS = MANY_ROWS_OF_ATTENTION;
