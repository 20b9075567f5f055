import type { VerdictFace } from '../words/verdict';

interface Tone {
  hertz: number;
  at: number;
  lasts: number;
  shape?: OscillatorType;
}

// Two tones each: rising is yes, falling is no, level is "look here". Never the only sign of a verdict.
export const TUNES = {
  welcome: [
    { hertz: 587, at: 0, lasts: 0.14 },
    { hertz: 880, at: 0.12, lasts: 0.34 },
  ],
  already: [
    { hertz: 740, at: 0, lasts: 0.12 },
    { hertz: 740, at: 0.16, lasts: 0.22 },
  ],
  refused: [
    { hertz: 392, at: 0, lasts: 0.2 },
    { hertz: 294, at: 0.2, lasts: 0.38 },
  ],
  letIn: [
    { hertz: 392, at: 0, lasts: 0.18 },
    { hertz: 587, at: 0.34, lasts: 0.42 },
  ],
  unconfirmed: [
    { hertz: 523, at: 0, lasts: 0.18 },
    { hertz: 494, at: 0.26, lasts: 0.34 },
  ],
  unreadable: [
    { hertz: 330, at: 0, lasts: 0.09, shape: 'triangle' },
    { hertz: 330, at: 0.15, lasts: 0.16, shape: 'triangle' },
  ],
  attention: [
    { hertz: 440, at: 0, lasts: 0.22, shape: 'triangle' },
    { hertz: 349, at: 0.28, lasts: 0.4, shape: 'triangle' },
  ],
} satisfies Record<VerdictFace, [Tone, Tone]>;

let context: AudioContext | null | undefined;

/** Plays a verdict's two tones. Silent where there is no audio device or no WebAudio. */
export function play(verdict: VerdictFace): void {
  try {
    context ??= typeof AudioContext === 'function' ? new AudioContext() : null;
    if (!context) return;
    const audio = context;
    void audio.resume().catch(() => undefined);
    for (const tone of TUNES[verdict] as Tone[]) ring(audio, tone);
  } catch {
    context = null;
  }
}

function ring(audio: AudioContext, { hertz, at, lasts, shape = 'sine' }: Tone): void {
  const start = audio.currentTime + at;
  const voice = audio.createOscillator();
  const volume = audio.createGain();
  voice.type = shape;
  voice.frequency.value = hertz;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.25, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + lasts);
  voice.connect(volume).connect(audio.destination);
  voice.onended = () => volume.disconnect();
  voice.start(start);
  voice.stop(start + lasts + 0.02);
}
