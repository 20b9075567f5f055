import type { LookDay, LookDesk, LookForm } from '../backend/bindings';

export const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** A day with its hours as one text, as somebody types them. */
export interface DayText {
  day: string;
  text: string;
}

/** The look as it is being changed. What is kept replaces it when it was saved, and only then. */
export class LookEditor {
  logo = $state<string | null>(null);
  accent = $state<string | null>(null);
  background = $state<string | null>(null);
  welcome = $state<Record<string, string>>({});
  showsHours = $state(false);
  week = $state<DayText[]>([]);
  exceptions = $state<DayText[]>([]);
  pictures = $state<{ file: string; from: string; until: string }[]>([]);

  #revision: number | null = null;
  #kept = '';

  /** Takes over what is kept, if it is another one. */
  follow({ revision, form }: LookDesk): void {
    if (this.#revision === revision) return;
    this.#revision = revision;
    this.fill(form);
  }

  fill(form: LookForm): void {
    const text = ({ day, spans }: LookDay): DayText => ({ day, text: spans.join(', ') });
    const days = (form.hours ?? []).map(text);
    this.logo = form.logo;
    this.accent = form.accent;
    this.background = form.background;
    this.welcome = Object.fromEntries(form.welcome.map((one) => [one.language, one.text]));
    this.showsHours = form.hours !== null;
    this.week = WEEK.map((day) => days.find((one) => one.day === day) ?? { day, text: '' });
    this.exceptions = days.filter(({ day }) => !(WEEK as readonly string[]).includes(day));
    this.pictures = form.pictures.map(({ file, from, until }) => ({
      file,
      from: from ?? '',
      until: until ?? '',
    }));
    this.#kept = JSON.stringify(this.form);
  }

  /** What is saved. */
  get form(): LookForm {
    const day = ({ day, text }: DayText): LookDay => ({
      day,
      spans: text
        .split(/[,;]/)
        .map((span) => span.trim())
        .filter((span) => span !== ''),
    });
    const welcome = Object.entries(this.welcome)
      .map(([language, text]) => ({ language, text: text.trim() }))
      .filter(({ text }) => text !== '');
    return {
      logo: this.logo,
      accent: this.accent,
      background: this.background,
      welcome,
      hours: this.showsHours ? [...this.week, ...this.exceptions].map(day) : null,
      pictures: this.pictures.map(({ file, from, until }) => ({
        file,
        from: from || null,
        until: until || null,
      })),
    };
  }

  /** Something was changed and not saved. */
  get changed(): boolean {
    return JSON.stringify(this.form) !== this.#kept;
  }
}
