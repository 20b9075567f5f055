import type {
  Assumption,
  Content,
  LessonProblem,
  NumberProof,
  PortHint,
  ReaderFraming,
  ReaderPlace,
  RefusedReader,
  Seen,
  TapProof,
  UnreadableReason,
} from '../backend/bindings';
import { m } from '$/lib/i18n/messages.svelte';

type Say = () => string;

// A code added to the contract is a type error here until someone has found words for it.
export const framing = {
  rdm6300: [m.setup_framing_rdm6300, m.setup_framing_rdm6300_help],
  line: [m.setup_framing_line, m.setup_framing_line_help],
  gap: [m.setup_framing_gap, m.setup_framing_gap_help],
  codatex: [m.setup_framing_codatex, m.setup_framing_codatex_help],
  twn4Simple: [m.setup_framing_twn4Simple, m.setup_framing_twn4Simple_help],
  acr1281s: [m.setup_framing_acr1281s, m.setup_framing_acr1281s_help],
  gat5250b: [m.setup_framing_gat5250b, m.setup_framing_gat5250b_help],
} satisfies Record<ReaderFraming, [Say, Say]>;

/** What a reader is called that has to be switched over first, and why it cannot be used as it is. */
export const refused = {
  stidSscp: [m.setup_refused_stidSscp, m.setup_refused_stidSscp_why],
  ufr: [m.setup_refused_ufr, m.setup_refused_ufr_why],
  gatWriter6000F: [m.setup_refused_gatWriter6000F, m.setup_refused_gatWriter6000F_why],
  deister: [m.setup_refused_deister, m.setup_refused_deister_why],
} satisfies Record<RefusedReader, [Say, Say]>;

/** What to set on such a reader, and what to choose here afterwards. */
export const switchOver = () =>
  m.setup_refused_what({ keyboard: m.setup_reader_keyboard(), line: m.setup_framing_line() });

/** What is known about a port, in at most three sentences. */
export function hintSentence(hint: PortHint): string {
  switch (hint.kind) {
    case 'nothing':
      return m.setup_hint_nothing();
    case 'reader':
      return m.setup_hint_reader({ name: hint.name });
    case 'adapter':
      return m.setup_hint_adapter({ chip: hint.chip });
    case 'relay':
      return m.setup_hint_relay({ chip: hint.chip });
    case 'refused': {
      const [name, why] = refused[hint.family];
      return `${name()}. ${why()} ${switchOver()}`;
    }
  }
}

const garbled = {
  garbled: m.setup_tap_garbled,
  random: m.setup_tap_random,
  truncated: m.unreadable_truncated_staff,
  blank: m.setup_tap_blank,
  wrongForm: m.unreadable_wrongForm_staff,
  shortened: m.unreadable_shortened_staff,
  brokenCode: () => `${m.unreadable_brokenCode()} ${m.unreadable_brokenCode_staff()}`,
} satisfies Record<UnreadableReason, Say>;

/** How the trial went, without what became of the number. */
export function tapSentence(tap: TapProof): string {
  switch (tap.state) {
    case 'notAsked':
      return m.setup_tap_notAsked();
    case 'listening':
      return m.setup_tap_listening();
    case 'noise':
      return m.setup_tap_noise({ baud: String(tap.baud) });
    case 'garbled':
      return garbled[tap.reason]();
    case 'read':
      return seenSentence(tap.seen);
  }
}

/** "10 hexadecimal digits with a valid checksum". */
export function seenSentence(seen: Seen): string {
  switch (seen.kind) {
    case 'checked':
      return m.setup_seen_checked({ content: hex(seen.digits) });
    case 'marked':
      return m.setup_seen_marked({ content: hex(seen.digits) });
    case 'line':
      return m.setup_seen_line({ content: contentWords(seen.content) });
    case 'burst':
      return m.setup_seen_burst({ content: contentWords(seen.content) });
    case 'answer':
      return m.setup_seen_answer({ content: contentWords(seen.content) });
    case 'typed':
      return m.setup_seen_typed({ content: contentWords(seen.content) });
  }
}

function contentWords(content: Content): string {
  switch (content.is) {
    case 'hex':
      return hex(content.digits);
    case 'decimal':
      return m.setup_content_decimal({ count: content.digits });
    case 'text':
      return m.setup_content_text({ count: content.characters });
    case 'bytes':
      return m.setup_content_bytes({ count: content.bytes });
    case 'shortNumber':
      return m.setup_content_shortNumber();
    case 'memberCode':
      return m.setup_content_memberCode();
    case 'brokenCode':
      return m.setup_content_brokenCode();
    case 'pass':
      return m.setup_content_pass();
  }
}

const hex = (digits: number) => m.setup_content_hex({ count: digits });

const assumed = {
  unknownCard: m.setup_assumed_unknownCard,
  severalForms: m.setup_assumed_severalForms,
  mayNotAsk: m.setup_assumed_mayNotAsk,
  noAnswer: m.setup_assumed_noAnswer,
} satisfies Record<Assumption, Say>;

const lesson = {
  notANumber: m.setup_lesson_notANumber,
  shortNumberTyped: m.setup_lesson_shortNumberTyped,
  readerShortens: m.setup_lesson_readerShortens,
  zerosLost: m.setup_lesson_zerosLost,
  otherCard: m.setup_lesson_otherCard,
  ambiguous: m.setup_lesson_ambiguous,
} satisfies Record<LessonProblem, Say>;

/** What is known about the form of the number, and what to do about it. */
export function numberSentence(number: NumberProof): string {
  switch (number.state) {
    case 'notANumber':
      return m.setup_number_notANumber();
    case 'asking':
      return m.setup_number_asking();
    case 'confirmed':
      return m.setup_number_confirmed();
    case 'learned':
      return m.setup_number_learned();
    case 'assumed':
      return assumed[number.why]();
    case 'notLearned':
      return lesson[number.why]();
  }
}

/** Where the reader of a device is. */
export function placeSentence(place: ReaderPlace): string {
  switch (place.kind) {
    case 'serial':
      return m.setup_more_serial({ port: place.port });
    case 'contactless':
      return place.name;
    case 'keyboard':
      return m.setup_reader_keyboard();
    case 'camera':
      return m.setup_reader_camera();
    case 'pinPad':
      return m.setup_reader_pinPad();
  }
}
