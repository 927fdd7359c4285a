/* The small operations (elements.h) for the set portable. */
#include "elements.h"

const elements PORTABLE_ELEMENTS = ELEMENTS;
