// A folder with an index page works on every static host; a page without a slash only on some.
export const trailingSlash = 'always';
