import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transformWithOxc, type Plugin } from 'vite';
import type { Language, Translated } from '../src/lib/catalogue/index.ts';
import { pushes as de } from '../src/lib/catalogue/de/pushes.ts';
import { pushes as en } from '../src/lib/catalogue/en/pushes.ts';

/**
 * Not to be kept: what is compressed is the server's affair, the worker itself must always be the newest, and the map
 * of the world with its cities is large, and looked at by few.
 */
const LEFT_OUT = /\.(br|gz)$|^sw\.js$|^assets\/(countries-50m|_virtual_cities)-/;

const SOURCES = ['worker/shell.ts', 'worker/push.ts'];

/** What a push says, in each language of the page: the worker has no catalogue. */
const spoken = { en, de } satisfies Record<Language, Translated<typeof en>>;

/** Writes the service worker, `sw.js`, which keeps every other file of the build. */
export function shellWorker(): Plugin {
  let root = '';
  let folder = '';
  return {
    name: 'hearth-shell-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      folder = resolve(config.root, config.build.outDir);
    },
    writeBundle: {
      sequential: true,
      async handler() {
        const names = filesIn(folder);
        const hash = createHash('sha256');
        for (const name of names) hash.update(name).update(readFileSync(join(folder, name)));
        const given = `const FILES = ${JSON.stringify(names.map(addressOf))};\nconst BUILD = "${hash.digest('hex').slice(0, 16)}";\nconst WORDS = ${JSON.stringify(spoken)};\n`;
        const parts = await Promise.all(SOURCES.map((source) => scriptOf(join(root, source))));
        writeFileSync(join(folder, 'sw.js'), given + parts.join(''));
      },
    },
  };
}

async function scriptOf(source: string): Promise<string> {
  return (await transformWithOxc(readFileSync(source, 'utf8'), source)).code;
}

function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = all.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'));
  return names.filter((name) => !LEFT_OUT.test(name)).sort();
}

/** The page itself is kept as what it is at every address. */
function addressOf(name: string): string {
  return name === 'index.html' ? '/' : `/${name}`;
}
