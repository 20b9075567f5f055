import { beforeEach, describe, expect, it } from 'vitest';
import type { SetupProblem } from '$/lib/backend/bindings';
import { LOCALES, speak } from '$/lib/i18n/locale.svelte';
import { fault, voucher } from '$/lib/words/practice';
import { asProblem, checkLabel, fieldOf, problemSentence, question, right } from '$/lib/words/setup';
import { greeting, noticeWords, outOfOrderWords, verdictWords } from '$/lib/words/verdict';
import { bindings, union } from './contract';

const time = () => '09:02';

beforeEach(() => speak('de'));

describe.each(LOCALES)('words in %s', (language) => {
  beforeEach(() => speak(language));

  it('cover every reason of the contract, each with its own sentence', () => {
    const attention = union('AttentionReason');
    expect(attention).toHaveLength(10);
    const said = attention.map((reason) => noticeWords(reason as never));
    expect(new Set(said.map(({ message }) => message)).size).toBe(attention.length);
    expect(new Set(said.map(({ staff }) => staff)).size).toBe(attention.length);
    for (const reason of union('UnreadableReason'))
      expect(verdictWords({ verdict: 'unreadable', reason: reason as never }, 9, time).message).not.toBe('');
    for (const reason of union('UnconfirmedReason')) {
      const said = verdictWords(
        { verdict: 'unconfirmed', reason: reason as never, firstName: null },
        9,
        time,
      );
      expect(said.message, reason).not.toBe('');
      // What was let in reports itself; everything else is looked after by a person.
      expect(said.staff !== null, reason).toBe(reason !== 'letIn');
    }
    for (const reason of union('OutOfOrderReason'))
      expect(outOfOrderWords(reason as never).staff).toBeTruthy();
  });

  it('cover every set-up problem', () => {
    const source = /export type SetupProblem = ([\s\S]+?);\n\nexport/.exec(bindings)?.[1] ?? '';
    const codes = [...source.matchAll(/"code": "(\w+)"/g)].flatMap(([, code]) => (code ? [code] : []));
    expect(codes).toHaveLength(26);
    const said = codes.map((code) =>
      problemSentence(
        { code, host: 'x.example', rights: ['DEVICE_READ'], minutes_ahead: 9, device: 'x' } as SetupProblem,
        'de',
      ),
    );
    expect(new Set(said).size).toBe(codes.length);
    for (const code of codes) expect(asProblem({ code })).toEqual({ code });
  });

  it('cover steps, checks, rights and faults', () => {
    expect(Object.keys(question).sort()).toEqual(union('SetupStep').sort());
    expect(Object.keys(checkLabel).sort()).toEqual(union('CheckKind').sort());
    expect(Object.keys(right).sort()).toEqual(union('Right').sort());
    expect(Object.keys(fault).sort()).toEqual(union('PracticeFaultKind').sort());
    expect(Object.keys(voucher).sort()).toEqual(union('PracticeVoucherCase').sort());
  });
});

describe('greeting', () => {
  it('follows the time of day', () => {
    const at = (hour: number) =>
      verdictWords({ verdict: 'welcome', firstName: 'Anna', birthday: false }, hour, time);
    expect(at(8).message).toBe('Guten Morgen, Anna!');
    expect(at(14).message).toBe('Hallo, Anna!');
    expect(at(20).message).toBe('Guten Abend, Anna!');
    expect(at(2).message).toBe('Hallo, Anna!');
  });

  it('is friendly without a name, and in either language', () => {
    expect(greeting(null, 8)).toEqual({ before: 'Guten Morgen, ', name: 'willkommen', after: '!' });
    expect(greeting('  ', 8).name).toBe('willkommen');
    speak('en');
    expect(greeting(null, 8)).toEqual({ before: 'Good morning, ', name: 'welcome', after: '!' });
  });
});

describe('set-up problems', () => {
  it('use what the desk knows', () => {
    expect(problemSentence({ code: 'addressUnreachable', host: 'a.example' }, 'de')).toContain('a.example');
    expect(problemSentence({ code: 'clockWrong', minutes_ahead: -73 }, 'de')).toMatch(
      /1 Stunde und 13 Minuten nach/,
    );
    expect(problemSentence({ code: 'clockWrong', minutes_ahead: 4 }, 'de')).toMatch(/4 Minuten vor/);
  });

  it('stand at the field they are about', () => {
    expect(fieldOf({ code: 'tenantInvalid' })).toBe('tenant');
    expect(fieldOf({ code: 'rightMissing', rights: [] })).toBe('key');
    expect(fieldOf({ code: 'clockWrong', minutes_ahead: 1 })).toBeNull();
  });

  it('have words for a desk that throws something else', () => {
    for (const thrown of ['command not found', new Error('x'), null, { code: 'toString' }])
      expect(asProblem(thrown)).toEqual({ code: 'desk' });
  });
});
