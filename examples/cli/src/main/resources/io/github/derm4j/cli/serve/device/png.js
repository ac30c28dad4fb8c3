/**
 * Decodes a PNG to bytes of red, green and blue. A canvas would multiply the colours of transparent
 * pixels away, manage colours and round 16 bits; Java drops the transparency and the lower 8 bits.
 */

const CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4};
const GREY = new Set([0, 4]);
const PALETTE = 3;
/** Start and step of the seven passes of an interlaced image: across, down. */
const PASSES = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

/** The chunks of a file whose signature was seen already: their type, and where their data lie. */
export function* chunks(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length) {
      throw new Error('The file is truncated.');
    }
    yield {type, data: bytes.subarray(at + 8, at + 8 + length)};
    at += 12 + length;
    if (type === 'IEND') {
      return;
    }
  }
  throw new Error('The file is truncated.');
}

/** Width and height that a file claims. */
export function sizeOf(header) {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  return {width: view.getUint32(0), height: view.getUint32(4)};
}

/** Decodes; the caller has checked the size. */
export async function decodePng(bytes) {
  let header;
  let palette = new Uint8Array();
  const coded = [];
  for (const {type, data} of chunks(bytes)) {
    if (type === 'IHDR') {
      header = data;
    } else if (type === 'PLTE') {
      palette = data;
    } else if (type === 'IDAT') {
      coded.push(data);
    }
  }
  const {width, height} = sizeOf(header);
  const [depth, type, , , interlaced] = header.subarray(8);
  const kind = {depth, grey: GREY.has(type), palette: type === PALETTE ? palette : undefined, bits: depth * CHANNELS[type]};
  if (!(kind.bits > 0)) {
    throw new Error('The file is damaged.');
  }
  const raw = await inflated(coded);
  const pixels = new Uint8Array(3 * width * height);
  let at = 0;
  for (const [left, top, across, down] of interlaced ? PASSES : [[0, 0, 1, 1]]) {
    const columns = Math.ceil((width - left) / across);
    const rows = Math.ceil((height - top) / down);
    if (columns <= 0 || rows <= 0) {
      continue;
    }
    const length = Math.ceil(columns * kind.bits / 8);
    let before = new Uint8Array(length);
    for (let row = 0; row < rows; row++) {
      if (at + 1 + length > raw.length) {
        throw new Error('The file is damaged.');
      }
      const line = raw.subarray(at + 1, at + 1 + length);
      unfilter(raw[at], line, before, Math.max(1, kind.bits >> 3));
      put(line, columns, kind, pixels, 3 * ((top + row * down) * width + left), 3 * across);
      before = line;
      at += 1 + length;
    }
  }
  return {pixels, width, height};
}

async function inflated(coded) {
  const stream = new Blob(coded).stream().pipeThrough(new DecompressionStream('deflate'));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error('The file is damaged.');
  }
}

/** Adds to each byte what was predicted from its neighbours. */
function unfilter(filter, line, above, step) {
  for (let i = 0; i < line.length; i++) {
    const left = i < step ? 0 : line[i - step];
    const up = above[i];
    switch (filter) {
      case 0: return;
      case 1: line[i] += left; break;
      case 2: line[i] += up; break;
      case 3: line[i] += (left + up) >> 1; break;
      case 4: line[i] += nearest(left, up, i < step ? 0 : above[i - step]); break;
      default: throw new Error('The file is damaged.');
    }
  }
}

function nearest(left, up, corner) {
  const a = Math.abs(up - corner);
  const b = Math.abs(left - corner);
  const c = Math.abs(left + up - 2 * corner);
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Writes a line's pixels, each a step on from the one before. */
function put(line, columns, {depth, grey, palette, bits}, pixels, at, step) {
  const bytes = depth >> 3;
  for (let x = 0; x < columns; x++, at += step) {
    if (bytes > 0 && !palette) {
      const from = x * (bits >> 3);
      pixels[at] = line[from];
      pixels[at + 1] = line[grey ? from : from + bytes];
      pixels[at + 2] = line[grey ? from : from + 2 * bytes];
      continue;
    }
    const value = (line[(x * depth) >> 3] >> (8 - depth - ((x * depth) & 7))) & ((1 << depth) - 1);
    if (palette) {
      pixels.set(palette.subarray(3 * value, 3 * value + 3), at);
    } else {
      pixels.fill(value * 255 / ((1 << depth) - 1), at, at + 3);
    }
  }
}
