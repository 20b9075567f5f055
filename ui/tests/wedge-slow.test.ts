import { describe, expect, it } from 'vitest';
import { keyboard } from './typist';

const FIELD = 'field';

describe('in a field', () => {
  it.each([
    ['evenly, 60 ms apart', [60, 60, 60, 60, 60, 60, 60, 60, 60, 60]],
    ['over a radio that delivers every 15 ms', [60, 75, 60, 60, 75, 75, 60, 75, 60, 75]],
    ['about as fast as a person at times', [45, 52, 48, 55, 50, 46, 54, 49, 51, 53]],
    ['as slowly as is a burst', [95, 100, 98, 95, 100, 100, 97, 95, 99, 100]],
  ])('what a slow reader wrote %s is taken back with its end', (_, gaps) => {
    for (const end of ['Enter', 'Tab']) {
      const keys = keyboard(FIELD);
      [...'62E3086CED'].forEach((key, index) => keys.press(key, gaps[index]));
      keys.press(end, gaps[0]);
      const { got, bursts } = keys.result();
      expect(bursts).toEqual(['62E3086CED']);
      // All but the last key, which was still held back, may have been written before.
      expect(got).toMatch(/^[0-9A-F]*\(taken back\)$/);
    }
  });

  it.each<[string, string, number[], number]>([
    ['an uneven hand', '015112345678', [60, 90, 55, 98, 70, 61, 95, 80, 58, 99, 64, 88], 90],
    ['a word', 'Hinterwalden', Array<number>(12).fill(60), 60],
    ['fewer digits than a card has', '1234567', Array<number>(7).fill(60), 60],
    ['an end that comes when somebody has looked', '0151123456', Array<number>(10).fill(60), 121],
    ['more than a burst’s time between the keys', '0151123456', Array<number>(10).fill(101), 101],
  ])('%s is a person’s', (_, text, gaps, end) => {
    const keys = keyboard(FIELD);
    [...text].forEach((key, index) => keys.press(key, gaps[index]));
    keys.press('Enter', end);
    expect(keys.result()).toEqual({ got: `${text}Enter`, bursts: [] });
  });

  it('a slow reader after a person takes back its own only', () => {
    const keys = keyboard(FIELD);
    keys.type('1234', 150);
    keys.press('6', 400);
    keys.type('2E3086CED', 60);
    keys.press('Enter', 60);
    expect(keys.result()).toEqual({ got: '123462E3086CE(taken back)', bursts: ['62E3086CED'] });
  });
});
