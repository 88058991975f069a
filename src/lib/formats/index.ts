import { arrow } from './arrow/descriptor';
import { delimited } from './delimited/descriptor';
import { duckdb } from './duckdb/descriptor';
import { excel } from './excel/descriptor';
import { json } from './json/descriptor';
import { parquet } from './parquet/descriptor';
import { sqlite } from './sqlite/descriptor';

/** Every format, in the order in which they are asked: those with a magic number first, delimited text, which takes any text, last. */
export const formats = [duckdb, sqlite, parquet, arrow, excel, json, delimited] as const;

export type FormatId = (typeof formats)[number]['id'];
