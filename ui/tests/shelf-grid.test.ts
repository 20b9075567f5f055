import { describe, expect, it } from 'vitest';
import { shelfGrid, type Room } from '$/lib/kiosk/shelf-grid';

/** What is left for the shelf on the screens that we know. */
const rooms: [string, Room][] = [
  ['1024×600', { width: 952, height: 396, unit: 6, upright: false }],
  ['1280×800', { width: 1184, height: 526, unit: 8, upright: false }],
  ['1920×1080', { width: 1790, height: 711, unit: 10.8, upright: false }],
  ['1080×1920', { width: 950, height: 1464, unit: 10.8, upright: true }],
];

describe.each(rooms)('on %s', (_, room) => {
  it.each([1, 2, 3, 4, 7, 12, 40, 200])('%i products all have a place, and none is too small', (count) => {
    const { columns, rows, perPage, pages } = shelfGrid(count, room);
    expect(perPage).toBe(columns * rows);
    expect(pages * perPage).toBeGreaterThanOrEqual(count);
    expect((pages - 1) * perPage).toBeLessThan(count);
    const width = room.width - (pages > 1 && !room.upright ? 24 * room.unit : 0);
    const height = room.height - (pages > 1 && room.upright ? 12 * room.unit : 0);
    expect(width / columns / room.unit).toBeGreaterThanOrEqual(25);
    expect(height / rows / room.unit).toBeGreaterThanOrEqual(25);
  });

  it('shows few products large', () => {
    expect(shelfGrid(1, room)).toEqual({ columns: 1, rows: 1, perPage: 1, pages: 1 });
    expect(shelfGrid(4, room).pages).toBe(1);
  });
});

it('does not divide by nothing', () => {
  const none = { width: 0, height: 0, unit: 6, upright: false };
  expect(shelfGrid(0, none)).toEqual({ columns: 1, rows: 1, perPage: 1, pages: 1 });
  expect(shelfGrid(3, none).pages).toBe(3);
});
