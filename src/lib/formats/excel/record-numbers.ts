/** Name of the Arrow column with the record numbers, where they do not follow each other. */
export const RECORD_NUMBERS = 'record';
