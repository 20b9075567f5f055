import type { Layout } from './layout';

export const hu: Layout = { name: 'Magyar', rows: ['áéíóöőúüű', 'qwertzuiop', 'asdfghjkl', 'yxcvbnm'] };
