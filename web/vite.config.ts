import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { cities } from './build/cities.ts';
import { withTheEntry } from './build/one-chunk.ts';
import { precompress } from './build/precompress.ts';
import { refuseInline } from './build/refuse-inline.ts';
import { shellWorker } from './build/shell-worker.ts';

const main = fileURLToPath(new URL('./src/main.ts', import.meta.url));

/** The Hearth server that the page talks to while it is being developed. */
const server = process.env.HEARTH_ADDRESS ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte({ configFile: false }), refuseInline(), cities(), shellWorker(), precompress()],
  build: {
    target: 'es2022',
    // Nothing becomes a data: address, and no helper is written into the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: withTheEntry(main), debugName: 'page' }] } } },
  },
  server: {
    proxy: {
      '/api': server,
      '/socket.io': { target: server, ws: true },
    },
  },
  resolve: {
    // The reader of Markdown brings a table that is larger than itself, and that nothing here needs.
    alias: { entities: fileURLToPath(new URL('./src/components/markdown/entities.ts', import.meta.url)) },
    // The browser's build of Svelte also in tests, so that state reacts there too.
    ...(process.env.VITEST ? { conditions: ['browser'] } : {}),
  },
  test: {
    include: ['src/**/*.test.ts', 'build/**/*.test.ts'],
    // Tested as it is built: without that table.
    server: { deps: { inline: ['markdown-it'] } },
  },
});
