import { en } from './en';

/** Every text of the app. A second language is a second file of this shape. */
export type Texts = typeof en;

export const texts: Texts = en;
