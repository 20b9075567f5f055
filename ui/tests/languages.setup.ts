import { beforeAll } from 'vitest';
import { LOCALES } from '$/lib/i18n/locale.svelte';
import { prepare } from '$/lib/i18n/messages.svelte';
import { speak } from '$/lib/i18n/locale.svelte';

// So that a language changes at once, as it does on the screen after its first use.
beforeAll(async () => {
  await Promise.all([...LOCALES, 'de-CH' as const, 'en-GB' as const].map(prepare));
  await speak('de');
});
