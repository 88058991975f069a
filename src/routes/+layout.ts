// The whole app runs in the browser: pages are prerendered as empty shells, which any static host can serve.
export const ssr = false;
export const prerender = true;
