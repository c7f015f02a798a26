// How the console's app is built: from services/console/app into services/console/dist, which serve-app.ts serves.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const app = fileURLToPath(new URL('./app', import.meta.url));

export default defineConfig({
  root: app,
  base: '/console/',
  plugins: [react()],
  publicDir: false,
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    // Nothing is inlined: the page allows no scripts or styles but those of its own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
});
