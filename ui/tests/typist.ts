import { Capture, type Press, type Step } from '$/lib/wedge/capture';

/** Somebody at the keys, and what the page got of it: what it typed, and what it was handed over. */
export function keyboard(place: string | null = null) {
  const capture = new Capture<string>();
  let now = 1000;
  let deadline = Infinity;
  const got: string[] = [];
  const landed: string[] = [];
  const bursts: string[] = [];
  const codes: string[][] = [];
  const land = ({ key, code }: Press) => {
    got.push(key);
    landed.push(code);
  };
  const follow = (step: Step) => {
    step.release.forEach(land);
    if (step.undo) got.push('undo');
    if (step.takeBack) got.push('(taken back)');
    if (step.burst) {
      bursts.push(step.burst.strokes.map(({ key }) => key).join(''));
      codes.push(step.burst.strokes.map(({ code }) => code));
    }
    deadline = capture.patience === null ? Infinity : now + capture.patience;
    return step;
  };
  const rest = (ms: number) => {
    const until = now + ms;
    if (deadline <= until) {
      now = deadline;
      follow(capture.silence());
    }
    now = until;
  };
  const press = (key: string, gap = 0, change: Partial<Press> = {}) => {
    rest(gap);
    const kind = key === 'Enter' || key === 'Tab' ? 'end' : key.length > 1 ? 'person' : 'text';
    const base: Press = { code: key, key, shift: false, altGraph: false, at: now, kind, composing: false };
    const whole = { ...base, ...change };
    if (!follow(capture.press(whole, place)).swallow) land(whole);
  };
  return {
    capture,
    landed,
    codes,
    press,
    rest,
    type: (text: string, gap: number) => [...text].forEach((key) => press(key, gap)),
    move: (to: string | null) => (place = to),
    result: () => {
      rest(1000);
      return { got: got.join(''), bursts };
    },
  };
}
