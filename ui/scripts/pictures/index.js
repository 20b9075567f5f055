import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import { chromium } from './chromium.js';
import { ROWS, promised, rowsWritten, smallestCapital, tooFar } from './distance.js';
import { scrolledInPage, tooLittleRoom, usualLine } from './room.js';
import { SCREENS } from './screens.js';
import { sheet } from './sheet.js';

/**
 * @typedef {import('./chromium.js').Page} Page
 * @typedef {import('./distance.js').Viewing} Viewing
 * @typedef {import('./screens.js').Screen} Screen
 * @typedef {import('./screens.js').Step} Step
 */

const USAGE = `npm run pictures -- [DIR] [--check] [--only PART] [--sizes 800x560,…] [--languages de,en,pl,qps] [--themes light,dark,more]

Takes a picture of every screen of the played desk into DIR, with a sheet per screen to look at them side by side;
--check instead finds what is cut off, covered, outside, too small or scrolled in too little room, and, as
text-by-distance, whether text can be read from where members stand; it ends with 1 if anything is. Its last line
says how many screens it looked at, how often and how many have faults; every fault before it has a line of its own.
`;

/** The smallest each window is made for, the usual ones, and a tablet held upright for members. */
const SIZES = {
  front: ['1024x600', '1280x800', '1920x1080', '800x1280'],
  staff: ['800x560', '1024x600', '1280x800', '1920x1080'],
  practice: ['1280x800'],
};
const PAGES = { front: '', staff: 'staff.html', practice: 'practice.html' };
/** What the system asks for, and what has to be asked of the page so that it does. */
const THEMES = /** @type {Record<string, [string, string]>} */ ({
  light: ['light', 'no-preference'],
  dark: ['dark', 'no-preference'],
  more: ['light', 'more'],
});
const SMALLEST = { front: [60, 20], staff: [44, 15], practice: [24, 13] };
const LOOK = readFileSync(new URL('../../../tests/support/layout.js', import.meta.url), 'utf8');
/** The smallest that may be written where everything has grown; see `text-size.ts`. */
const GROWN = `((least) => {
  const scale = Number(document.documentElement.style.getPropertyValue('--text-scale') || 1);
  const unit = Math.max(Math.min(innerWidth, innerHeight) / 100, 5.9);
  return scale === 1 ? least : Math.max(least, 2.4 * unit * scale);
})`;
/** Comes, under load some time, before what is to be looked at. */
const ON_THE_WAY = ['starting', 'busy'];
/** What is measured instead of looked at, beside the screens. */
const BY_DISTANCE = 'text-by-distance';
const VIEWINGS = /** @type {Viewing[]} */ (
  JSON.parse(readFileSync(new URL('../../../tests/fixtures/text-sizes.json', import.meta.url), 'utf8'))
);
/** The screens with the smallest text there is, beside the idle one. */
const SMALL_TEXT = ['sale-receipt', 'sign-up-summary'];
/** Waits in the page until there is something. */
const AWAIT = `const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const there = async (selector) => {
    for (let left = 1200; !document.querySelector(selector); left -= 1) {
      if (left === 0) throw new Error('nothing is ' + selector);
      await frame();
    }
  };`;

/**
 * Said by the page once a screen stands: drawn, in its own letters.
 * @param {Screen} screen
 */
const stands = ({ name }) => {
  const others = ON_THE_WAY.filter((one) => one !== name).map((one) => `:not([data-testid="screen-${one}"])`);
  const wanted = ON_THE_WAY.includes(name) ? `main[data-testid="screen-${name}"]` : `main${others.join('')}`;
  return `(async () => {
  ${AWAIT}
  await there(${JSON.stringify(wanted)});
  await document.fonts.ready;
  await frame();
  await frame();
})()`;
};

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
/** @type {Set<string>} */
const faulty = new Set();
let looks = 0;
const measured = wanted.check && new RegExp(wanted.only).test(BY_DISTANCE);
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
      for (let screen = waiting.shift(); screen; screen = waiting.shift())
        await taken(page, screen).catch((/** @type {Error} */ error) => {
          throw new Error(`${screen.name}: ${error.message}`);
        });
    }),
  );
  if (measured) for (const viewing of VIEWINGS) await measure(hands[0], viewing);
  if (folder)
    for (const screen of screens) await sheet(hands[0], resolve(folder), screen.name, sizesOf(screen).length);
} finally {
  await browser.close();
  await server.close();
  rmSync(dist, { recursive: true, force: true });
}
for (const fault of faults.sort()) process.stdout.write(`fault: ${fault}\n`);
if (wanted.check)
  process.stdout.write(
    `${screens.length + Number(measured)} screens, ${looks} looks, ${faulty.size} with faults\n`,
  );
if (faults.length > 0) process.exitCode = 1;

/** @param {Screen} screen */
function sizesOf({ window }) {
  const all = SIZES[window];
  const asked = wanted.sizes?.split(',');
  if (!asked) return all;
  const known = Object.values(SIZES).flat();
  const some = asked.filter((size) => all.includes(size) || !known.includes(size));
  // A window that is made for none of them is looked at all the same.
  return some.length > 0 ? some : all;
}

