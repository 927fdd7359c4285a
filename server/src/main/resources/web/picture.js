// Reads picture files, shrinks large ones to the size that answers need, and has the server draw the pages of PDF files.

import { documentPages } from './api.js';

const LARGE_FILE = 3_000_000;
const LARGEST_SIDE = 2048;

const toDataUrl = blob => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(blob);
});

async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LARGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.92));
}

async function readPages(file, room, key) {
  const { pages, data } = await documentPages(await toDataUrl(file), room, key);
  return { count: pages, pictures: data.map(({ page, width, height, url }) => ({ name: `${file.name} ${page}`, url, width, height })) };
}

/**
 * What is in a file: {count, pictures}, not more pictures than there is room for. A picture is {name, url, width, height}: url is a data URL,
 * for display and for requests.
 */
export async function readFile(file, room, key) {
  if (room < 1) return { count: 1, pictures: [] };
  return /\.pdf$/i.test(file.name) || file.type === 'application/pdf' ? readPages(file, room, key) : { count: 1, pictures: [await readPicture(file)] };
}

export async function readPicture(file) {
  if (!file.type.startsWith('image/')) throw new TypeError(file.name);
  const blob = file.size > LARGE_FILE ? await shrink(file) : file;
  const url = await toDataUrl(blob);
  const { width, height } = await createImageBitmap(blob, { imageOrientation: 'from-image' }); // fails if the file is not a picture
  return { name: file.name || '', url, width, height };
}
