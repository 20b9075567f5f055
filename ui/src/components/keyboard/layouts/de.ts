import type { Layout } from './layout';

export const de: Layout = { name: 'Deutsch', rows: ['qwertzuiopü', 'asdfghjklöä', 'yxcvbnmß'] };
