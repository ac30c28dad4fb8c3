/** 512 MB, in pages of WebAssembly: less is not enough for Inception v3. */
const LEAST_PAGES = 8192;

/**
 * Lets the runtime reserve less memory where the browser refuses what it asks for: iOS 16 and 17
 * refuse 4 GB, however little of it is used.
 */
export function halveMemoryIfRefused(webAssembly) {
  const {Memory} = webAssembly;
  function Halved(descriptor) {
    for (let {maximum} = descriptor; ; maximum /= 2) {
      try {
        return new Memory({...descriptor, maximum});
      } catch (refused) {
        if (!(refused instanceof RangeError) || !(maximum / 2 >= LEAST_PAGES)) {
          throw refused;
        }
      }
    }
  }
  Halved.prototype = Memory.prototype;
  webAssembly.Memory = Halved;
}
