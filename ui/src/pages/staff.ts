/** The team's window. */
import { firstLanguage, sayable, show } from './open';
import { connect } from '$/lib/backend';
import StaffWindow from '$/views/staff/StaffWindow.svelte';

const [backend] = await Promise.all([connect(location), sayable(firstLanguage())]);
show(StaffWindow, { backend });
