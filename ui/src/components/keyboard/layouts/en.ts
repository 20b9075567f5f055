import type { Layout } from './layout';

export const en: Layout = { name: 'English', rows: ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'] };
