/* What must stand in the environment of the process before LibTorch's OpenMP library loads: alone in a library without OpenMP. */
#include "../java.h"

#include <stdlib.h>

/* void sleepWhileWaiting(); what the user has set stays. */
void JAVA(NativeRuntime, sleepWhileWaiting)(JNI_CALLER) {
  setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
}
