/**
 * The member's screen, and the assistant before it. Everything that most people see is part of the page, so that
 * its files come side by side, and the desk is asked while words and letters are on their way.
 */
import { firstLanguage, sayable, show } from './open';
import { connect } from '$/lib/backend';
import { languageOf } from '$/lib/i18n/locale.svelte';
import { Front } from '$/lib/state/front.svelte';
import FrontWindow from '$/views/FrontWindow.svelte';

const said = sayable(languageOf(firstLanguage()));
const backend = await connect(location);
const front = new Front(backend);
front.attach();
await said;
show(FrontWindow, { backend, front });
