import { expect, it } from 'vitest'
import { splitStatements } from '../src/sql-statements.ts'

it.each([
  ['plain statements', 'SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['a last one without a semicolon', 'SELECT 1;\nSELECT 2', ['SELECT 1', 'SELECT 2']],
  ['nothing', ' ;; -- only a comment;\n/* ; */ ', []],
  ['strings', "SELECT 'a;''b;'; SELECT 2", ["SELECT 'a;''b;'", 'SELECT 2']],
  ['escape strings', "SELECT E'a\\';b'; SELECT 2", ["SELECT E'a\\';b'", 'SELECT 2']],
  ['quoted names', 'SELECT 1 AS "a;""b"; SELECT 2', ['SELECT 1 AS "a;""b"', 'SELECT 2']],
  ['dollar quotes', 'DO $$ x; $a$ y; $$; SELECT 2', ['DO $$ x; $a$ y; $$', 'SELECT 2']],
  ['tagged dollar quotes', 'DO $a$ x; $$ y; $a$; SELECT 2', ['DO $a$ x; $$ y; $a$', 'SELECT 2']],
  ['dollars in names and parameters', 'SELECT a$b, $1; SELECT $2', ['SELECT a$b, $1', 'SELECT $2']],
  ['line comments', 'SELECT 1 -- a; b\n; SELECT 2', ['SELECT 1 -- a; b', 'SELECT 2']],
  ['nested block comments', 'SELECT /* a; /* b; */ c; */ 1; SELECT 2', ['SELECT /* a; /* b; */ c; */ 1', 'SELECT 2']],
])('splits %s', (_name, sql, statements) => {
  expect(splitStatements(sql)).toEqual(statements)
})
