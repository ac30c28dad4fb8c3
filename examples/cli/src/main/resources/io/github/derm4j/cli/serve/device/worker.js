/** Loads the classifier and runs it, beside the page, which stays responsive. */

import * as ort from './onnxruntime.js';
import {decode} from './decode.js';
import {halveMemoryIfRefused} from './memory.js';
import {centralCrop, normalized, resized} from './resample.js';

const MOST_THREADS = 4;

let model;
let session;

halveMemoryIfRefused(WebAssembly);

self.addEventListener('message', async ({data}) => {
  try {
    if (data.model) {
      model = data.model;
      await start(new URL(data.base));
      self.postMessage({ready: true});
    } else {
      self.postMessage({id: data.id, answer: await classify(data.file)});
    }
  } catch (failure) {
    self.postMessage({id: data.id, failure: isMemory(failure) ? memoryMessage() : String(failure.message ?? failure)});
  }
});

async function start(base) {
  const total = model.runtime.bytes + model.network.bytes;
  let done = 0;
  const load = async ({bytes, parts}) => {
    const whole = new Uint8Array(bytes);
    let at = 0;
    for (const part of parts) {
      const next = await fetched(new URL(part.path, base), part.integrity);
      whole.set(next, at);
      at += next.length;
      done += next.length;
      self.postMessage({done, total});
    }
    return whole;
  };
  ort.env.wasm.wasmBinary = await load(model.runtime);
  // Several threads share memory, which browsers allow only to a page that is isolated from others.
  ort.env.wasm.numThreads = self.crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency) : 1;
  session = await ort.InferenceSession.create(await load(model.network), {executionProviders: ['wasm']});
}

async function fetched(url, integrity) {
  let response;
  try {
    response = await fetch(url, {integrity});
  } catch {
    throw new Error('The classifier could not be loaded completely. Check the connection and load the page again to continue.');
  }
  if (!response.ok) {
    throw new Error(`A part of the classifier is not on the server (${response.status}). Copy the whole folder to it.`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

async function classify(file) {
  const image = await decode(file);
  try {
    const part = centralCrop(image.width, image.height, model.centralFraction);
    const pixels = resized(image.read(part), part.width, part.height, model.size);
    const input = new ort.Tensor('float32', normalized(pixels, model.normalization), [1, 3, model.size, model.size]);
    const {probabilities} = await session.run({image: input}, ['probabilities']);
    return {
      probabilities: Array.from(probabilities.data),
      input: await shown(pixels),
      image: {format: image.format, width: image.width, height: image.height, orientation: image.orientation},
    };
  } finally {
    image.close();
  }
}

/** What the network sees, as a PNG for the page. */
function shown(pixels) {
  const canvas = new OffscreenCanvas(model.size, model.size);
  const data = new ImageData(model.size, model.size);
  for (let i = 0, at = 0; at < pixels.length; i += 4) {
    data.data[i] = pixels[at++];
    data.data[i + 1] = pixels[at++];
    data.data[i + 2] = pixels[at++];
    data.data[i + 3] = 255;
  }
  canvas.getContext('2d').putImageData(data, 0, 0);
  return canvas.convertToBlob({type: 'image/png'});
}

function isMemory(failure) {
  return failure instanceof RangeError || /memory|bad_alloc|allocat/i.test(String(failure.message ?? failure));
}

function memoryMessage() {
  return 'This device does not have enough memory. Close other pages and programs, or use a smaller image or classifier.';
}
