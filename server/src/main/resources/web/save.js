// Copies to the clipboard and saves files.

import { around } from './boxes.js';
import { make } from './dom.js';

const SMALLEST_SIDE = 800; // so that boxes and names are readable on small pictures

/** Copies by the clipboard API, which plain http has only on this machine, otherwise by the browser's copy command. */
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const before = document.activeElement;
  const field = make('textarea', { value: text, className: 'hidden' });
  (before?.closest('dialog') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  before?.focus();
  if (!copied) throw new Error('the browser does not copy');
}

export function saveFile(name, blob) {
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export const saveJson = (name, value) => saveFile(name, new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));

/** A file name without its ending and without characters that file systems refuse. */
export const plainName = name => name.replace(/\.\w+$/, '').replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim().slice(0, 60) || 'qwenvl4j';

/** A picture with its marks, as a PNG. */
export async function drawnPicture(picture, marks) {
  const image = make('img', { src: picture.url });
  await image.decode();
  const scale = Math.max(1, SMALLEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = make('canvas', { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const line = Math.max(3, Math.round(Math.max(canvas.width, canvas.height) / 300));
  for (const { region, colour } of marks) {
    for (const points of outlines(region)) drawOutline(pen, points.map(([x, y]) => [x * canvas.width / 1000, y * canvas.height / 1000]), region.ref, colour, line);
  }
  return new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
}

const outlines = region => [
  ...region.boxes.map(({ box: [x1, y1, x2, y2] }) => [[x1, y1], [x2, y1], [x2, y2], [x1, y2]]),
  ...region.quads.map(({ quad }) => quad),
];

function drawOutline(pen, points, name, colour, line) {
  Object.assign(pen, { strokeStyle: colour, lineWidth: line, font: `600 ${line * 6}px sans-serif`, textBaseline: 'top' });
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.closePath();
  pen.stroke();
  if (!name?.trim()) return;
  const [left, top] = around(points.flat());
  const height = line * 8;
  const y = Math.max(0, top - height);
  pen.fillStyle = colour;
  pen.fillRect(left - line / 2, y, pen.measureText(name.trim()).width + 2 * line, height);
  pen.fillStyle = '#fff';
  pen.fillText(name.trim(), left + line / 2, y + line);
}
