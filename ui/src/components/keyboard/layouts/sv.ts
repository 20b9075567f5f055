import type { Layout } from './layout';

export const sv: Layout = { name: 'Svenska', rows: ['qwertyuiopå', 'asdfghjklöä', 'zxcvbnmé'] };
