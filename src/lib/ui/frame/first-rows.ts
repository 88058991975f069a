/** The query that a source's or table's menu begins with. @param reference the table's name in SQL, quoted */
export function firstRowsSql(reference: string): string {
	return `SELECT *\nFROM ${reference}\nLIMIT 1000;\n`;
}
