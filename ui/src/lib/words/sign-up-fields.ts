import type { FieldProblem, FieldView, Problem, SignUpField } from '../backend/bindings';
import { m } from '$/lib/i18n/messages.svelte';
import { dateFormat, listFormat } from '../i18n/formats';

type Say = () => string;

// A code added to the contract is a type error here until someone has found words for it.
export const fieldName = {
  firstName: m.join_field_firstName,
  secondFirstName: m.join_field_secondFirstName,
  lastName: m.join_field_lastName,
  secondLastName: m.join_field_secondLastName,
  gender: m.join_field_gender,
  dateOfBirth: m.join_field_dateOfBirth,
  placeOfBirth: m.join_field_placeOfBirth,
  countryOfBirth: m.join_field_countryOfBirth,
  email: m.join_field_email,
  mobile: m.join_field_mobile,
  phone: m.join_field_phone,
  streetType: m.join_field_streetType,
  street: m.join_field_street,
  secondStreet: m.join_field_secondStreet,
  houseNumber: m.join_field_houseNumber,
  streetBlock: m.join_field_streetBlock,
  portal: m.join_field_portal,
  stairway: m.join_field_stairway,
  floor: m.join_field_floor,
  door: m.join_field_door,
  buildingName: m.join_field_buildingName,
  additionalAddress: m.join_field_additionalAddress,
  zipCode: m.join_field_zipCode,
  city: m.join_field_city,
  cityPart: m.join_field_cityPart,
  district: m.join_field_district,
  province: m.join_field_province,
  provinceCode: m.join_field_provinceCode,
  country: m.join_field_country,
  taxId: m.join_field_taxId,
  documentType: m.join_field_documentType,
  documentNumber: m.join_field_documentNumber,
  referralCode: m.join_field_referralCode,
  campaign: m.join_field_campaign,
  accountHolder: m.join_field_accountHolder,
  iban: m.join_field_iban,
  note: m.join_field_note,
} satisfies Record<SignUpField, Say>;

const hints: Partial<Record<SignUpField, Say>> = {
  email: m.join_hint_email,
  referralCode: m.join_hint_referralCode,
};

/** What stands for a house number where there is none; elsewhere a hyphen, since the vendor demands one. */
const NO_NUMBER: Partial<Record<string, string>> = { ES: 's/n', IT: 'SNC' };

/** What helps to fill a field in, where something does. */
export function fieldHint(field: SignUpField, country: string, required: boolean): string | undefined {
  if (field === 'firstName') return required ? undefined : m.join_hint_firstName();
  if (field === 'houseNumber') return m.join_hint_houseNumber({ none: NO_NUMBER[country] ?? '-' });
  return hints[field]?.();
}

/** Numbers that are called something else in a land that asks for them. */
const TAX_IDS: Record<string, Say> = { ES: m.join_field_taxId_ES, IT: m.join_field_taxId_IT };

/** What a field is called in a studio of this country. */
export const fieldLabel = (field: SignUpField, country: string): string =>
  (field === 'taxId' ? (TAX_IDS[country] ?? fieldName.taxId) : fieldName[field])();

export const problem = {
  missing: m.join_problem_missing,
  tooLong: m.join_problem_tooLong,
  noSuchDate: m.join_problem_noSuchDate,
  dateOutOfRange: m.join_problem_dateOutOfRange,
  tooYoung: m.join_problem_tooYoung,
  notAnEmail: m.join_problem_notAnEmail,
  notAPhoneNumber: m.join_problem_notAPhoneNumber,
  notAPostCode: m.join_problem_notAPostCode,
  wrongLength: m.join_problem_wrongLength,
  wrongForm: m.join_problem_wrongForm,
  wrongCheckDigits: m.join_problem_wrongCheckDigits,
  unknownCountry: m.join_problem_unknownCountry,
  noDirectDebit: m.join_problem_noDirectDebit,
  accountRefused: m.join_problem_accountRefused,
  holderRefused: m.join_problem_holderRefused,
  numberRefused: m.join_problem_numberRefused,
  genderNeeded: m.join_problem_genderNeeded,
  birthPlaceNeeded: m.join_problem_birthPlaceNeeded,
  otherPerson: m.join_problem_otherPerson,
  documentIncomplete: m.join_problem_documentIncomplete,
  notAccepted: m.join_problem_notAccepted,
} satisfies Record<Problem, Say>;

export function problemWords(found: FieldProblem): string {
  const text = problem[found.problem]();
  return found.doubt ? m.join_doubt({ problem: text }) : text;
}

/** What could not be gone on with, for who cannot see it at the fields. */
export function stuckWords(found: readonly FieldProblem[], country: string, tag: string): string {
  if (found.length === 0) return m.join_stuck_here();
  const fields = listFormat(tag).format(found.map(({ field }) => fieldLabel(field, country)));
  return m.join_stuck({ count: found.length, fields });
}

const VALUES: Record<string, Say> = {
  FEMALE: m.join_gender_FEMALE,
  MALE: m.join_gender_MALE,
  UNISEX: m.join_gender_UNISEX,
  ID_CARD: m.join_document_ID_CARD,
  PASSPORT: m.join_document_PASSPORT,
  DRIVERS_LICENCE: m.join_document_DRIVERS_LICENCE,
  RESIDENCE_PERMIT: m.join_document_RESIDENCE_PERMIT,
  NATIONAL_ID_NUMBER: m.join_document_NATIONAL_ID_NUMBER,
  OTHERS: m.join_document_OTHERS,
};

const regions = new Map<string, Intl.DisplayNames>();

/** "DE" → "Deutschland". A land the system does not know keeps its letters. */
export function regionName(code: string, tag: string): string {
  let names = regions.get(tag);
  if (!names) regions.set(tag, (names = new Intl.DisplayNames(tag, { type: 'region' })));
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

const isCountry = (field: SignUpField) => field === 'country' || field === 'countryOfBirth';

/** What can be entered, in the vendor's words where it has some and in ours where it has none. */
export function choicesOf({ field, choices }: FieldView, tag: string): { value: string; label: string }[] {
  const named = choices.map(({ value, name }) => ({
    value,
    label: name ?? (isCountry(field) ? regionName(value, tag) : (VALUES[value]?.() ?? value)),
  }));
  return isCountry(field) ? named.sort((one, other) => one.label.localeCompare(other.label, tag)) : named;
}

/** What was entered, as it reads. */
export function valueWords(field: FieldView, value: string, tag: string): string {
  if (field.field === 'dateOfBirth') return dayWords(value, tag);
  if (field.choices.length === 0 && !isCountry(field.field)) return value;
  return choicesOf(field, tag).find((choice) => choice.value === value)?.label ?? value;
}

/** "2026-12-01" → "1. Dezember 2026". No time zone moves it. */
export function dayWords(day: string, tag: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  const at = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return dateFormat(tag, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(at);
}
