import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { guide } from './scripts/guide.ts';
import { head } from './scripts/head.ts';
import { messages } from './scripts/messages/plugin.js';

export default defineConfig({
  plugins: [messages(), guide(), head(), svelte(), svelteTesting()],
  resolve: { alias: { $: fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: ['es2022', 'safari16'],
    // The content security policy knows no inline script and no data: font.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A page for each window: it begins with its own files and no others.
    rolldownOptions: { input: ['index.html', 'staff.html', 'practice.html'] },
  },
  server: { port: 5173, strictPort: true },
  clearScreen: false,
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/languages.setup.ts'],
    restoreMocks: true,
  },
});
