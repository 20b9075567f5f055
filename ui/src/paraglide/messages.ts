export { m } from '$/lib/i18n/messages.svelte';
