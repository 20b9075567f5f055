import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default defineConfig(
  { ignores: ['dist', 'src/messages', 'src/lib/backend/bindings.ts'] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@tauri-apps/*'],
              message: 'Only src/lib/backend talks to the desk; use the Backend interface.',
            },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        {
          property: 'requestFullscreen',
          message: 'The window belongs to the desk; a page that leaves full screen takes the window with it.',
        },
        {
          object: 'window',
          property: 'localStorage',
          message: 'Nothing of a member outlives the idle reset.',
        },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'localStorage', message: 'Nothing of a member outlives the idle reset.' },
        { name: 'sessionStorage', message: 'Nothing of a member outlives the idle reset.' },
        { name: 'fetch', message: 'The web view fetches nothing itself.' },
      ],
    },
  },
  {
    files: ['src/lib/backend/**'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      // The content security policy has no room for a style attribute in markup.
      'svelte/no-inline-styles': ['error', { allowTransitions: false }],
      'svelte/no-at-html-tags': 'error',
      'prefer-const': 'off',
      // Dates are replaced here, never changed.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['*.config.*', 'tests/**', 'scripts/**'],
    languageOptions: { globals: { ...globals.node } },
  },
);