/**
 * @param {Page} page
 * @param {Screen} screen
 */
async function taken(page, screen) {
  for (const language of languages)
    for (const theme of themes) {
      await asked(page, theme);
      const [first = '1280x800'] = sizesOf(screen);
      await resized(page, first);
      await opened(page, screen, language);
      for (const size of sizesOf(screen)) {
        await resized(page, size);
        await run(page, stands(screen));
        await seen(page, screen, { language, theme, size });
      }
    }
}

/**
 * What the system asks for: a theme, and that nothing moves.
 * @param {Page} page
 * @param {string} theme
 */
async function asked(page, theme) {
  const [scheme = 'light', contrast = 'no-preference'] = THEMES[theme] ?? [];
  await page.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-contrast', value: contrast },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ],
  });
}

/**
 * @param {Page} page
 * @param {Screen} screen
 * @param {string} language
 */
async function opened(page, screen, language) {
  const loaded = page.once('Page.loadEventFired');
  await page.send('Page.navigate', {
    url: `${address}${PAGES[screen.window]}?fake=${screen.query}&language=${language}`,
  });
  await loaded;
  await run(page, stands(screen));
  for (const step of screen.steps) await done(page, screen, step);
}

/**
 * @param {Page} page
 * @param {Viewing} viewing
 */
async function measure(page, viewing) {
  const size = promised(viewing);
  if (!size) return;
  await asked(page, 'light');
  await resized(page, viewing.screen.join('x'));
  for (const name of [null, ...SMALL_TEXT]) {
    /** @type {Step[]} */
    const steps = size === 'larger' ? ['text-size-toggle', 'text-size-toggle'] : [];
    if (name) steps.push({ press: '[data-goods]' });
    const query = `idle&choices=1&join&far=${viewing.leastText}${name ? `&then=${name}` : ''}`;
    await opened(page, { name: name ?? 'idle', query, steps, window: 'front' }, 'en');
    const { box, larger } = await run(page, `(${smallestCapital})()`);
    const { data } = await page.send('Page.captureScreenshot', {
      format: 'png',
      clip: { ...box, scale: ROWS },
    });
    const rows = await run(page, `(${rowsWritten})(${JSON.stringify(data)})`);
    looks += 1;
    const fault = tooFar(rows / ROWS / larger, viewing);
    if (!fault) continue;
    faults.push(`${BY_DISTANCE}, ${name ?? 'idle'}: ${fault}`);
    faulty.add(BY_DISTANCE);
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
    const smallest = `const smallest = { target: ${target} - 0.5, text: ${GROWN}(${text}) - 0.1 };`;
    const found = await run(page, `(() => { ${smallest}${LOOK} })()`);
    for (const { name, lines, ...box } of await run(page, `(${scrolledInPage})()`)) {
      const fault = tooLittleRoom({ ...box, line: usualLine(lines) });
      if (fault) found.push(`${name} ${fault}`);
    }
    looks += 1;
    for (const fault of found) faults.push(`${screen.name}, ${language}, ${theme}, ${size}: ${fault}`);
    if (found.length > 0) faulty.add(screen.name);
  }
  if (!folder) return;
  const { data } = await page.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
  const name = `${screen.name}.${language}.${theme}.${size}.png`;
  writeFileSync(join(folder, name), Buffer.from(data, 'base64'));
}

/**
 * @param {Page} page
 * @param {Screen} screen
 * @param {Step} step
 */
async function done(page, screen, step) {
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
            : 'touch' in step
              ? step.touch
              : step.press;
    const does =
      typeof step === 'string' || 'press' in step
        ? 'focus(), found.click()'
        : 'fill' in step
          ? 'focus()'
          : `scrollIntoView({ block: '${'touch' in step ? 'center' : 'start'}' })`;
    const found = JSON.stringify(selector);
    await run(
      page,
      `(async () => { ${AWAIT} await there(${found}); const found = document.querySelector(${found}); found.${does}; })()`,
    );
    if (typeof step === 'object' && 'fill' in step) await page.send('Input.insertText', { text: step.text });
    if (typeof step === 'object' && 'touch' in step) await touched(page, step.touch);
  }
  await run(page, stands(screen));
}

/**
 * Puts a finger on the middle of something, and takes it away once the page shows that.
 * @param {Page} page
 * @param {string} selector
 */
async function touched(page, selector) {
  const middle = `(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(
    document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`;
  const place = await run(page, middle);
  const finger = { ...place, button: 'left', clickCount: 1 };
  await page.send('Input.dispatchMouseEvent', { ...finger, type: 'mousePressed', buttons: 1 });
  await run(page, `(async () => { ${AWAIT} await frame(); await frame(); })()`);
  await page.send('Input.dispatchMouseEvent', { ...finger, type: 'mouseReleased' });
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
    screenWidth: width,
    screenHeight: height,
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
