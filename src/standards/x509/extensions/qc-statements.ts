import { z } from 'zod';
import { toBase64 } from '#base';
import { checkDer, oid, raw, sequence } from '#der';
import type { DerReader, DerValue } from '#der';
import {
  base64Octets,
  base64Schema,
  decodeList,
  encodeList,
  oidSchema,
  optional,
  uniqueList,
} from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { bullets } from '../text-lines.ts';

/** One statement about a qualified certificate; what it holds depends on its identifier and is not looked into. */
export interface QcStatement {
  /** Dotted. */
  readonly statement_id: string;
  /** DER in base64; null when the statement says all by its identifier. */
  readonly statement_info: string | null;
}

const etsi = '0.4.0.1862.1';

const names: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.11.1': 'pkixQCSyntax-v1',
  '1.3.6.1.5.5.7.11.2': 'pkixQCSyntax-v2',
  [`${etsi}.1`]: 'QcCompliance',
  [`${etsi}.2`]: 'QcLimitValue',
  [`${etsi}.3`]: 'QcRetentionPeriod',
  [`${etsi}.4`]: 'QcSSCD',
  [`${etsi}.5`]: 'QcPDS',
  [`${etsi}.6`]: 'QcType',
  [`${etsi}.7`]: 'QcCClegislation',
  '0.4.0.19495.2': 'psd2',
};

/** Statements under European and other law (RFC 3739 §3.2.6, ETSI EN 319 412-5). Read only: not offered to requests. */
export const qcStatements: ExtensionKind<readonly QcStatement[], 'qc_statements'> = {
  type: 'qc_statements',
  oid: '1.3.6.1.5.5.7.1.3',
  title: 'QC Statements',
  criticality: { default: false },
  configurable: false,
  value: uniqueList(z.object({ statement_id: oidSchema, statement_info: optional(base64Schema) })),
  encode: (statements) => encodeList(statements, encodeOne),
  decode: (reader) => decodeList(reader, (inner) => inner.sequence(decodeOne)),
  text: (statements) =>
    bullets(statements.map(({ statement_id }) => names[statement_id] ?? statement_id)),
};

function encodeOne({ statement_id, statement_info }: QcStatement): DerValue {
  return sequence(
    oid(statement_id),
    statement_info === null ? undefined : raw(base64Octets(statement_info)),
  );
}

function decodeOne(reader: DerReader): QcStatement {
  const statement_id = reader.oid();
  if (reader.done) return { statement_id, statement_info: null };
  const { der } = reader.any();
  checkDer(der);
  return { statement_id, statement_info: toBase64(der) };
}
