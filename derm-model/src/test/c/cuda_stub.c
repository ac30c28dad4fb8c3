/* As much of a CUDA driver as the backend check asks, with the answers set when it is compiled:
   INIT (the status of cuInit), DEVICES, MAJOR, MINOR (compute capability), VERSION (of CUDA). */
#include <stddef.h>
#include <string.h>

int cuInit(unsigned flags) { return INIT; }

int cuDriverGetVersion(int *version) {
  *version = VERSION;
  return 0;
}

int cuDeviceGetCount(int *count) {
  *count = DEVICES;
  return 0;
}

int cuDeviceGet(int *device, int index) {
  *device = index;
  return index < DEVICES ? 0 : 101;
}

int cuDeviceGetName(char *name, int length, int device) {
  strncpy(name, "Stub Card", length);
  return 0;
}

int cuDeviceTotalMem_v2(size_t *bytes, int device) {
  *bytes = (size_t)48 << 30;
  return 0;
}

int cuDeviceGetAttribute(int *value, int attribute, int device) {
  *value = attribute == 75 ? MAJOR : MINOR;
  return 0;
}
