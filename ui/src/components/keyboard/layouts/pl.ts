import type { Layout } from './layout';

export const pl: Layout = { name: 'Polski', rows: ['ąćęłńóśźż', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'] };
