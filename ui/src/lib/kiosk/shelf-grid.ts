/** How products are laid out on a screen that does not scroll. */
export interface ShelfGrid {
  columns: number;
  rows: number;
  /** How many fit on one page. */
  perPage: number;
  pages: number;
}

export interface Room {
  width: number;
  height: number;
  /** One unit of the screen (`--u`), in pixels. */
  unit: number;
  /** Higher than wide: the arrows stand below the shelf instead of beside it. */
  upright: boolean;
}

/** The smallest tile on which a name, a price and a picture can still be read, and what parts them; in units. */
const WIDE = 27;
const HIGH = 27;
const GAP = 1.6;
/** What the arrows take away beside the shelf, and below it. */
const ARROWS = 2 * (10.5 + GAP);
const ARROWS_BELOW = 10.5 + GAP;

/** The largest tiles that show everything at once; where that is too much, whole pages of the smallest. */
export function shelfGrid(count: number, room: Room): ShelfGrid {
  const most = fitting(room.width, room.height, room.unit);
  if (count <= most.columns * most.rows) {
    const { columns, rows } = largest(count, most, room);
    return { columns, rows, perPage: columns * rows, pages: 1 };
  }
  const { columns, rows } = fitting(
    room.width - (room.upright ? 0 : ARROWS * room.unit),
    room.height - (room.upright ? ARROWS_BELOW * room.unit : 0),
    room.unit,
  );
  const perPage = columns * rows;
  return { columns, rows, perPage, pages: Math.ceil(count / perPage) };
}

function fitting(width: number, height: number, unit: number): { columns: number; rows: number } {
  const some = (room: number, tile: number) => Math.max(1, Math.floor((room / unit + GAP) / (tile + GAP)));
  return { columns: some(width, WIDE), rows: some(height, HIGH) };
}

function largest(count: number, most: { columns: number; rows: number }, { width, height }: Room) {
  let best = { columns: Math.min(Math.max(count, 1), most.columns), rows: most.rows, side: -1 };
  for (let rows = 1; rows <= most.rows; rows += 1) {
    const columns = Math.max(1, Math.ceil(count / rows));
    if (columns > most.columns) continue;
    const side = Math.min(width / columns, height / rows);
    if (side > best.side) best = { columns, rows, side };
  }
  return best;
}
