import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How wide a sheet is, in pixels. */
const WIDTH = 2000;

/**
 * All pictures of a screen side by side, a row for each language and theme.
 * @param {import('./chromium.js').Page} page
 * @param {string} folder
 * @param {string} screen
 * @param {number} columns
 */
export async function sheet(page, folder, screen, columns) {
  // The sheet of an earlier time is no picture of it.
  const names = readdirSync(folder).filter(
    (name) => name.startsWith(`${screen}.`) && name.endsWith('.png') && name !== `${screen}.png`,
  );
  const pictures = names.map(
    (name) => `<figure><figcaption>${name}</figcaption><img src="${name}"></figure>`,
  );
  const text = join(folder, 'sheet.html');
  writeFileSync(
    text,
    `<style>body{margin:0;padding:6px;background:#777;font:13px sans-serif;display:grid;gap:6px;align-items:start;grid-template-columns:repeat(${columns},1fr)}
figure{margin:0}img{display:block;width:100%}</style>${pictures.join('')}`,
  );
  await page.send('Emulation.setDeviceMetricsOverride', {
    width: WIDTH,
    height: 600,
    deviceScaleFactor: 1,
    mobile: false,
  });
  const loaded = page.once('Page.loadEventFired');
  await page.send('Page.navigate', { url: pathToFileURL(text).href });
  await loaded;
  const { data } = await page.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
  writeFileSync(join(folder, `${screen}.png`), Buffer.from(data, 'base64'));
  rmSync(text);
}
