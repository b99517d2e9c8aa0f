import { crc32, deflateSync } from 'node:zlib';

/** A file as somebody chooses it. */
export interface Photo {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A picture made in code, no two of them alike: a sky above a meadow, with a sun, in the colours of a mood from 0 to 1. */
export function photo(name: string, width = 1200, height = 900, mood = 0.3): Photo {
  const line = 1 + 3 * width;
  const pixels = Buffer.alloc(line * height);
  const sun = { x: (0.2 + 0.6 * mood) * width, y: 0.3 * height, radius: 0.12 * Math.min(width, height) };
  for (let y = 0; y < height; y++) {
    const hill = height * (0.65 + 0.06 * Math.sin(mood * 10));
    for (let x = 0; x < width; x++) {
      const edge = hill + 0.05 * height * Math.sin((3 + 5 * mood) * (x / width) * Math.PI);
      const bright = Math.hypot(x - sun.x, y - sun.y) < sun.radius;
      const [r, g, b] = bright ? [255, 220, 120] : y < edge ? sky(y / height, mood) : meadow(y / height, x / width, mood);
      pixels.set([r!, g!, b!], y * line + 1 + 3 * x);
    }
  }
  return { name: `${name}.png`, mimeType: 'image/png', buffer: png(width, height, pixels) };
}

const sky = (down: number, mood: number) => [80 + 150 * mood + 60 * down, 140 + 60 * down, 235 - 90 * mood].map(Math.round);
const meadow = (down: number, right: number, mood: number) => [60 + 90 * mood * right, 150 - 60 * down, 60 + 50 * mood].map(Math.round);

function png(width: number, height: number, pixels: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits for each of three colours.
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(pixels, { level: 1 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
