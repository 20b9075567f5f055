import { describe, expect, it } from 'vitest';
import { ago, clock, formatTag, minutesInWords, moment, money, span } from '$/lib/i18n/format';
import { nearest } from '$/lib/i18n/locale.svelte';
import { isBrowserKey, lockDown } from '$/lib/kiosk/lockdown';
import { play, TUNES } from '$/lib/kiosk/sound';
import { tenantFrom } from '$/lib/tenant';

describe('tenantFrom', () => {
  it.each([
    ['https://example.open-api.magicline.com/v1/studios', 'example'],
    ['  HTTPS://Example.open-api.magicline.com  ', 'example'],
    ['example.open-api.magicline.com:443', 'example'],
    ['<https://my-gym.open-api.magicline.com>', 'my-gym'],
    ['„https://my-gym.open-api.magicline.com“', 'my-gym'],
    ['https://example.web.magicline.com/#/login', 'example'],
    ['example', 'example'],
    ['', ''],
    ['not a tenant!', 'not a tenant!'],
  ])('%j → %j', (pasted, tenant) => expect(tenantFrom(pasted)).toBe(tenant));
});

describe('locale', () => {
  it('takes the nearest language and English where there is none', () => {
    expect(['de', 'de-AT', 'en_GB', 'EN', 'pt', ''].map(nearest)).toEqual([
      'de',
      'de',
      'en-GB',
      'en',
      'en',
      'en',
    ]);
  });

  it('formats in the region of the studio only in the language of the studio', () => {
    expect(formatTag('de', 'de-CH')).toBe('de-CH');
    expect(formatTag('en', 'de-CH')).toBe('en-GB');
    expect(formatTag('en', 'fr-LU')).toBe('en-GB');
    expect(formatTag('de', 'de')).toBe('de-DE');
  });

  it('tells the time with two digits', () => {
    expect(clock(new Date(2026, 10, 23, 9, 2), 'de-DE')).toContain('09:02');
  });

  it('says minutes as a person would', () => {
    expect(minutesInWords(-73, 'en-GB')).toMatch(/1 hour.*13 minutes/);
    expect(minutesInWords(5, 'de-DE')).toMatch(/^5 Minuten$/);
    expect(minutesInWords(2880, 'en-GB')).toMatch(/^2 days$/);
  });
});

describe('lock-down', () => {
  const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...held,
  });

  it('knows the keys of a browser from those of a person', () => {
    for (const taken of [
      key('F5'),
      key('r', { ctrlKey: true }),
      key('P', { ctrlKey: true }),
      key('s', { metaKey: true }),
      key('+', { ctrlKey: true }),
      key('0', { ctrlKey: true }),
      key('ArrowLeft', { altKey: true }),
    ])
      expect(isBrowserKey(taken), taken.key).toBe(true);
    for (const left of [key('Tab'), key('Enter'), key('ArrowLeft'), key('r'), key('v', { ctrlKey: true })])
      expect(isBrowserKey(left), left.key).toBe(false);
  });

  it('takes the context menu and gives it back', () => {
    const menu = () => {
      const event = new Event('contextmenu', { cancelable: true, bubbles: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const free = lockDown(document);
    expect(menu()).toBe(true);
    free();
    expect(menu()).toBe(false);
  });
});

describe('sound', () => {
  it('is two tones under a second, each verdict with its own', () => {
    const tunes = Object.values(TUNES);
    for (const tune of tunes) {
      expect(tune).toHaveLength(2);
      expect(Math.max(...tune.map(({ at, lasts }) => at + lasts))).toBeLessThan(1);
    }
    expect(new Set(tunes.map((tune) => JSON.stringify(tune))).size).toBe(tunes.length);
  });

  it('says yes to whoever is let in, and not in the voice of the welcome', () => {
    const [low, high] = TUNES.letIn;
    expect(high.hertz).toBeGreaterThan(low.hertz);
    for (const [at, tone] of TUNES.letIn.entries())
      expect(tone.hertz).toBeLessThan((TUNES.welcome[at]?.hertz ?? 0) * 0.8);
    const pause = (tune: (typeof TUNES)['welcome']) => tune[1].at - tune[0].at - tune[0].lasts;
    expect(pause(TUNES.letIn)).toBeGreaterThan(pause(TUNES.welcome) + 0.1);
  });

  it('is silent, not broken, without WebAudio', () => {
    expect(typeof AudioContext).toBe('undefined');
    expect(() => play('welcome')).not.toThrow();
  });
});

describe('figures', () => {
  const plain = (text: string) => text.replace(/\s/g, ' ');

  it('writes money as it is written here, in the smallest unit or not', () => {
    expect(plain(money({ minor: 450, currency: 'EUR' }, 'de-DE'))).toBe('4,50 €');
    expect(money({ minor: -987_654, currency: 'EUR' }, 'en-GB')).toBe('-€9,876.54');
    expect(plain(money({ minor: 1500, currency: 'JPY' }, 'en-GB'))).toBe('JP¥1,500');
    expect(plain(money({ minor: 1500, currency: '?' }, 'de-DE'))).toBe('15,00 ?');
  });

  it('tells a time that ticks in two units and an age in one', () => {
    expect(plain(span(95_000, 'de-DE'))).toBe('1 Min. 35 Sek.');
    expect(plain(span(42_400, 'en-GB', 'long'))).toBe('42 seconds');
    expect(plain(span(26 * 3_600_000 + 60_000, 'de-DE'))).toBe('1 Tg. 2 Std.');
    expect(plain(span(24 * 3_600_000 + 60_000, 'de-DE'))).toBe('1 Tg.');
    expect(plain(span(-5, 'de-DE'))).toBe('0 Sek.');
    expect(plain(ago(130 * 60_000, 'de-DE'))).toBe('vor 2 Std.');
    expect(plain(ago(0, 'de-DE'))).toBe('vor 0 Sek.');
  });

  it('names the day of a moment that is not of today', () => {
    const at = new Date(2026, 10, 23, 9, 2);
    expect(moment(at, at.toDateString(), 'de-DE')).toBe('09:02');
    expect(moment(at, new Date(2026, 10, 24).toDateString(), 'de-DE')).toBe('Mo., 23. Nov., 09:02');
  });
});
