import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import { chromium } from './chromium.js';
import { SCREENS } from './screens.js';
import { sheet } from './sheet.js';

/**
 * @typedef {import('./chromium.js').Page} Page
 * @typedef {import('./screens.js').Screen} Screen
 * @typedef {import('./screens.js').Step} Step
 */

const USAGE = `npm run pictures -- [DIR] [--check] [--only PART] [--sizes 800x560,…] [--languages de,en,pl,qps] [--themes light,dark,more]

Takes a picture of every screen of the played desk into DIR, with a sheet per screen to look at them side by side;
--check instead finds what is cut off, covered, outside or too small, and ends with 1 if anything is.
`;

/** The smallest each window is made for, the usual ones, and a tablet held upright for members. */
const SIZES = {
  front: ['1024x600', '1280x800', '1920x1080', '800x1280'],
  staff: ['800x560', '1024x600', '1280x800', '1920x1080'],
  practice: ['1280x800'],
};
/** What the system asks for, and what has to be asked of the page so that it does. */
const THEMES = /** @type {Record<string, [string, string]>} */ ({
  light: ['light', 'no-preference'],
  dark: ['dark', 'no-preference'],
  more: ['light', 'more'],
});
const SMALLEST = { front: [60, 20], staff: [44, 15], practice: [24, 13] };
const LOOK = readFileSync(new URL('../../../tests/support/layout.js', import.meta.url), 'utf8');
/** Said by the page once it stands: drawn, in its own letters. */
const STANDS = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let left = 600; !document.querySelector('main'); left -= 1) {
    if (left === 0) throw new Error('nothing came');
    await frame();
  }
  await document.fonts.ready;
  await frame();
  await frame();
})()`;

const { values: wanted, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    check: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    sizes: { type: 'string' },
    languages: { type: 'string' },
    themes: { type: 'string', default: 'light' },
  },
});
const [folder] = positionals;
if (!folder && !wanted.check) {
  process.stderr.write(USAGE);
  process.exit(2);
}
const languages = (wanted.languages ?? (wanted.check ? 'qps' : 'de,en,pl,qps')).split(',');
const themes = wanted.themes.split(',');
const screens = SCREENS.filter(({ name }) => new RegExp(wanted.only).test(name));
/** @type {string[]} */
const faults = [];
if (folder) mkdirSync(folder, { recursive: true });

const dist = mkdtempSync(join(tmpdir(), 'portico-pictures-'));
await build({ mode: 'fake', logLevel: 'warn', build: { outDir: dist, emptyOutDir: true } });
const server = await preview({ build: { outDir: dist }, preview: { port: 0, host: '127.0.0.1' } });
const [address] = server.resolvedUrls?.local ?? [];
const browser = await chromium();
try {
  const waiting = [...screens];
  const hands = await Promise.all([browser.page(), browser.page()]);
  await Promise.all(
    hands.map(async (page) => {
      for (let screen = waiting.shift(); screen; screen = waiting.shift()) await taken(page, screen);
    }),
  );
  if (folder)
    for (const screen of screens) await sheet(hands[0], resolve(folder), screen.name, sizesOf(screen).length);
} finally {
  await browser.close();
  await server.close();
  rmSync(dist, { recursive: true, force: true });
}
for (const fault of faults.sort()) process.stdout.write(`${fault}\n`);
process.stdout.write(`${screens.length} screens, ${faults.length} faults\n`);
if (faults.length > 0) process.exitCode = 1;

/** @param {Screen} screen */
function sizesOf({ window }) {
  const all = SIZES[window];
  return wanted.sizes ? all.filter((size) => wanted.sizes?.split(',').includes(size)) : all;
}

/**
 * @param {Page} page
 * @param {Screen} screen
 */
async function taken(page, screen) {
  for (const language of languages)
    for (const theme of themes) {
      const [scheme = 'light', contrast = 'no-preference'] = THEMES[theme] ?? [];
      await page.send('Emulation.setEmulatedMedia', {
        features: [
          { name: 'prefers-color-scheme', value: scheme },
          { name: 'prefers-contrast', value: contrast },
          { name: 'prefers-reduced-motion', value: 'reduce' },
        ],
      });
      const [first = '1280x800'] = sizesOf(screen);
      await resized(page, first);
      const loaded = page.once('Page.loadEventFired');
      await page.send('Page.navigate', {
        url: `${address}?window=${screen.window}&fake=${screen.query}&language=${language}`,
      });
      await loaded;
      await run(page, STANDS);
      for (const step of screen.steps) await done(page, step, `${screen.name}, ${language}`);
      for (const size of sizesOf(screen)) {
        await resized(page, size);
        await run(page, STANDS);
        await seen(page, screen, { language, theme, size });
      }
    }
}

/**
 * @param {Page} page
 * @param {Screen} screen
 * @param {{ language: string, theme: string, size: string }} how
 */
async function seen(page, screen, { language, theme, size }) {
  if (wanted.check) {
    const [target, text] = SMALLEST[screen.window];
    const smallest = `const smallest = { target: ${target} - 0.5, text: ${text} - 0.1 };`;
    const found = await run(page, `(() => { ${smallest}${LOOK} })()`);
    for (const fault of found) faults.push(`${screen.name}, ${language}, ${theme}, ${size}: ${fault}`);
  }
  if (!folder) return;
  const { data } = await page.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
  const name = `${screen.name}.${language}.${theme}.${size}.png`;
  writeFileSync(join(folder, name), Buffer.from(data, 'base64'));
}

/**
 * @param {Page} page
 * @param {Step} step
 * @param {string} where
 */
async function done(page, step, where) {
  if (typeof step === 'object' && 'key' in step) {
    const { key, code } = step;
    for (const type of ['rawKeyDown', 'keyUp'])
      await page.send('Input.dispatchKeyEvent', { type, key, code: key, windowsVirtualKeyCode: code });
  } else {
    const selector =
      typeof step === 'string'
        ? `[data-testid="${step}"]`
        : 'fill' in step
          ? `[data-testid="${step.fill}"]`
          : 'show' in step
            ? step.show
            : step.press;
    const does =
      typeof step === 'string' || 'press' in step
        ? 'focus(), found.click()'
        : 'fill' in step
          ? 'focus()'
          : "scrollIntoView({ block: 'start' })";
    const there = await run(
      page,
      `(() => { const found = document.querySelector(${JSON.stringify(selector)}); if (found) found.${does}; return !!found; })()`,
    );
    if (!there) throw new Error(`${where}: nothing is ${selector}`);
    if (typeof step === 'object' && 'fill' in step) await page.send('Input.insertText', { text: step.text });
  }
  await run(page, STANDS);
}

/**
 * @param {Page} page
 * @param {string} size
 */
async function resized(page, size) {
  const [width, height] = size.split('x').map(Number);
  await page.send('Emulation.setDeviceMetricsOverride', {
    width,
    height,
    deviceScaleFactor: 1,
    mobile: false,
  });
}

/**
 * @param {Page} page
 * @param {string} expression
 */
async function run(page, expression) {
  const { result, exceptionDetails } = await page.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}
