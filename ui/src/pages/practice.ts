/** The trainer's panel. */
import { firstLanguage, sayable, show } from './open';
import { connect } from '$/lib/backend';
import { languageOf } from '$/lib/i18n/locale.svelte';
import PracticeWindow from '$/views/practice/PracticeWindow.svelte';

const [backend] = await Promise.all([connect(location), sayable(languageOf(firstLanguage()))]);
show(PracticeWindow, { backend });
