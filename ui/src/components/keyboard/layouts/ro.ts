import type { Layout } from './layout';

/** With commas below ș and ț; the cedillas of ş and ţ are other letters. */
export const ro: Layout = { name: 'Română', rows: ['qwertyuiopăî', 'asdfghjklșț', 'zxcvbnmâ'] };
