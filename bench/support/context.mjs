/**
 * What each bench gets.
 * @typedef {object} BenchContext
 * @property {{ url: string }} app the built site
 * @property {{ url: string }} baseline the page with the bare engine
 * @property {import('./report.mjs').Report} report
 */

export {};
