import { HEIGHT, WIDTH, type Point, type Stroke } from './strokes';

/** How wide the pen is, in units of the pad. */
const PEN = 6;

/** Draws strokes on a canvas as they come, and all of them anew when it must. */
export class Ink {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
  }

  /** As many pixels as the screen has for it. */
  size(ratio: number): void {
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#canvas.width = Math.max(1, Math.round(width * ratio));
    this.#canvas.height = Math.max(1, Math.round(height * ratio));
  }

  redraw(strokes: readonly Stroke[]): void {
    const context = this.#context;
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (const stroke of strokes) this.add(stroke, 0);
  }

  /** What has come to a stroke since it had `known` points. */
  add(stroke: Stroke, known: number): void {
    const context = this.#context;
    const from = Math.max(0, known - 2);
    const first = stroke[from];
    if (!context || !first) return;
    context.setTransform(this.#canvas.width / WIDTH, 0, 0, this.#canvas.height / HEIGHT, 0, 0);
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = 'round';
    context.strokeStyle = getComputedStyle(this.#canvas).color;
    context.beginPath();
    const start = from === 0 ? first : middle(first, stroke[from + 1] ?? first);
    context.moveTo(start.x, start.y);
    // Through the middle between two points, bent by them: no corners, and nothing that is drawn changes later.
    for (let at = from + 1; at + 1 < stroke.length; at += 1) {
      const [bend, next] = [stroke[at], stroke[at + 1]];
      if (!bend || !next) continue;
      const to = middle(bend, next);
      context.quadraticCurveTo(bend.x, bend.y, to.x, to.y);
    }
    const last = stroke.at(-1) ?? first;
    context.lineTo(last.x, last.y);
    context.stroke();
  }
}

const middle = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
