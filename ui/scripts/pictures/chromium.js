import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {{ send: (method: string, given?: object) => Promise<any>, once: (event: string) => Promise<any> }} Page */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * A Chromium without a window, spoken to over its pipe: no port, no dependency.
 * @returns {Promise<{ page: () => Promise<Page>, close: () => Promise<void> }>}
 * @throws {Error} when there is none; PORTICO_CHROMIUM names one that is elsewhere
 */
export async function chromium() {
  const profile = mkdtempSync(join(tmpdir(), 'portico-pictures-'));
  const child = await started(profile);
  const to = /** @type {import('node:stream').Writable} */ (child.stdio[3]);
  const from = /** @type {import('node:stream').Readable} */ (child.stdio[4]);
  /** @type {Map<number, { resolve: (result: any) => void, reject: (fault: Error) => void }>} */
  const asked = new Map();
  /** @type {Map<string, (params: any) => void>} */
  const awaited = new Map();
  let last = 0;
  let rest = Buffer.alloc(0);
  from.on('data', (piece) => {
    rest = Buffer.concat([rest, piece]);
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      heard(JSON.parse(rest.subarray(0, end).toString()));
      rest = rest.subarray(end + 1);
    }
  });

  /** @param {{ id?: number, error?: { message: string }, result?: any, method?: string, params?: any, sessionId?: string }} told */
  function heard({ id, error, result, method, params, sessionId }) {
    if (id === undefined) {
      const key = `${sessionId} ${method}`;
      awaited.get(key)?.(params);
      awaited.delete(key);
      return;
    }
    const waiting = asked.get(id);
    asked.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result);
  }

  /**
   * @param {string} method
   * @param {object} [params]
   * @param {string} [sessionId]
   */
  const send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      asked.set((last += 1), { resolve, reject });
      to.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });

  return {
    async page() {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank', newWindow: true });
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
      await send('Page.enable', {}, sessionId);
      return {
        send: (method, given) => send(method, given, sessionId),
        once: (event) => new Promise((resolve) => awaited.set(`${sessionId} ${event}`, resolve)),
      };
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await send('Browser.close').catch(() => undefined);
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** @param {string} profile */
async function started(profile) {
  const given = process.env.PORTICO_CHROMIUM;
  const flags = [
    '--headless',
    '--remote-debugging-pipe',
    '--hide-scrollbars',
    '--disable-gpu',
    '--no-first-run',
    '--lang=de-DE',
    `--user-data-dir=${profile}`,
    // A build machine runs as root, where Chromium's own sandbox does not start; it opens our own pages only.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  for (const name of given ? [given] : NAMES) {
    const child = spawn(name, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    const there = await new Promise((resolve) => {
      child.once('spawn', () => resolve(true));
      child.once('error', () => resolve(false));
    });
    if (there) return child;
  }
  throw new Error('There is no Chromium here. Install it, or name one in PORTICO_CHROMIUM.');
}
