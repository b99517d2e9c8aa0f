import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { precompress } from './build/precompress.ts';
import { refuseInline } from './build/refuse-inline.ts';

const server = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte({ configFile: false }), refuseInline(), precompress()],
  build: {
    target: 'es2022',
    // Nothing becomes a data: address, and no helper is written into the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': server,
      '/socket.io': { target: server, ws: true },
    },
  },
  test: { include: ['src/**/*.test.ts', 'build/**/*.test.ts'] },
});
