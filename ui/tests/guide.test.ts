import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { found, guideIn } from '$/lib/guide';
import { chapters } from '../scripts/guide';

const text = (language: string) => readFileSync(`guide/${language}.md`, 'utf8');

describe('the operator’s guide', () => {
  it('has the same chapters with the same tables in both languages', async () => {
    const shape = async (language: string) =>
      (await guideIn(language)).map(({ html }) => [
        html.match(/<tr>/g)?.length ?? 0,
        html.match(/<li>/g)?.length ?? 0,
      ]);
    expect(await shape('de')).toEqual(await shape('en'));
  });

  it('is in German for German and in English for everybody else', async () => {
    for (const german of ['de', 'de-CH', 'de-LI'])
      expect((await guideIn(german))[1]?.title).toBe('Der Empfang in einer Minute');
    for (const other of ['en', 'en-GB', 'fr', 'pl', 'nl'])
      expect((await guideIn(other))[1]?.title).toBe('The desk in one minute');
  });

  it('is searched word by word', async () => {
    const all = await guideIn('en');
    const titles = (search: string) => found(all, search).map(({ title }) => title);
    expect(titles('')).toHaveLength(all.length);
    expect(titles('acr122u LINUX')).toEqual(['Readers']);
    expect(titles('no such thing anywhere')).toEqual([]);
  });

  it('holds no markup of its own and no address', () => {
    for (const language of ['de', 'en']) {
      expect(text(language)).not.toMatch(/<[a-z]/i);
      expect(text(language)).not.toMatch(/https?:/);
      for (const { html } of chapters(text(language)))
        expect(html).not.toMatch(/<(script|img|a|iframe|style)\b/);
    }
  });

  it('has the steps of setting up and of the kiosk of every system, with files that there are', () => {
    const packaged = readdirSync('../src-tauri/package/kiosk', { recursive: true }).map((file) =>
      String(file).replace(/^.*[\\/]/, ''),
    );
    for (const language of ['de', 'en']) {
      const all = chapters(text(language));
      const steps = all.map(({ html }) => html.match(/<ol>/g)?.length ?? 0);
      expect(steps.filter(Boolean)).toEqual([1, 3]);
      const kiosk = all.find(({ html }) => html.match(/<ol>/g)?.length === 3);
      const files = [
        ...(kiosk?.html ?? '').matchAll(/[\w.@-]+\.(?:pam|conf|service|ps1|plist)\b(?!\.d)/g),
      ].map(([file]) => file.replace('@tty1', '@'));
      expect(new Set(files).size).toBeGreaterThan(6);
      expect(files.filter((file) => !packaged.includes(file))).toEqual([]);
    }
  });

  it('calls what is on the screen what the screen calls it', () => {
    for (const language of ['de', 'en']) {
      const said = Object.values(JSON.parse(readFileSync(`messages/${language}.json`, 'utf8')) as object);
      const named = [...text(language).matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name);
      expect(named.length).toBeGreaterThan(10);
      expect(
        named.filter((name) => !said.includes(name) && !['Linux', 'Windows', 'macOS'].includes(name ?? '')),
      ).toEqual([]);
    }
  });
});
