/** Decodes an image as Java does: upright by its EXIF orientation, without colour management or transparency. */

import {chunks, decodePng, sizeOf} from './png.js';

const MOST_PIXELS = 100_000_000;
/** Rows that a canvas holds at once: some browsers limit its size. */
const BAND = 512;
const FORMATS = {JPEG: 'image/jpeg', PNG: 'image/png', BMP: 'image/bmp', WebP: 'image/webp', TIFF: 'image/tiff'};
const TURNS = ['', 'none', 'mirrored', 'turned by 180°', 'mirrored and turned by 180°', 'mirrored and turned by 270°',
  'turned by 90°', 'mirrored and turned by 90°', 'turned by 270°'];
const START_OF_SCAN = 0xda;
const APP1 = 0xe1;

/**
 * Decodes.
 *
 * @return format, width, height and orientation in words, and a function that gives the pixels of a
 *     rectangle as bytes of red, green and blue
 */
export async function decode(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const format = formatOf(bytes);
  if (format === 'PNG') {
    return decodedPng(bytes);
  }
  const header = format === 'JPEG' ? readJpeg(bytes) : {orientation: 1};
  if (header.width) {
    requireFew(header);
  }
  let bitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes], {type: FORMATS[format]}),
      {imageOrientation: 'from-image', colorSpaceConversion: 'none', premultiplyAlpha: 'none'});
  } catch {
    throw new Error(`The file is damaged, or this browser does not read ${format}. Save the image as PNG or JPEG.`);
  }
  requireFew(bitmap);
  return {
    format: format.toUpperCase(),
    width: bitmap.width,
    height: bitmap.height,
    orientation: TURNS[header.orientation],
    read: (part) => read(bitmap, part),
    close: () => bitmap.close(),
  };
}

/** What the bytes are, whatever the file is called. */
function formatOf(bytes) {
  const head = Array.from(bytes.subarray(0, 12), (byte) => String.fromCharCode(byte)).join('');
  if (head.startsWith('\xff\xd8')) {
    return 'JPEG';
  }
  if (head.startsWith('\x89PNG\r\n\x1a\n')) {
    return 'PNG';
  }
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) {
    return 'WebP';
  }
  if (head.startsWith('BM') && head.startsWith('\0\0', 6)) {
    return 'BMP';
  }
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) {
    return 'TIFF';
  }
  throw new Error('The file is not an image of a supported format: choose JPEG, PNG, BMP or WebP.');
}

function requireFew({width, height}) {
  if (width * height > MOST_PIXELS) {
    throw new Error(`The image has ${width} × ${height} pixels, more than the limit of 100 million. Scale it down first.`);
  }
}

async function decodedPng(bytes) {
  let orientation = 1;
  for (const {type, data} of chunks(bytes)) {
    if (type === 'IHDR') {
      requireFew(sizeOf(data));
    } else if (type === 'eXIf') {
      orientation = orientationOf(data);
    }
  }
  const {pixels, width, height} = turned(await decodePng(bytes), orientation);
  return {
    format: 'PNG',
    width,
    height,
    orientation: TURNS[orientation],
    read: (part) => cut(pixels, width, part),
    close: () => {},
  };
}

/** Turns an image upright. */
function turned(image, orientation) {
  if (orientation === 1) {
    return image;
  }
  const {pixels, width, height} = image;
  const [wide, high] = orientation > 4 ? [height, width] : [width, height];
  const upright = new Uint8Array(pixels.length);
  let at = 0;
  for (let y = 0; y < high; y++) {
    for (let x = 0; x < wide; x++) {
      let [column, row] = orientation > 4 ? [y, x] : [x, y];
      column = [2, 3, 7, 8].includes(orientation) ? width - 1 - column : column;
      row = [3, 4, 6, 7].includes(orientation) ? height - 1 - row : row;
      const from = 3 * (row * width + column);
      upright[at++] = pixels[from];
      upright[at++] = pixels[from + 1];
      upright[at++] = pixels[from + 2];
    }
  }
  return {pixels: upright, width: wide, height: high};
}

function cut(pixels, width, part) {
  const result = new Uint8Array(3 * part.width * part.height);
  for (let y = 0; y < part.height; y++) {
    const from = 3 * ((part.y + y) * width + part.x);
    result.set(pixels.subarray(from, from + 3 * part.width), 3 * part.width * y);
  }
  return result;
}

/** Reads a rectangle of a bitmap, some rows at a time. */
function read(bitmap, part) {
  const result = new Uint8Array(3 * part.width * part.height);
  const canvas = new OffscreenCanvas(part.width, Math.min(BAND, part.height));
  const context = canvas.getContext('2d', {willReadFrequently: true});
  let at = 0;
  for (let top = 0; top < part.height; top += BAND) {
    const rows = Math.min(BAND, part.height - top);
    context.clearRect(0, 0, part.width, rows);
    context.drawImage(bitmap, -part.x, -part.y - top);
    const {data} = context.getImageData(0, 0, part.width, rows);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] !== 255) {
        throw new Error('The image has transparent parts, whose colours the browser changes. Save it as PNG or JPEG.');
      }
      result[at++] = data[i];
      result[at++] = data[i + 1];
      result[at++] = data[i + 2];
    }
  }
  return result;
}

/** Size and orientation; refuses a file that was cut off, which a browser would fill with grey. */
function readJpeg(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size = {};
  let orientation = 1;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff || bytes[at + 1] === 0xff) {
      at++;
      continue;
    }
    const marker = bytes[at + 1];
    const length = view.getUint16(at + 2);
    if (marker === START_OF_SCAN) {
      requireEnd(bytes, at);
      return {...size, orientation};
    }
    const data = bytes.subarray(at + 4, at + 2 + length);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker) && data.length >= 6) {
      if (data[5] === 4) {
        throw new Error('The JPEG has the colours of printing (CMYK), which browsers turn to red, green and blue in other ways than '
          + 'Java. Save it as PNG, or as JPEG with RGB colours.');
      }
      size = {width: (data[3] << 8) | data[4], height: (data[1] << 8) | data[2]};
    } else if (marker === APP1 && String.fromCharCode(...data.subarray(0, 6)) === 'Exif\0\0') {
      orientation = orientationOf(data.subarray(6));
    }
    at += 2 + length;
  }
  throw new Error('The file is truncated.');
}

function requireEnd(bytes, scan) {
  for (let i = bytes.length - 2; i > scan; i--) {
    if (bytes[i] === 0xff && bytes[i + 1] === 0xd9) {
      return;
    }
  }
  throw new Error('The file is truncated.');
}

/** The orientation of EXIF data, from 1, which is upright, to 8. */
function orientationOf(exif) {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  try {
    const little = view.getUint16(0) === 0x4949;
    const directory = view.getUint32(4, little);
    for (let i = 0; i < view.getUint16(directory, little); i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, little) === 0x0112) {
        const value = view.getUint16(entry + 8, little);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
  } catch {
    // Whatever is odd in the metadata, the pixels can be read.
  }
  return 1;
}
