import { SQLDialect } from '@codemirror/lang-sql';

/** Words that a name must be quoted for (DuckDB's reserved keywords, `duckdb_keywords()` of 1.4). */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
	`all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
	default deferrable desc describe distinct do else end except false fetch for foreign from group having in
	initially intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer
	pivot_wider placing primary qualify references returning select show some summarize symmetric table then to
	trailing true union unique unpivot using variadic when where window with`.split(/\s+/)
);

const OTHER_KEYWORDS = `add alter anti asof at before begin between by cascade columns comment commit copy cross cube
	current database delete drop enum escape exclude execute exists explain export extract filter first following full
	function glob grouping if ignore ilike index inner insert interval is isnull join key last left like macro map
	matched materialized merge name natural next no notnull nulls of over overwrite partition percent positional
	pragma preceding prepare range recursive rename replace reset respect right rollback rollup row rows sample
	schema semi sequence set sets similar start struct tablesample temp temporary ties to transaction truncate
	try_cast type unbounded union unnest update values version view within without`;

export const TYPE_NAMES = `bigint bit blob boolean char date decimal double enum float hugeint int integer interval
	json list map numeric real smallint struct text time timestamp timestamptz timestamp_ms timestamp_ns timestamp_s
	tinyint ubigint uhugeint uinteger union usmallint utinyint uuid varchar`;

export const FUNCTION_NAMES = `abs age any_value approx_count_distinct approx_quantile arg_max arg_min array_agg
	array_length ascii avg bar bit_and bit_or bit_xor bool_and bool_or ceil chr coalesce concat concat_ws contains
	corr cos count count_if covar_pop cume_dist current_date current_timestamp date_add date_diff date_part date_sub
	date_trunc day dayname dayofweek dense_rank ends_with entropy epoch epoch_ms exp favg filter first first_value
	flatten floor format fsum gcd generate_series greatest hash hex histogram hour ifnull instr isfinite isnan kurtosis
	lag last last_day last_value lcm lead least left length levenshtein list list_aggregate list_contains
	list_distinct list_filter list_sort list_transform ln log log10 log2 lower lpad ltrim mad make_date make_timestamp
	map_entries map_keys map_values max max_by md5 median min min_by minute mod mode month monthname now nth_value
	ntile nullif parse_path percent_rank pi position pow power printf product quantile quantile_cont quantile_disc
	quarter random range rank regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace
	repeat replace reverse right round row_number rpad rtrim second sha256 sign sin skewness split_part sqrt
	starts_with stddev stddev_pop stddev_samp str_split strftime string_agg strip_accents strpos strptime substr
	substring sum sum_no_overflow tan time_bucket to_base64 to_days to_hours to_seconds today translate trim trunc
	try_strptime typeof unnest unhex upper uuid var_pop var_samp variance week weekday year`;

/** The SQL of DuckDB as far as colours and completion need it. */
export const duckDbDialect = SQLDialect.define({
	keywords: `${[...RESERVED_WORDS].join(' ')} ${OTHER_KEYWORDS}`.replace(/\s+/g, ' '),
	types: TYPE_NAMES.replace(/\s+/g, ' '),
	builtin: FUNCTION_NAMES.replace(/\s+/g, ' '),
	identifierQuotes: '"',
	caseInsensitiveIdentifiers: true,
	doubleDollarQuotedStrings: true,
	operatorChars: '*+-%<>!=&|~^/:@'
});

/** Words that are offered while typing, in the writing of the house. */
export const KEYWORDS: readonly string[] = [
	...new Set(
		`${[...RESERVED_WORDS].join(' ')} ${OTHER_KEYWORDS}`.split(/\s+/).map((word) => word.toUpperCase())
	)
].sort();
export const FUNCTIONS: readonly string[] = FUNCTION_NAMES.split(/\s+/);
export const TYPES: readonly string[] = TYPE_NAMES.split(/\s+/).map((word) => word.toUpperCase());
